"""Lists of a communiqué: "the Council: Condemns the coup; Demands …" names the subject of its items once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from streams.core.mentions import Form
from streams.core.referents import Mention

if TYPE_CHECKING:
    from streams.core.reading import ReadSentence

_ITEM = re.compile(
    r"(?:[-*•·] |\(?(?:\d{1,2}|[a-z]|[ivx]+)[.)] )?(?P<first>"
    r"(?:(?:Also|Further|Again|[A-Z][a-z]+ly),? (?:[a-z]+ly,? )?)?"
    r"(?:acknowledge|affirm|agree|appeal|applaud|approve|authori[sz]e|call|commend|condemn|congratulate|decide|"
    r"declare|demand|denounce|deplore|direct|emphasi[sz]e|encourage|endorse|express|extend|impose|instruct|"
    r"invite|lift|mandate|note|pledge|reaffirm|recall|recommend|regret|reiterate|reject|renew|request|resolve|"
    r"stress|support|suspend|take|thank|underline|underscore|undertake|urge|warn|welcome)e?s)\b",
    re.IGNORECASE,
)
_LIST = re.compile(r":\s*$")


def with_subjects(sentences: Sequence[ReadSentence]) -> list[ReadSentence]:
    """The sentences, those that are items of a list with the subject that stands before the list's colon."""
    found: list[ReadSentence] = []
    subject: tuple[int, Mention] | None = None  # where its sentence starts
    for s in sentences:
        text = s.sentence.text
        item = _ITEM.match(text) if subject else None
        if subject and item:
            first, told = subject
            away = s.sentence.start - first
            own = replace(told, start=told.start - away, end=told.end - away)
            found.append(replace(s, mentions=(own, *s.mentions), elided=item.start("first")))
            continue
        found.append(s)
        bodies = [m for m in s.mentions if m.form in (Form.NAME, Form.ROLE) and not m.person and not m.plural]
        ends = bool(_LIST.search(text)) and bool(bodies)
        subject = (s.sentence.start, bodies[-1]) if ends and bodies[-1].actors[0].political else None
    return found
