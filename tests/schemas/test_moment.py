"""Publication times as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.moment import read_moment

IST = timezone(timedelta(hours=5, minutes=30))
MOMENT = datetime(2025, 10, 28, 6, 57, tzinfo=IST)


@pytest.mark.parametrize(
    "value",
    [
        "2025-10-28T06:57:00+05:30",
        "2025-10-28T01:27:00Z",
        "20251028T012700Z",
        "2025-10-28 06:57:00 +0530",
        "2025-10-28 01:27:00 UTC",
        "2025-10-28T01:27:00",
        "Tue, 28 Oct 2025 06:57:00 +0530",
        "Tue, 28 Oct 2025 01:27:00 GMT",
        1761614820,
        1761614820.0,
        1761614820000,
        "1761614820",
        "1761614820000",
        MOMENT,
    ],
)
def test_every_form_is_the_same_moment(value: object) -> None:
    assert read_moment(value) == MOMENT


def test_the_offset_is_kept_for_it_tells_the_local_day() -> None:
    moment = read_moment("2025-10-28T06:57:00+05:30")
    assert moment is not None
    assert moment.utcoffset() == timedelta(hours=5, minutes=30)


@pytest.mark.parametrize(
    "value",
    [
        "2025-10-28",
        "20251028",
        "251028",
        "251028T00:00:00Z",
        "28 October 2025",
        "28 Oct 2025",
        "October 28, 2025",
        "Oct 28, 2025",
    ],
)
def test_a_day_is_its_midnight_in_utc(value: str) -> None:
    assert read_moment(value) == datetime(2025, 10, 28, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_nothing_is_no_time(value: str | None) -> None:
    assert read_moment(value) is None


@pytest.mark.parametrize(
    "value",
    [
        "yesterday",
        "2025",
        2025,
        0,
        -1,
        True,
        "2025-13-01",
        "28/10/2025",
        1e30,
        float("nan"),
        [],
        {},
        "9" * 5000,
    ],
)
def test_what_is_no_time_is_refused_with_the_remedy(value: object) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        read_moment(value)


@given(st.text() | st.integers() | st.floats())
def test_anything_is_read_or_refused(value: object) -> None:
    try:
        moment = read_moment(value)
    except ValueError as error:
        remedy = str(error)
    else:
        remedy = "ISO 8601"
        assert moment is None or moment.tzinfo is not None
    assert "ISO 8601" in remedy


@given(st.datetimes(datetime(1974, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_iso_and_epoch_come_back(moment: datetime) -> None:
    assert read_moment(moment.isoformat()) == moment
    assert read_moment(int(moment.timestamp())) == moment.replace(microsecond=0)
