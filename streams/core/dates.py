"""Dates in news English, resolved against publication: days, weekdays, months, years, and spans like "next
week".

A weekday is the nearest one in the tense's direction, publication day included; so every mention carries both
readings.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from streams.core.date_patterns import FOOTER, MONTHS, NUMBERS, PATTERNS, WEEKDAYS


@dataclass(frozen=True, slots=True)
class DateRange:
    """`first` to `last` as ISO dates, as precise as known ("2019",
    "2022-07", "2025-10-28"); `last` None is open-ended.
    """

    first: str | None
    last: str | None
    precision: str


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date expression at `[start, end)` of its sentence, read in the past and in the future direction."""

    start: int
    end: int
    past: DateRange
    future: DateRange
    background: bool = False  # a bare year, "last year", "two decades ago"

    def reading(self, *, future: bool) -> DateRange:
        """The reading in the direction of the act's tense."""
        return self.future if future else self.past


def find_dates(text: str, *, published: date | None) -> list[DateMention]:
    """The date expressions of a folded sentence in text order.

    Without `published`, only absolute ones are resolved.
    """
    found: list[DateMention] = []
    for pattern in PATTERNS:
        for m in pattern.finditer(text):
            if any(f.start < m.end() and m.start() < f.end for f in found):
                continue
            mention = _read(m, published)
            if mention is not None:
                found.append(mention)
    found.sort(key=lambda f: f.start)
    return list(_merged(found, text))


def _merged(found: list[DateMention], text: str) -> Iterator[DateMention]:
    """ "Tuesday (October 28, 2025)" and "Friday, Feb 13" are one date: the explicit one."""
    position = 0
    while position < len(found):
        here = found[position]
        following = found[position + 1] if position + 1 < len(found) else None
        weekday = WEEKDAYS.get(text[here.start : here.end].split()[-1].lower()) is not None
        if following and weekday and re.fullmatch(r"\s*[(,]?\s*", text[here.end : following.start]):
            chosen = (
                following
                if following.past.precision == "day"
                and text[following.start : following.end].strip()[-1:].isdigit()
                else here
            )
            yield DateMention(here.start, following.end, chosen.past, chosen.future, chosen.background)
            position += 2
        else:
            yield here
            position += 1


def _day(d: date) -> DateRange:
    return DateRange(d.isoformat(), d.isoformat(), "day")


def _days(first: date, last: date) -> DateRange:
    return DateRange(first.isoformat(), last.isoformat(), "range" if first != last else "day")


def _read(m: re.Match[str], published: date | None) -> DateMention | None:
    groups = m.groupdict()
    month = (
        int(groups["m"])
        if groups.get("m")
        else MONTHS.get((groups.get("month") or "").lower().rstrip("."), 0)
    )
    day, year = groups.get("day"), groups.get("year")
    try:
        if day and not month:
            return _day_of_month(m, int(day), published)
        if month and day:
            return _calendar_day(m, month, int(day), int(year) if year else None, published)
        if month:
            return _month(m, month, int(year) if year else None, published)
        if year:
            span = DateRange(year, year, "year")
            old = published is None or int(year) < published.year
            return DateMention(m.start(), m.end(), span, span, background=old)
        return _relative(m, published) if published else None
    except ValueError:  # 31 February
        return None


def _calendar_day(
    m: re.Match[str], month: int, day: int, year: int | None, published: date | None
) -> DateMention | None:
    last = m.groupdict().get("last")

    def span(y: int) -> DateRange:
        first = date(y, month, day)
        return _days(first, date(y, month, int(last))) if last and int(last) > day else _day(first)

    if year is not None:
        return DateMention(m.start(), m.end(), span(year), span(year))
    if published is None:
        return None
    years = [y for y in range(published.year - 8, published.year + 9) if (month, day) != (2, 29) or isleap(y)]
    past = max(y for y in years if date(y, month, day) <= published + timedelta(days=1))
    future = min(y for y in years if date(y, month, day) >= published)
    return DateMention(m.start(), m.end(), span(past), span(future))


def _day_of_month(m: re.Match[str], day: int, published: date | None) -> DateMention | None:
    if published is None:
        return None
    this = published.replace(day=day)
    before = this if this <= published else (published.replace(day=1) - timedelta(days=1)).replace(day=day)
    after = this if this >= published else (published.replace(day=28) + timedelta(days=4)).replace(day=day)
    return DateMention(m.start(), m.end(), _day(before), _day(after))


