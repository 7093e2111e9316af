"""The wordings of dates in news English, and the numbers that their words stand for.

A pattern's groups bear names: `day`, `last` (of several days), `month` (`m` in figures), `year`, `weekday`,
`word`, `count`, `unit` and `rel`, the word that gives the direction.
"""

from __future__ import annotations

import re

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
} | {"a": 1, "an": 1, "several": 3, "few": 3}
_M = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_W = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)"
_Y = r"(?P<year>(?:1[89]|20)\d\d)"
_D = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"

PATTERNS = [
    re.compile(rf"\b{_Y}-(?P<m>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b{_M}\s+{_D}(?:\s*-\s*(?P<last>[0-3]?\d))?(?:,?\s+{_Y})?\b"
               r"(?!\s*(?:percent|per cent|million|billion|people))"),
    re.compile(rf"\b{_D}(?:\s*(?:-|to|and)\s*(?P<last>[0-3]?\d))?\s+(?:of\s+)?{_M}(?:,?\s+{_Y})?\b"),
    re.compile(rf"\b(?P<rel>last|next|this|early|late|mid)?[\s-]*{_M},?\s+(?:of\s+)?{_Y}\b"),
    re.compile(rf"\b(?P<rel>(?i:in|last|next|this|since|until|by|early|late|mid|during|of))[\s-]+"
               rf"(?:early |late |mid-?)?{_M}\b"),
    re.compile(rf"\b(?:(?P<rel>last|next|this|coming)\s+)?{_W}\b"),
    re.compile(r"\b(?P<word>today|tonight|yesterday|tomorrow|overnight)\b", re.I),
    re.compile(r"\b(?P<rel>last|next|this|past|previous)\s+"
               r"(?P<unit>week|weekend|month|year|summer|spring|autumn|fall|winter)\b", re.I),
    re.compile(r"\b(?P<count>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+"
               r"(?P<unit>day|week|month|year|decade)s?\s+(?P<rel>ago|earlier|later)\b", re.I),
    re.compile(rf"\b(?P<rel>(?i:in|since|from|until|by|of|during|between|early|late|after|before))\s+"
               rf"(?:early |late |mid-?)?{_Y}\b"),
    re.compile(rf"(?<=\()\s*{_Y}\s*(?=\))"),
    re.compile(rf"(?<=\s){_Y}(?=\s[a-z]+)"),
    re.compile(r"\bthe (?P<day>[0-3]?\d)(?:st|nd|rd|th)\b(?! century)"),
]  # fmt: skip

FOOTER = re.compile(
    rf"(?:published|updated|posted)\b.*?"
    rf"(?:{_M.replace('month', 'fm')}\s+(?P<fd>\d{{1,2}}),?\s+(?P<fy>20\d\d)"
    rf"|(?P<d2>\d{{1,2}})\s+{_M.replace('month', 'fm2')}\s+(?P<fy2>20\d\d))",
    re.I,
)
