"""The fold of dyads: moves of stories in, windows and alerts out.

Windows end with the day of the latest publication that the partition has seen: when that day is over, all its
pairs are told anew, so that windows close and empty without an event of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from schemas.base import Record
from streams.core.dyads.alerting import STANDING, alerts
from streams.core.dyads.ledger import Ledger, live_dyads
from streams.core.dyads.unusual import HISTORY, SPAN
from streams.core.dyads.windows import windows_of
from streams.core.folding import Emission, Kind, Rows, advance, day_text
from streams.core.moves import Move

LAYOUT = 1
"""Of the rows; to be raised with any change after which those of before would be misread."""
FIRST = "@first"
"""The row of the first day of which the partition has seen publications."""


def fold(rows: Rows, move: Move) -> list[Emission]:
    """Take in one move; a repeated one gives nothing."""
    before, today = advance(rows, move.seen)
    first: int | None = rows.get(FIRST)
    since = move.seen if first is None else min(first, move.seen)
    if since != first:
        rows[FIRST] = since
    ledger = Ledger(rows, move.dyad)
    changed = ledger.take(move, today) if move.story_id else None
    # Where more of the past is known than before, what was usual has to be looked at anew.
    everything = range(today + 1) if since != first else range(0)
    found: list[Emission] = []
    if before is not None and (before != today or everything):
        for dyad in live_dyads(rows):
            if dyad != move.dyad:
                found += _tell(Ledger(rows, dyad), today=today, since=since, again=everything)
    if changed is not None or before != today or everything:
        of = range(0) if changed is None else range(changed, changed + HISTORY + SPAN + 1)
        found += _tell(ledger, today=today, since=since, again=everything or of)
    return found


def _tell(ledger: Ledger, *, today: int, since: int, again: range) -> Iterator[Emission]:
    ledger.expire(today)
    ledger.list_live()
    told = ledger.note("told")
    now: dict[str, str] = {}
    windows = windows_of(ledger, today)
    if windows is not None:
        now["windows"] = _digest(windows)
    if now.get("windows") != told.get("windows"):
        yield Emission(Kind.DYAD, ledger.dyad, windows)
    for alert in alerts(ledger, today=today, since=since, again=again):
        now[alert.alert_id] = _digest(alert)
        if told.get(alert.alert_id) != now[alert.alert_id]:
            yield Emission(Kind.ALERT, alert.alert_id, alert)
    # What is older stands as it was told.
    oldest = f"{ledger.dyad}/{day_text(today - STANDING + 1)}"
    for alert_id in told:
        if alert_id != "windows" and alert_id not in now and alert_id >= oldest:
            yield Emission(Kind.ALERT, alert_id, None)
    if now != told:
        ledger.put_note("told", now)


def _digest(record: Record) -> str:
    return blake2b(record.model_dump_json().encode(), digest_size=12).hexdigest()
