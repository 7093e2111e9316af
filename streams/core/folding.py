"""What the folds share: rows of state that a caller keeps, and what is to be published.

A fold is a pure function of the rows and one change: it reads and writes rows and returns emissions. It knows
no clock but the publication times in the changes, so that the same changes give the same rows and emissions.
A row's value is plain JSON, which a fold may change in place. Its key begins with the dyad that it belongs
to, or with `@` where it belongs to the whole partition.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from schemas.base import Record

Rows = MutableMapping[str, Any]
"""The state of one partition of one stage: `get`, item assignment and `del` are all that is used."""

CLOCK = "@clock"
"""The row of the day up to which publications were seen in this partition: days since 1 January 1970."""
_EPOCH = date(1970, 1, 1)


class Kind(StrEnum):
    """What is published, each to a topic of its own."""

    STORY = "story"
    MOVE = "move"
    DYAD = "dyad"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Emission:
    """A record to be published under a key; None takes back what was published under it."""

    kind: Kind
    key: str
    value: Record | None


def day_number(moment: datetime | date) -> int:
    """Days since 1 January 1970; of a moment its day in UTC."""
    day = moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment
    return (day - _EPOCH).days


def day_text(number: int) -> str:
    """The day as an ISO date."""
    return (_EPOCH + timedelta(days=number)).isoformat()


def advance(rows: Rows, day: int) -> tuple[int | None, int]:
    """Move the partition's clock on to that day, never back; returns what it showed before, and now."""
    before: int | None = rows.get(CLOCK)
    if before is None or day > before:
        rows[CLOCK] = day
        return before, day
    return before, before
