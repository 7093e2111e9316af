"""Whose report a text is, where it says so: "GENEVA, March 3 (Reuters) -", "With inputs from PTI"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from streams.core.knowledge import cell_list, table

_HEAD = 300
"""Code points in which a dateline stands: a headline or a byline may come before it."""
_DATELINE = re.compile(
    r"^[A-ZÀ-Þ][^\n()]{0,60}\(([^()\n;]{2,40})\)[ \t]*(?:--?|[\u2013\u2014:])[ \t]", re.MULTILINE
)
_LAST_LINES = 3
_LINE = re.compile(
    r"^\W*(?:(?:with|from|by|source|copyright|©|\(c\)|via|inputs)\b:?\s*|\d{4}\s+)*"
    r"(?:the )?(?P<name>[^\W\d_][\w .&'-]{1,38}?)(?: contributed to this (?:report|story))?\W*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def agencies() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Their long names, in lower case, and their short ones as written; to the names we give them."""
    long: dict[str, str] = {}
    short: dict[str, str] = {}
    for row in table("stories", "agencies.tsv"):
        long |= {each.lower(): row["name"] for each in cell_list(row["long"])}
        short |= dict.fromkeys(cell_list(row["short"]), row["name"])
    return long, short


def agency(name: str) -> str | None:
    """The agency of that name, be it long or short; None where it is none that we know."""
    long, short = agencies()
    name = name.strip()
    return short.get(name) or long.get(name.lower().removeprefix("the ")) or long.get(name.lower())


def credit(body: str) -> str | None:
    """The agency that the text credits; a dateline names one, known or not, a last line only one we know."""
    if found := _DATELINE.search(body[:_HEAD]):
        return agency(found[1]) or found[1].strip().lower()
    for line in body.rstrip().rsplit("\n", _LAST_LINES)[-_LAST_LINES:]:
        named = _LINE.match(line.strip())
        if named and len(line) <= 80 and (known := agency(named["name"])):
            return known
    return None


def outlet_name(source: str | None) -> str | None:
    """An outlet by one name: an agency by its own, others in lower case without a leading article."""
    if not source or not source.strip():
        return None
    return agency(source) or source.strip().lower().removeprefix("the ")
