"""Publication times as feeds really write them: ISO 8601, RFC 822, seconds or milliseconds since 1970."""

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_SMALLEST_EPOCH = 100_000_000
"""Seconds: March 1973. Anything below is a year or a counter, not a publication time."""
_SMALLEST_MILLISECONDS = 100_000_000_000
_SPACED_OFFSET = re.compile(r"(?<=\d)\s*(?:(UTC|GMT)|(?<=\s)([+-]\d\d:?\d\d))$")
_CENTURY_OMITTED = re.compile(r"^\d{6}(?=$|T\d\d:)")
"""YYMMDD, as the files of event coders have it: 1970 to 2069."""
_WRITTEN_DAYS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")
_REMEDY = (
    "give ISO 8601 (2025-10-28T06:57:00+05:30), RFC 822 (Tue, 28 Oct 2025 06:57:00 +0530) or epoch seconds"
)


def read_moment(value: object) -> datetime | None:
    """Return an aware datetime; a value without an offset is taken as UTC, an empty one is None.

    Raises:
        ValueError: it is no time, or it lies outside the years 1900 to 2199; the message says what to give.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        moment = _read(value)
    except (ValueError, TypeError, OverflowError, OSError):
        moment = None
    if moment is None:
        raise ValueError(f"{_short(value)} is no time: {_REMEDY}")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if not _EARLIEST <= moment.replace(tzinfo=UTC) < _LATEST:
        raise ValueError(f"{_short(value)} lies outside the years 1900 to 2199: {_REMEDY}")
    return moment


def _read(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(), tzinfo=UTC)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_epoch(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) not in (len("20251028"), len("251028")):
        return _from_epoch(int(text))
    try:
        return datetime.fromisoformat(_CENTURY_OMITTED.sub(_with_century, _SPACED_OFFSET.sub(_joined, text)))
    except ValueError:
        return _written_day(text) or parsedate_to_datetime(text)


def _written_day(text: str) -> datetime | None:
    """The midnight of "28 October 2025" or "Oct 28, 2025"; None where the text is neither."""
    for form in _WRITTEN_DAYS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _with_century(day: re.Match[str]) -> str:
    return ("19" if day[0] >= "70" else "20") + day[0]


def _joined(offset: re.Match[str]) -> str:
    """`2025-10-28 06:57:00 +0530` and `... UTC` are common and one step from ISO 8601."""
    return offset[2] or "+00:00"


def _from_epoch(number: float) -> datetime | None:
    if not number >= _SMALLEST_EPOCH:
        return None
    seconds = number / 1000 if number >= _SMALLEST_MILLISECONDS else number
    return datetime.fromtimestamp(seconds, tz=UTC)


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
