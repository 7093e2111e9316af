"""What a paragraph has said up to a mention: to whom "its fighters" belong, and of which state "the defence
minister" is where nobody says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from streams.core.actors import INTERNATIONAL
from streams.core.quotation import inside, quoted
from streams.core.referents import Referent

_POSSESSIVE = re.compile(r"\b(its|their|his|her) (?:own )?(?:[a-z-]+(?:'s)? )?$", re.IGNORECASE)


def of_state(referents: Iterable[Referent]) -> str | None:
    """The first of their countries that is a state."""
    return next((r.country for r in referents if r.country and r.country not in INTERNATIONAL), None)


def apart_from_dateline(here: Sequence[Referent], *, led: int) -> Sequence[Referent]:
    """The actors of a sentence without the place of its dateline, its first `led`, where it does not speak
    of that state: "KYIV - Russia said its forces".
    """
    filed = {r.country for r in here[:led]}
    named = here[led:]
    return here if not named or any(r.country in filed for r in named) else named


class Paragraph:
    """The actors of a paragraph's sentences up to here, without those that are named in quotations."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._sentences: list[list[Referent]] = []
        self._quotes: list[tuple[int, int]] = []
        self._cited: list[Referent] = []

    def begin(self, text: str) -> None:
        """A sentence begins."""
        self._sentences.append([])
        self._quotes, self._cited = quoted(text), []

    def note(self, actors: Sequence[Referent], start: int) -> None:
        """The sentence names `actors` at its code point `start`."""
        (self._cited if inside(self._quotes, start) else self._sentences[-1]).extend(actors)

    def country(self, here: Sequence[Referent]) -> str | None:
        """The first state that the sentence names outside quotations, else that of the one before; `here` are
        the sentence's actors so far.
        """
        own = [r for r in here if not any(r is cited for cited in self._cited)]
        return next((c for told in (own, *reversed(self._sentences[:-1])) if (c := of_state(told))), None)

    def possessor(self, before: str, here: Sequence[Referent]) -> Referent | None:
        """Whose "its fighters" or "their country's embassy" are: the first that this sentence names, else the
        first of the one before; `before` is the sentence up to the noun.
        """
        owner = _POSSESSIVE.search(before)
        if owner is None:
            return None
        person = owner[1].lower() in ("his", "her")
        earlier = self._sentences[-2] if len(self._sentences) > 1 else []
        able = [r for r in here if r.country and bool(r.key) == person]
        if owner[1].lower() == "their":  # rather people than a place: "In Oslo, exiles stood outside their …"
            able.sort(key=lambda r: not r.how.startswith("role"))
        return next((r for r in (*able, *earlier) if r.country and bool(r.key) == person), None)
