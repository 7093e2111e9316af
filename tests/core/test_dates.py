"""Dates as news English has them, against the day of publication and the tense."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.dates import DateRange, find_dates

WEDNESDAY = date(2025, 10, 29)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January February March April May June July August September October November December").split()


def range_of(text: str, *, future: bool = False, published: date | None = WEDNESDAY) -> DateRange:
    (only,) = find_dates(text, published=published)
    return only.reading(future=future)


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_nearest_in_the_direction_of_the_tense(published: date, weekday: str) -> None:
    (mention,) = find_dates(f"They met on {weekday}.", published=published)
    past, future = (date.fromisoformat(r.first or "") for r in (mention.past, mention.future))
    assert past.weekday() == future.weekday() == WEEKDAYS.index(weekday)
    assert published - timedelta(days=6) <= past <= published <= future <= published + timedelta(days=6)


@given(DAYS)
def test_the_weekday_of_publication_is_that_day(published: date) -> None:
    name = WEEKDAYS[published.weekday()]
    assert {range_of(f"on {name}", published=published, future=f).first for f in (False, True)} == {
        published.isoformat()
    }


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_next_and_last_weekday_are_never_the_day_itself(published: date, weekday: str) -> None:
    assert (range_of(f"next {weekday}", published=published).first or "") > published.isoformat()
    assert (range_of(f"last {weekday}", published=published).first or "") < published.isoformat()


@given(DAYS, DAYS)
def test_a_full_date_is_that_day_whatever_the_publication(day: date, published: date) -> None:
    month = MONTHS[day.month - 1]
    for text in (f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}", day.isoformat()):
        for future in (False, True):
            found = range_of(f"They met on {text}.", published=published, future=future)
            assert (found.first, found.last, found.precision) == (day.isoformat(), day.isoformat(), "day")


@given(DAYS, DAYS)
def test_a_day_without_a_year_lies_on_the_right_side(day: date, published: date) -> None:
    text = f"They met on {MONTHS[day.month - 1]} {day.day}."
    for mention in find_dates(text, published=published):
        past, future = mention.past.first or "", mention.future.first or ""
        assert past <= (published + timedelta(days=1)).isoformat()
        assert future >= published.isoformat()


def test_the_leap_day_needs_no_year() -> None:
    assert range_of("on February 29", published=date(2024, 3, 4)).first == "2024-02-29"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("yesterday", "2025-10-28", "2025-10-28"),
        ("overnight", "2025-10-29", "2025-10-29"),
        ("tomorrow", "2025-10-30", "2025-10-30"),
        ("next week", "2025-11-03", "2025-11-09"),
        ("last week", "2025-10-20", "2025-10-26"),
        ("this weekend", "2025-11-01", "2025-11-02"),
        ("last month", "2025-09", "2025-09"),
        ("next year", "2026", "2026"),
        ("three days ago", "2025-10-26", "2025-10-26"),
        ("two years ago", "2023", "2023"),
        ("in 2019", "2019", "2019"),
        ("in July 2022", "2022-07", "2022-07"),
        ("in March", "2025-03", "2025-03"),
        ("Tuesday (October 28, 2025)", "2025-10-28", "2025-10-28"),
        ("Friday, Oct. 24", "2025-10-24", "2025-10-24"),
        ("October 21-23", "2025-10-21", "2025-10-23"),
        ("21 to 23 October", "2025-10-21", "2025-10-23"),
    ],
)
def test_what_an_expression_covers(text: str, first: str, last: str) -> None:
    found = range_of(f"They met {text}.")
    assert (found.first, found.last) == (first, last)


def test_a_month_ahead_is_this_year_or_next() -> None:
    assert range_of("in December", future=True).first == "2025-12"
    assert range_of("in March", future=True).first == "2026-03"


@pytest.mark.parametrize(
    "text", ["on 31 February 2025", "They may march on.", "2025 people were displaced", "G20 and B52"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert [f for f in find_dates(text, published=WEDNESDAY) if f.past.precision == "day"] == []


def test_without_a_publication_day_only_full_dates_are_known() -> None:
    assert find_dates("on Friday", published=None) == []
    assert range_of("on 3 May 2024", published=None).first == "2024-05-03"


@given(st.text(max_size=120), DAYS)
def test_no_text_breaks_the_reader(text: str, published: date) -> None:
    for found in find_dates(text, published=published):
        assert 0 <= found.start < found.end <= len(text)


@given(
    st.lists(
        st.sampled_from(["on Friday ", "28 May 2024 ", "next week ", "the 3rd ", "in 2019 ", "x "]),
        max_size=8,
    )
)
def test_dates_stand_in_order_and_apart(parts: list[str]) -> None:
    text = "".join(parts)
    found = find_dates(text, published=WEDNESDAY)
    assert all(a.end <= b.start for a, b in pairwise(found))
