"""Drafts: an act with everything the article says of it, before
mentions of one act are merged into one event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas import Magnitude, PloverType, Status
from streams.core.dates import DateRange
from streams.core.places import Place
from streams.core.referents import Mention, Referent


@dataclass(frozen=True, slots=True)
class Party:
    """One actor of an act, and the mention that names it: `[start, end)` in code points of the body."""

    referent: Referent
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """One telling of an act.

    `evidence` is `[start, end)` in code points of the body; `sentence` counts from 0.
    """

    cameo: str
    act: PloverType
    sources: tuple[Party, ...]
    targets: tuple[Party, ...]
    reciprocal: bool
    status: Status
    when: DateRange | None
    where: Place | None
    subject: str | None
    attribution: str | None
    evidence: tuple[tuple[int, int], ...]
    sentence: int
    verb: int  # code point at which the word that states it begins
    mode: str | None
    strength: float
    probability: float
    why: tuple[str, ...]
    background: bool = False
    about: tuple[str, ...] = ()  # lemmas of the nouns acted upon: "rejected the measures"
    magnitude: tuple[Magnitude, ...] = ()
    by: tuple[str, ...] = ()  # lemmas of the subject: "the measures freeze assets"
    beside: frozenset[int] = frozenset()  # where the verbs begin that "and" joins to it
    further: bool = (
        False  # a further one of the things that its verb is told of: "agreed to trade and to talk"
    )
    guessed: bool = False  # its targets are people of whom no state is told, taken for the source's own
    bare: bool = False  # rests on an embedding verb alone and has no target of its own

    def countries(self) -> frozenset[str]:
        """The country codes of both sides."""
        return frozenset(p.referent.country for p in (*self.sources, *self.targets) if p.referent.country)


def parties(mentions: Iterable[Mention], *, offset: int) -> tuple[Party, ...]:
    """One party per distinct actor of the mentions; `offset` is the sentence's start in the body."""
    found: dict[tuple[str | None, str | None, str | None], Party] = {}
    for mention in mentions:
        for referent in mention.actors:
            found.setdefault(referent.identity, Party(referent, offset + mention.start, offset + mention.end))
    return tuple(found.values())
