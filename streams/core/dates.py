"""Dates in news English, resolved against publication: days, weekdays, months, years, and spans like "next
week".

A weekday is the nearest one in the tense's direction, publication day included; so every mention carries both
readings.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from streams.core.date_patterns import (
    DAY_WORDS,
    DEADLINE,
    MONTHS,
    NUMBERS,
    ONSET,
    SHIFTS,
    STEPS,
    WEEKDAYS,
    patterns_for,
)


@dataclass(frozen=True, slots=True)
class DateRange:
    """`first` to `last` as ISO dates, as precise as known ("2019",
    "2022-07", "2025-10-28"); `last` None is open-ended, `first` None a deadline.
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
    hinge: bool = False  # "two days after": the date of what follows in a clause of its own
    deadline: bool = False  # "by Friday": nothing that has happened is dated by it

    def reading(self, *, future: bool) -> DateRange:
        """The reading in the direction of the act's tense."""
        return self.future if future else self.past


def find_dates(text: str, *, published: date | None, told: DateRange | None = None) -> list[DateMention]:
    """The date expressions of a folded sentence in text order.

    `told` is the date that the article told last, from which "two days later" counts. Without `published`,
    only absolute ones are resolved.
    """
    found: list[DateMention] = []
    for pattern in patterns_for(text):
        for m in pattern.finditer(text):
            if any(f.start < m.end() and m.start() < f.end for f in found):
                continue
            mention = _read(m, published, _told_before(m, found) or told)
            if mention is not None:
                found.append(_bounded(mention, m, text))
    return list(_merged(sorted(found, key=lambda f: f.start), text))


def _told_before(m: re.Match[str], found: list[DateMention]) -> DateRange | None:
    """The date that the sentence itself tells before "two days after"."""
    before = [f for f in found if f.end <= m.start() and not f.deadline and not f.hinge]
    return max(before, key=lambda f: f.start).past if before else None


def _bounded(mention: DateMention, m: re.Match[str], text: str) -> DateMention:
    """The mention as the word before it bounds it: "by Friday", "since 2021"."""
    before = text[: mention.start] + f"{m.groupdict().get('rel') or ''} "
    if DEADLINE.search(before) or DEADLINE.search(text[: mention.start]):
        last = mention.future.last or mention.future.first
        return replace(mention, future=DateRange(None, last, mention.future.precision), deadline=True)
    if ONSET.search(before) or ONSET.search(text[: mention.start]):
        past, future = (replace(r, last=None) for r in (mention.past, mention.future))
        return replace(mention, past=past, future=future)
    return mention


def _merged(found: list[DateMention], text: str) -> Iterator[DateMention]:
    """ "Tuesday (October 28, 2025)" and "28 October, Tuesday" are one date: the explicit one."""
    position = 0

    def weekday(f: DateMention) -> bool:
        return text[f.start : f.end].split()[-1].lower() in WEEKDAYS

    while position < len(found):
        here = found[position]
        following = found[position + 1] if position + 1 < len(found) else None
        joined = following and re.fullmatch(r",?\s*[(,]?\s*", text[here.end : following.start])
        counted = here.hinge or (
            following is not None and following.hinge
        )  # "on Tuesday, a day after …": two
        if following and joined and not counted and weekday(here) != weekday(following):
            explicit = following if weekday(here) else here
            if explicit.past.precision in ("day", "range"):
                yield replace(explicit, start=here.start, end=following.end)
                position += 2
                continue
        yield here
        position += 1


def _day(d: date) -> DateRange:
    return DateRange(d.isoformat(), d.isoformat(), "day")


def _days(first: date, last: date) -> DateRange:
    return DateRange(first.isoformat(), last.isoformat(), "range" if first != last else "day")


def _month_range(index: int) -> DateRange:
    """The month of which `index` counts from the first of year 0."""
    name = f"{index // 12:04d}-{index % 12 + 1:02d}"
    return DateRange(name, name, "month")


def _year_range(year: int) -> DateRange:
    return DateRange(f"{year:04d}", f"{year:04d}", "year")


def _month_number(word: str | None) -> int:
    return MONTHS.get((word or "").lower().rstrip("."), 0)


def _read(m: re.Match[str], published: date | None, told: DateRange | None) -> DateMention | None:
    groups = m.groupdict()
    month = int(groups["m"]) if groups.get("m") else _month_number(groups.get("month"))
    day, year = groups.get("day"), groups.get("year")
    if published and (yearly := groups.get("yearly")):
        year = str(published.year + STEPS.get(yearly, 0))
    try:
        if day and month > 12 and int(day) <= 12:  # 10/28/2025
            day, month = str(month), int(day)
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
        if groups.get("hinge"):
            return _counted(m, published, told)
        return _relative(m, published) if published else None
    except (ValueError, OverflowError):  # 31 February; a day before the calendar begins
        return None


