"""Where and when a report was filed: datelines ("GENEVA (AP) -", "Tokyo, 28 Oct -"), the stamps of live
blogs, and the line of a page that says when it was published.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from streams.core.date_patterns import DAY_OF_YEAR, FOOTED, FOOTERS
from streams.core.dates import find_dates
from streams.core.knowledge import cell_list, table
from streams.core.places import Gazetteer, Place
from streams.core.text import Sentence

_TOWN = r"(?:[A-ZÀ-Þ][\w'.]+(?:[ -](?:[a-z]{2,3} )?[A-ZÀ-Þ][\w'.]+){0,3})"
_AGENCY = r"(?:\s*\([^)]{2,40}\))"
_AFTER = r"\s*(?:-{1,2}|:|\.|\|)\s+"
_DATELINES = (
    re.compile(rf"[A-ZÀ-Þ][A-ZÀ-Þ' ./-]{{2,40}}(?:,[^()]{{0,40}}?)?{_AGENCY}?\s*(?:-{{1,2}}|:)\s+"),
    re.compile(rf"{_TOWN}(?:, {_TOWN})?,? {DAY_OF_YEAR}{_AGENCY}?(?:{_AFTER}|\.?$)"),
    re.compile(rf"{_TOWN}(?:, {_TOWN})?{_AGENCY}\s*-{{1,2}}\s+"),
)
_STAMP = re.compile(
    r"(?:\[?\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,4}\)?)?\]?|\d{1,2}\s*[ap]\.?m\.?(?:\s+[A-Z]{2,4})?)"
    r"\s*(?:[-:|]\s*|\.\s+|(?<=\])\s+)(?=[\"'A-ZÀ-Þ])"
    r"|\d{2}[:.]\d{2} (?=[\"'A-ZÀ-Þ])",
)
_ZONE = re.compile(r"\d\s*(?:[ap]\.?m\.?)?\s*\(?([A-Z]{2,4})\)?(?=[\s.,;)|]|$)")
DATELINES = (
    4  # sentences among which a dateline stands: a headline, a caption and a byline may come before it
)
_MOST = 2  # days between the date of a dateline and the article's publication


def dateline(text: str) -> int:
    """How many code points of dateline stand before a folded sentence's first word."""
    for pattern in _DATELINES:
        if m := pattern.match(text):
            return m.end()
    return 0


def stamp(text: str) -> int:
    """How many code points of a live blog's time stamp ("14.10: ") stand before the first word."""
    m = _STAMP.match(text)
    return m.end() if m else 0


def filed_in(
    sentences: Sequence[Sentence], gazetteer: Gazetteer, *, countries: frozenset[str]
) -> Place | None:
    """The town in which the report was filed, as its dateline says."""
    for s in sentences[:DATELINES]:
        end = dateline(s.text)
        name = s.text[:end] if end else s.text.partition(": ")[0]  # "Doha: Delegations from …"
        if not end and (name == s.text or len(name) > 30):
            continue
        if name.isupper() or end:
            name = " ".join(w if w.islower() else w.title() for w in name.split())
        found = gazetteer.find(name, countries=countries)
        if found and found[0].start == 0 and (end or found[0].end == len(name)):
            return found[0].place
    return None


def publication_day(
    moment: datetime | None, sentences: Sequence[Sentence], body: str, *, filed: Place | None
) -> date | None:
    """The day that "today" is in the article, in its own time zone.

    `moment` is the message's time of publication. In UTC it may lie in another day than the newsroom's: then
    the zone that the folded `body` names, or that of the dateline's country, settles it. Without it the
    dateline or the page's own line tells the day, else the first full date of the article.
    """
    footer = _footer(body)
    if moment is None:
        told = _dateline_day(sentences, None) or footer
        return told or next(
            (
                date.fromisoformat(f.past.first or "")
                for s in sentences[:DATELINES]
                for f in find_dates(s.text, published=None)
                if f.past.precision == "day"
            ),
            None,
        )
    day = moment.date()
    if not moment.utcoffset():
        day = (moment + timedelta(hours=_hours(body, filed))).date()
        if footer and abs(footer - moment.date()).days <= 1:
            day = footer
    told = _dateline_day(sentences, day)
    return told if told and -1 <= (day - told).days <= _MOST else day


def _dateline_day(sentences: Sequence[Sentence], day: date | None) -> date | None:
    for s in sentences[:DATELINES]:
        for f in find_dates(s.text[: dateline(s.text)], published=day):
            if f.past.precision == "day" and f.past.first:
                return date.fromisoformat(f.past.first)
    return None


def _footer(body: str) -> date | None:
    for m in _footers(body):
        american = _hours_of_zone(_zone_after(body, m.end())) < -1
        found = find_dates(m[0], published=None)
        days = [f.past.first for f in found if f.past.precision == "day" and f.past.first]
        if not days:
            continue
        numeric = re.search(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})$", m[0])
        if numeric and american and int(numeric[1]) <= 12:
            return date(int(numeric[3]), int(numeric[1]), int(numeric[2]))
        return date.fromisoformat(days[-1])
    return None


def _footers(body: str) -> Iterator[re.Match[str]]:
    """The lines that say when the page was published; few articles have one."""
    if FOOTED.search(body):
        for pattern in FOOTERS:
            yield from pattern.finditer(body)


def _zone_after(body: str, position: int) -> str:
    m = _ZONE.search(body[position - 1 : position + 30])
    return m[1] if m else ""


def _hours(body: str, filed: Place | None) -> float:
    """How far the newsroom's clock is ahead of UTC, as far as the article tells."""
    for m in _footers(body):
        if zone := _zone_after(body, m.end()):
            return _hours_of_zone(zone)
    return _zones()[1].get(filed.country or "", 0.0) if filed else 0.0


def _hours_of_zone(zone: str) -> float:
    return _zones()[0].get(zone, 0.0)


@lru_cache(maxsize=1)
def _zones() -> tuple[dict[str, float], dict[str, float]]:
    """Hours ahead of UTC by the abbreviation of a zone, and by country."""
    rows = list(table("places", "zones.tsv"))
    return (
        {row["zone"]: float(row["hours"]) for row in rows},
        {country: float(row["hours"]) for row in rows for country in cell_list(row["countries"])},
    )
