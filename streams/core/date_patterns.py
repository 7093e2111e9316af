"""The wordings of dates in news English, and the numbers that their words stand for.

A pattern's groups bear names: `day`, `last` (of several days), `month` and `month2` (`m` in figures),
`year`, `yearly` ("last" of "May last year"), `weekday`, `word`, `count`, `unit` and `rel`, the word that
gives the direction. What counts from a
day told before ("two days later", "the same evening") has `hinge`, with `count` or `shift`.
"""

from __future__ import annotations

import re
from functools import cache

MONTHS = {
    name: i
    for i, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {
    name: i for i, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
WEEKDAYS |= {
    "mon": 0,
    "tue": 1,
    "tues": 1,
    "wed": 2,
    "thu": 3,
    "thur": 3,
    "thurs": 3,
    "fri": 4,
    "sat": 5,
    "sun": 6,
}
NUMBERS = {
    w: i for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1, "fifteen": 15, "twenty": 20, "thirty": 30}
SHIFTS = {
    "same": 0,
    "that": 0,
    "next": 1,
    "following": 1,
    "day after": 1,
    "previous": -1,
    "day before": -1,
}
"""Days between the day told before and the one meant: "the following day"."""

DAY_WORDS = {
    "yesterday": -1,
    "tomorrow": 1,
    "last night": -1,
    "the day after tomorrow": 2,
    "the day before yesterday": -2,
}
"""Days from publication; today and the like lack."""
STEPS = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}
"""Weeks, months or years from publication's own."""

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_M = rf"(?P<month>{_MONTH})"
_M2 = rf"(?P<month2>{_MONTH})"
_WEEKDAY = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)"
_W = rf"(?P<weekday>{_WEEKDAY})"
_Y = r"(?P<year>(?:1[89]|20)\d\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_D = rf"(?P<day>[0-3]?\d){_ORDINAL}"
_LAST = rf"(?P<last>[0-3]?\d){_ORDINAL}"
_N = (
    r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty)"
)
_PART = r"(?:morning|afternoon|evening|night|day)"
_PEOPLE = r"people|troops|soldiers|civilians|migrants|refugees|tonnes|tons|homes|families|trucks|km|percent"