def _calendar_day(
    m: re.Match[str], month: int, day: int, year: int | None, published: date | None
) -> DateMention | None:
    groups = m.groupdict()
    last, last_month = groups.get("last"), _month_number(groups.get("month2"))

    def span(y: int) -> DateRange:
        first = date(y, month, day)
        if last and last_month:
            return _days(first, date(y + (last_month < month), last_month, int(last)))
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
    if year is not None:
        old = published is not None and (published.year, published.month) > (year, month + 2)
        span = _month_range(year * 12 + month - 1)
        return DateMention(m.start(), m.end(), span, span, background=old)
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
    return DateMention(
        m.start(), m.end(), _month_range(past * 12 + month - 1), _month_range(future * 12 + month - 1)
    )


def _relative(m: re.Match[str], published: date) -> DateMention | None:
    groups = {k: (v or "").lower() for k, v in m.groupdict().items()}

    def same(span: DateRange, *, background: bool = False) -> DateMention:
        return DateMention(m.start(), m.end(), span, span, background)

    if groups.get("word"):
        return same(_day(published + timedelta(days=DAY_WORDS.get(groups["word"], 0))))
    if groups.get("weekday"):
        wanted = WEEKDAYS[groups["weekday"]]
        back = (published.weekday() - wanted) % 7
        ahead = (wanted - published.weekday()) % 7
        if groups.get("rel") == "last":
            return same(_day(published - timedelta(days=back or 7)))
        if groups.get("rel") in ("next", "coming"):
            return same(_day(published + timedelta(days=ahead or 7)))
        past, future = _day(published - timedelta(days=back)), _day(published + timedelta(days=ahead))
        return DateMention(m.start(), m.end(), past, future)
    if groups.get("count"):
        sign = -1 if groups["rel"] == "ago" else 1
        unit = groups["unit"]
        span = _shifted(published, unit, sign * _number(groups["count"]))
        return same(span, background=sign < 0 and unit in ("year", "decade", "month"))
    return _calendar_unit(m, groups, published)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _shifted(day: date, unit: str, count: int) -> DateRange:
    """The day, month or year that lies so many units from `day`; weeks
    are told in round figures, so that they give the month.
    """
    if unit in ("year", "decade"):
        return _year_range(day.year + count * (10 if unit == "decade" else 1))
    if unit == "month":
        return _month_range(day.year * 12 + day.month - 1 + count)
    if unit == "week":
        there = day + timedelta(weeks=count)
        return _month_range(there.year * 12 + there.month - 1)
    return _day(day + timedelta(days=count))


def _counted(m: re.Match[str], published: date | None, told: DateRange | None) -> DateMention | None:
    """ "Ten years later", "two days after", "the following day": counted from the date told before."""
    groups = {k: (v or "").lower() for k, v in m.groupdict().items()}
    base = _begins(told) if told else published
    if base is None:
        return None
    count = _number(groups["count"]) if groups.get("count") else SHIFTS.get(groups["shift"], 0)
    unit = groups.get("unit") or "day"
    exact = told is None or told.precision in ("day", "range")
    if (
        not exact
        and unit not in ("year", "decade")
        and not (unit == "month" and told and len(told.first or "") > 4)
    ):
        return None  # "the next day" after "in 2019"
    after = groups["hinge"] in ("after", "before")
    sign = -1 if groups["hinge"] in ("earlier", "after") else 1
    span = _shifted(base, unit, sign * count)
    old = bool(published and (span.first or "") < (published - timedelta(days=60)).isoformat())
    return DateMention(m.start(), m.end(), span, span, background=old and unit != "day", hinge=after)


def _begins(told: DateRange) -> date | None:
    """The first day of a range; None where it is only a deadline."""
    return date.fromisoformat(told.first + "-01-01"[: 10 - len(told.first)]) if told.first else None


def _calendar_unit(m: re.Match[str], groups: dict[str, str], published: date) -> DateMention | None:
    step = STEPS.get(groups["rel"], 0)
    unit = groups["unit"]
    if unit in ("week", "weekend"):
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=step)
        first = monday + timedelta(days=5 if unit == "weekend" else 0)
        span = _days(first, monday + timedelta(days=6))
    elif unit == "month":
        span = _month_range(published.year * 12 + published.month - 1 + step)
    else:
        span = _year_range(published.year + step)
    old = step < 0 and unit not in ("week", "weekend", "month")
    return DateMention(m.start(), m.end(), span, span, background=old)
