"""Where on its topic each event lies that a story holds: rows beside those of the stories' fold."""

from __future__ import annotations

import re

from streams.delivery.rows import Rows

_MARK = "!"
_REPORT = re.compile(r"[A-Z]{3}(?:-[A-Z]{3})?/e/(.+)", re.DOTALL)
"""Key under which the fold keeps what it needs of an event: DYAD/e/ID."""


def place_of(event_id: str) -> str:
    """The key of the row that has the event's offset."""
    return _MARK + event_id


def note_events(rows: Rows, event_id: str, offset: int) -> None:
    """After the fold of the event of that id: note its offset, and forget those that the fold has let go."""
    for key, there in rows.touched().items():
        found = _REPORT.fullmatch(key)
        if found is None:
            continue
        if not there:
            rows.pop(place_of(found[1]), None)
        elif found[1] == event_id:
            rows[place_of(event_id)] = offset
