"""Referents, the actors that an article speaks of, and the mentions that stand for them."""

from __future__ import annotations

from dataclasses import dataclass

from streams.core.mentions import Form

_POLITICAL = frozenset({"GOV", "MIL", "LEG", "JUD", "PTY", "OPP", "REB", "PRM", "SPY", "COP", "UAF"})
ABOVE_STATES = frozenset({"UNO", "EUR", "IGO", "IMG"})


@dataclass(frozen=True, slots=True)
class Referent:
    """An actor as the article has established it, and `how` that was concluded."""

    country: str | None
    sector: str | None
    role: str | None = None
    name: str | None = None
    how: str = ""
    key: str = ""  # the same for every mention of one person

    @property
    def identity(self) -> tuple[str | None, str | None, str | None]:
        """What makes two referents one actor."""
        return (self.country, self.name, None if self.name else self.sector)

    @property
    def political(self) -> bool:
        """Whether it is a political actor: one side of an act has to be (ANNOTATION, "One event")."""
        return self.sector in _POLITICAL or self.country in ABOVE_STATES


@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """A resolved mention: `[start, end)` in code points of its sentence, and the actors it stands for.

    Equal to itself alone: a sentence has no two of the same words.
    """

    start: int
    end: int
    form: Form
    actors: tuple[Referent, ...]
    text: str
    plural: bool = False
    place: bool = False  # a name that may stand for the mere place
    person: bool = False
    inferred: bool = False  # the country is a guess from the surroundings
    given: bool = False