def _month(m: re.Match[str], month: int, year: int | None, published: date | None) -> DateMention | None:
    def span(y: int) -> DateRange:
        return DateRange(f"{y}-{month:02d}", f"{y}-{month:02d}", "month")

    if year is not None:
        old = published is not None and (published.year, published.month) > (year, month + 2)
        return DateMention(m.start(), m.end(), span(year), span(year), background=old)
    if published is None:
        return None
    rel = (m.groupdict().get("rel") or "").lower()
    past = (
        published.year
        if month <= published.month and not (rel == "last" and month == published.month)
        else published.year - 1
    )
    future = published.year if month >= published.month else published.year + 1
    if rel == "last":
        future = past
    return DateMention(m.start(), m.end(), span(past), span(future))


def _relative(m: re.Match[str], published: date) -> DateMention | None:
    groups = {k: (v or "").lower() for k, v in m.groupdict().items()}

    def same(span: DateRange, *, background: bool = False) -> DateMention:
        return DateMention(m.start(), m.end(), span, span, background)

    if groups.get("word"):
        shift = {"yesterday": -1, "tomorrow": 1}.get(groups["word"], 0)
        return same(_day(published + timedelta(days=shift)))
    if groups.get("weekday"):
        wanted = WEEKDAYS[groups["weekday"]]
        back = (published.weekday() - wanted) % 7
        ahead = (wanted - published.weekday()) % 7
        if groups.get("rel") == "last":
            return same(_day(published - timedelta(days=back or 7)))
        if groups.get("rel") in ("next", "coming"):
            return same(_day(published + timedelta(days=ahead or 7)))
        return DateMention(
            m.start(),
            m.end(),
            _day(published - timedelta(days=back)),
            _day(published + timedelta(days=ahead)),
        )
    if groups.get("count"):
        return _ago(m, groups, published)
    return _calendar_unit(m, groups, published)


def _ago(m: re.Match[str], groups: dict[str, str], published: date) -> DateMention | None:
    if groups["rel"] != "ago":
        return None
    count = int(groups["count"]) if groups["count"].isdigit() else NUMBERS.get(groups["count"], 1)
    unit = groups["unit"]
    if unit in ("year", "decade"):
        year = str(published.year - count * (10 if unit == "decade" else 1))
        span = DateRange(year, year, "year")
    elif unit == "month":
        index = published.year * 12 + published.month - 1 - count
        span = DateRange(
            f"{index // 12}-{index % 12 + 1:02d}", f"{index // 12}-{index % 12 + 1:02d}", "month"
        )
    elif unit == "week":
        span = DateRange((published - timedelta(weeks=count)).isoformat()[:7], None, "month")
    else:
        span = _day(published - timedelta(days=count))
    return DateMention(m.start(), m.end(), span, span, background=unit in ("year", "decade", "month"))


def _calendar_unit(m: re.Match[str], groups: dict[str, str], published: date) -> DateMention | None:
    step = {"last": -1, "past": -1, "previous": -1, "next": 1}.get(groups["rel"], 0)
    unit = groups["unit"]
    if unit in ("week", "weekend"):
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
        first = monday + timedelta(days=5 if unit == "weekend" else 0)
        if unit == "week" and step == 0:
            first = monday
        span = _days(first, monday + timedelta(days=6))
    elif unit == "month":
        index = published.year * 12 + published.month - 1 + step
        span = DateRange(
            f"{index // 12}-{index % 12 + 1:02d}", f"{index // 12}-{index % 12 + 1:02d}", "month"
        )
    else:
        year = str(published.year + step)
        span = DateRange(year, year, "year")
    old = step < 0 and unit not in ("week", "weekend", "month")
    return DateMention(m.start(), m.end(), span, span, background=old)


def publication_day(body: str) -> date | None:
    """The day that an article's own footer or dateline states, where the message has none; else None."""
    for m in FOOTER.finditer(body):
        month = MONTHS[(m["fm"] or m["fm2"]).lower().rstrip(".")]
        try:
            return date(int(m["fy"] or m["fy2"]), month, int(m["fd"] or m["d2"]))
        except ValueError:
            continue
    days = [
        f.past.first
        for line in body.split("\n")[:6]
        for f in find_dates(line, published=None)
        if f.past.precision == "day"
    ]
    return date.fromisoformat(days[0]) if days and days[0] else None
