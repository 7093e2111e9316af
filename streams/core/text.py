"""Paragraphs, sentences and furniture of a news article.

All offsets are Python code points of the text as given, which is never altered: quotes and dashes are folded
only in `fold`, one code point for one, so that what is found in the folded text stands at the same place in
the original.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_FOLD = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "–": "-", "—": "-", "‑": "-", "‐": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
    }
)  # fmt: skip


LONGEST_SENTENCE = 2000
"""Code points; no sentence of prose has more, and the parser's time grows with them."""


class SentenceKind(StrEnum):
    """What part a sentence plays on the page; furniture is never coded."""

    BODY = "body"
    HEADLINE = "headline"
    CAPTION = "caption"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence:

    `[start, end)` in code points of the article's body, its folded text, paragraph number and kind.
    """

    start: int
    end: int
    text: str
    paragraph: int
    kind: SentenceKind = SentenceKind.BODY


_FURNITURE = re.compile(
    r"""^\s*(?:[*•·]\s+)?(?:
        \|?\s*(?:photo|image|picture|file\ photo|video)\s*(?:credit|courtesy|by|:)
      | (?:published|updated|last\ updated|posted|first\ published)\s*(?:-|:|on|at|\d|\w+\ \d)
      | (?:also\ read|read\ more|read\ also|related|see\ also|more\ from|follow\ us|subscribe|sign\ up
        |advertisement|share\ this)\b
      | (?:reporting|editing|writing|additional\ reporting|compiled)\s+by\b
      | \(?(?:reporting|editing|writing)\s+by\b
      | by\s+[A-Z][\w.'-]+(?:\s+[A-Z][\w.'-]+){0,3}\s*$
      | the\s+writer\s+is\b | the\s+author\s+is\b | ©|copyright\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_CAPTION = re.compile(
    r"(?:,\s*(?:left|right|centre|center|second from \w+)\b|\bposes? for|\bfile photo\b|"
    r"\bseen (?:here|in|at)\b|\bpictured\b|\(file\)|\bshakes? hands)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"[*•·]\s+[A-Z]{3}[A-Z ,&'-]*[.:]")
_RANK = re.compile(r"\b(?:Lt|Col|Gen|Maj|Brig|Capt|Cmdr|Adm|Sgt|Rep|Sen|Gov|Rev)\.\s*\Z")
_STATE = re.compile(r"(?:\A|\s)[UE]\.[SNKU]\.\s*\Z")
_ITS_OWN = re.compile(
    r"(?:Secretary|President|Vice|Special|Ambassador|Treasury|Defen[cs]e|State|Senat|House|Congress|Under|Deputy|"
    r"National|Army|Navy|Air|Marine|Embassy|Security|General|Human|High|Mission|Attorney|Trade|Commerce|Energy)"
)
_TERMINAL = re.compile(r"""[.!?:;]["')\]]*\s*$""")
_TIMESTAMP = re.compile(
    r"^\s*\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?\s*(?:GMT|BST|UTC|ET|EDT|EST|IST|CET|local time)?\s*[-:|]?\s*$",
    re.I,
)


def fold(text: str) -> str:
    """`text` with typographic quotes, dashes and spaces replaced by ASCII
    ones; the same length, code point for code point.
    """
    return text.translate(_FOLD)


@lru_cache(maxsize=1)
def _punkt() -> Callable[[str], Iterable[tuple[int, int]]]:
    import nupunkt

    splitter: Callable[[str], Iterable[tuple[int, int]]] = nupunkt.sent_spans
    return splitter


def _split(paragraph: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = list(_punkt()(paragraph))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        # A full stop inside a quotation or after an initial does not end the reporting sentence: '"…," X
        # said.'
        tail = paragraph[start:end].lstrip()
        broken = joined and (  # "U.S. Secretary of State", "Gen. Smith"
            _RANK.search(paragraph, *joined[-1])
            or (_ITS_OWN.match(tail) and _STATE.search(paragraph[slice(*joined[-1])]))
        )
        if joined and (tail[:1].islower() or broken):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def kind_of(line: str, *, number: int) -> SentenceKind:
    """The part that a whole paragraph plays, from its own words; `number` is its place in the article."""
    if _FURNITURE.search(line) or _TIMESTAMP.match(line):
        return SentenceKind.FURNITURE
    if number == 0 and _CAPTION.search(line):
        return SentenceKind.CAPTION
    if not _TERMINAL.search(line) and len(line) < 140 and line.count(" ") >= 3:
        return SentenceKind.HEADLINE
    if not _TERMINAL.search(line) and line.count(" ") < 3:
        return SentenceKind.FURNITURE
    return SentenceKind.BODY


def heading(part: Sentence) -> str:
    """The words with which an item of a round-up begins, a line or a bullet's first words in capitals; else
    nothing.
    """
    if part.kind is SentenceKind.FURNITURE:
        return part.text if part.text.isupper() and len(part.text) > 2 else ""
    m = _ITEM.match(part.text)
    return m[0] if m else ""


def sentences(body: str, *, maximum: int = LONGEST_SENTENCE) -> list[Sentence]:
    """The sentences of `body` in reading order. Sentences above `maximum` code points are cut there."""
    folded, found = fold(body), []
    position = 0
    number = 0
    for line in folded.split("\n"):
        bare = line.strip()
        if bare:
            kind = kind_of(bare, number=number)
            base = position + len(line) - len(line.lstrip())
            spans = [(0, len(bare))] if kind is not SentenceKind.BODY else _split(bare)
            for start, end in spans:
                text = bare[start:end].rstrip()
                lead = len(text) - len(text.lstrip())
                text = text.lstrip()[:maximum]
                if text:
                    begin = base + start + lead
                    found.append(Sentence(begin, begin + len(text), text, number, kind))
            number += 1
        position += len(line) + 1
    return found
