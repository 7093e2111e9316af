"""Who put a text to the vote: the states that a veto turns down (ANNOTATION, decision 10)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from streams.core.actors import INTERNATIONAL
from streams.core.drafts import Party, parties
from streams.core.mentions import Form
from streams.core.reading import Reading, ReadSentence
from streams.core.referents import Mention

_TEXT = r"(?:text|resolution|draft|motion|measure|proposal|amendment)\b"
_WROTE = r"(?:co-)?(?:drafted|sponsored|tabled|penned|authored|submitted|put forward)"
_BY_SUBJECT = re.compile(rf"\b{_WROTE} (?:the |a |an |its )?(?:[\w-]+ ){{0,2}}{_TEXT}")
_BY_AGENT = re.compile(rf"\b{_TEXT},? (?:(?:that|which) )?(?:was |had been )?{_WROTE} (?:jointly )?by ")
_BY_COMPOUND = re.compile(rf"-{_WROTE} (?:[\w-]+ ){{0,4}}{_TEXT}")
_CLOSE = 40  # code points between an author and what tells of the text
_AND = re.compile(r"^(?:,| and| with|, and| together with|,? along with)? ?(?:the )?$")


def sponsors(reading: Reading) -> Mapping[int, tuple[Party, ...]]:
    """Section of the article → the states and bodies that wrote the text voted on there."""
    found: defaultdict[int, tuple[Party, ...]] = defaultdict(tuple)
    for s in reading.sentences:
        authors = [m for m in _authors(s) if m.actors[0].country not in INTERNATIONAL]
        if authors and not found[s.section]:
            found[s.section] = parties(authors, offset=s.sentence.start)
    return found


def _authors(s: ReadSentence) -> list[Mention]:
    text = s.sentence.text
    able = [m for m in s.mentions if m.form is not Form.PRONOUN and not m.inferred]
    if m := _BY_COMPOUND.search(text):
        return [x for x in able if x.end == m.start()]
    if m := _BY_AGENT.search(text):
        return _row([x for x in able if x.start >= m.end()], m.end(), text)
    if m := _BY_SUBJECT.search(text):
        before = [x for x in able if x.end <= m.start() and m.start() - x.end <= _CLOSE]
        return [*before[-1:], *_row([x for x in able if x.start >= m.end()], m.end(), text)]
    return []


def _row(mentions: list[Mention], position: int, text: str) -> list[Mention]:
    """The mentions that stand one behind the other from `position` on, joined by "and" and the like."""
    found: list[Mention] = []
    for mention in mentions:
        if not _AND.match(text[position : mention.start]):
            break
        found.append(mention)
        position = mention.end
    return found
