"""Quotations: which stretches of a sentence are somebody's own words, and whose.

"We" and "I" inside them are actors like any other: '"We reserve the right to respond," the spokesman said'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from streams.core.mentions import Form
from streams.core.referents import Mention, Referent

_FIRST = re.compile(r"\b(?:we|us|I|me)\b(?!\.)|\bWe\b")
_SAID = re.compile(
    r"\b(?:said|says|say|saying|told|tells|added|adds|wrote|writes|stated|declared|announced|warned|insisted|"
    r"argued|posted|tweeted|replied|commented|stressed|noted|according to|quoted)\b"
)
_SPEAKING = frozenset({Form.PERSON, Form.ROLE, Form.NAME, Form.PRONOUN, Form.GIVEN})


def quoted(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of each stretch in double quotes of a folded sentence; one left open runs to its end."""
    marks = [m.start() for m in re.finditer('"', text)]
    if len(marks) % 2:
        marks.append(len(text))
    return [(a + 1, b) for a, b in zip(marks[::2], marks[1::2], strict=True)]


def inside(spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether a position lies in one of the stretches."""
    return any(a <= position < b for a, b in spans)


def first_persons(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """(start, end, word) of "we" and "I" in the quoted stretches."""
    return [(m.start(), m.end(), m[0].lower()) for m in _FIRST.finditer(text) if inside(spans, m.start())]


def speaker(text: str, spans: Sequence[tuple[int, int]], mentions: Sequence[Mention]) -> Mention | None:
    """The mention beside the verb of saying outside the quotation marks; None where nobody is named there."""
    verbs = [m for m in _SAID.finditer(text) if not inside(spans, m.start())]
    able = [m for m in mentions if m.form in _SPEAKING and not inside(spans, m.start)]
    if not spans or not verbs or not able:
        return None
    verb = min(verbs, key=lambda v: min(min(abs(v.start() - b), abs(a - v.end())) for a, b in spans))
    if verb[0] == "according to":
        return next((m for m in able if m.start >= verb.end()), None)
    before = [m for m in able if m.end <= verb.start()]
    after = [m for m in able if m.start >= verb.end()]
    closed = verb.start() > spans[0][1]
    quote_end = max((b for _, b in spans if b < verb.start()), default=0)
    if closed and before and before[-1].start > quote_end:  # '"…," X said'
        return before[-1]
    follows = (
        after
        and closed
        and re.fullmatch(r"\s*(?:the |an? )?(?:[a-z]+ ){0,3}", text[verb.end() : after[0].start])
    )
    if follows:
        return after[0]
    return before[-1] if before else None


def with_first_persons(
    text: str, mentions: list[Mention], *, last: Referent | None
) -> tuple[list[Mention], Referent | None]:
    """The mentions with the "we" and "I" of whoever is quoted, and who that is: somebody in this sentence, or
    `last`, whom the one before has quoted.
    """
    spans = quoted(text)
    if not spans:
        return mentions, None
    said = speaker(text, spans, mentions)
    who = said.actors[0] if said is not None else last
    if who is None:
        return mentions, None
    own = [
        Mention(
            start,
            end,
            Form.PRONOUN,
            (replace(who, how=f"“{word}” of {who.name or who.how}"),),
            text[start:end],
        )
        for start, end, word in first_persons(text, spans)
    ]
    return sorted([*mentions, *own], key=lambda m: m.start), who