_PATTERNS = [  # with the clues without which a text has none of it
    ("digit", re.compile(rf"\b{_Y}-(?P<m>\d\d)-(?P<day>\d\d)\b")),
    ("digit", re.compile(rf"\b{_Y}-(?:1[89]|20)\d\d\b")),  # "in a 2020-2022 war"
    ("digit", re.compile(rf"\b(?P<day>[0-3]?\d)[/.](?P<m>[0-3]?\d)[/.]{_Y}\b")),
    ("month", re.compile(rf"\b(?:{_D}\s+)?{_M}(?: of)? (?P<yearly>last|this|next) year\b")),
    # "30 October to 2 November", "October 30 - November 2"
    ("digit month",
     re.compile(rf"\b{_D}\s+{_M},?\s*(?:-|to|until|through)\s*{_LAST}\s+{_M2}(?:,?\s+{_Y})?\b")),
    ("digit month",
     re.compile(rf"\b{_M}\s+{_D},?\s*(?:-|to|until|through)\s*{_M2}\s+{_LAST}(?:,?\s+{_Y})?\b")),
    ("digit month",
     re.compile(rf"\b{_M}\s+{_D}(?:\s*(?:-|to|and|through)\s*{_LAST})?(?:,?\s+{_Y})?\b"
               r"(?!\s*(?:percent|per cent|million|billion|people|[ap]\.?m\b)|[.:]\d\d)")),
    ("digit month",
     re.compile(rf"\b{_D}(?:\s*(?:-|to|and)\s*{_LAST})?[\s-]+(?:of\s+)?{_M}(?:,?[\s-]+{_Y})?\b")),
    ("digit month",
     re.compile(rf"\b(?P<rel>last|next|this|early|late|mid)?[\s-]*{_M},?\s+(?:of\s+)?{_Y}\b")),
    ("month", re.compile(rf"\b(?P<rel>(?i:in|last|next|this|since|until|by|early|late|mid|during|of|"
               rf"for(?! May)))[\s-]+(?:early |late |mid-?)?{_M}\b")),
    ("weekday", re.compile(rf"\b(?:(?P<rel>last|next|this|coming|past)\s+)?{_W}\b")),
    ("span", re.compile(r"\b(?P<word>today|tonight|yesterday|tomorrow|overnight|last night|this"
               r" (?:morning|afternoon|evening)|the day after tomorrow|the day before yesterday)\b", re.I)),
    ("span", re.compile(rf"\b(?P<hinge>the) (?P<shift>same|previous|next|following) {_PART}\b", re.I)),
    ("span", re.compile(rf"\b(?:on |later )(?P<hinge>(?P<shift>that)) {_PART}\b", re.I)),
    ("span", re.compile(r"\b(?:earlier|later) in (?P<hinge>the) (?P<shift>)(?:day|evening)\b", re.I)),
    ("span", re.compile(r"\b(?P<hinge>the) (?P<shift>day before|day after)\b(?=[.,;]|$)", re.I)),
    ("span", re.compile(r"\b(?P<rel>last|next|this|past|previous|coming|following)\s+"
               r"(?P<unit>week|weekend|month|year|summer|spring|autumn|fall|winter)\b(?!-)", re.I)),
    ("span", re.compile(rf"\b{_N}\s+(?P<unit>day|week|month|year|decade)s?\s+(?P<rel>ago|from now)\b", re.I)),
    ("span", re.compile(rf"\b{_N}\s+(?P<unit>day|week|month|year|decade)s?\s+"
               r"(?P<hinge>earlier|later|after|before)\b", re.I)),
    ("digit",
     re.compile(rf"\b(?P<rel>(?i:in|since|from|until|by|of|during|between|early|late|after|before))\s+"
               rf"(?:(?:early|late) |mid-?|the year )?{_Y}\b(?!\s*(?:{_PEOPLE})\b)")),
    ("digit", re.compile(rf"(?<=\()\s*{_Y}\s*(?=\))")),
    ("digit", re.compile(rf"(?<=\s){_Y}(?=\s(?!(?:{_PEOPLE})\b)[a-z]+)")),
    ("digit", re.compile(r"\bthe (?P<day>[0-3]?\d)(?:st|nd|rd|th)\b"
               r"(?! (?:century|anniversary|round|time|day|session|meeting|summit|edition|package|[A-Z]))")),
]  # fmt: skip
_PATTERNS.sort(key=lambda each: "hinge" in each[1].groupindex)  # what counts from other dates comes last

_CLUES = {
    "digit": re.compile(r"\d"),
    "month": re.compile(_MONTH),
    "weekday": re.compile(_WEEKDAY),
    "span": re.compile(
        r"days?\b|week|night|morrow|month|year|decade|mer\b|winter|spring|autumn|fall\b|"
        r"morning|afternoon|evening",
        re.I,
    ),
}


def patterns_for(text: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that a text may hold, by a quick look for what each of them needs."""
    return _patterns(frozenset([name for name, clue in _CLUES.items() if clue.search(text)]))


@cache
def _patterns(clues: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(pattern for needed, pattern in _PATTERNS if clues.issuperset(needed.split()))


DEADLINE = re.compile(
    r"\b(?:by|until|till|before|no later than)\s+(?:the end of |early |late |mid-?|midnight on )?$", re.I
)
ONSET = re.compile(r"\b(?:since|from|starting|beginning|effective)(?: on)?\s+(?:early |late |mid-?)?$", re.I)

FOOTED = re.compile(r"(?:published|updated|posted|modified)\b", re.I)
_FOOT = rf"{FOOTED.pattern}[^\n]{{0,60}}?"
FOOTERS = [
    re.compile(rf"{_FOOT}\b{_M}\s+{_D},?\s+{_Y}", re.I),
    re.compile(rf"{_FOOT}\b{_D}[\s-]+{_M},?[\s-]+{_Y}", re.I),
    re.compile(rf"{_FOOT}\b{_Y}-(?P<m>\d\d)-(?P<day>\d\d)\b", re.I),
    re.compile(rf"{_FOOT}\b(?P<day>\d{{1,2}})[/.](?P<m>\d{{1,2}})[/.]{_Y}", re.I),
]
"""The line of a page that says when it was published."""

DAY_OF_YEAR = (
    rf"(?:{_WEEKDAY}[.,]? )?(?:[0-3]?\d{_ORDINAL} {_MONTH}|{_MONTH} [0-3]?\d{_ORDINAL})(?:,? 20\d\d)?"
)
"""A day with its month, as datelines have it; without groups."""
