"""Alerts: what was unusual, told once and not on every day on which it lasts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from schemas import Alert, Trigger
from streams.core.dyads.ledger import Ledger
from streams.core.dyads.unusual import SPAN, history_days, triggers
from streams.core.folding import day_number, day_text

EPISODE = 7
"""Days after that of an alert in which what is unusual is added to it: an escalation is one alert."""
STANDING = 30
"""Days for which an alert may still be mended; what comes later brings none."""
MEMORY = 90
"""Days for which it is kept what was unusual, so that it is known what was told before."""
_MOST_STORIES = 10


def alerts(ledger: Ledger, *, today: int, since: int, again: range) -> Iterator[Alert]:
    """The alerts of the last 30 days; it is looked `again` at what is unusual about these days."""
    unusual = ledger.note("unusual")
    kept = {
        day: found for day, found in unusual.items() if int(day) > today - MEMORY and int(day) not in again
    }
    if again:
        for day in ledger.between(max(again.start, today - MEMORY + 1), min(again.stop - 1, today)):
            found = [trigger.model_dump(mode="json") for trigger in triggers(ledger, day, since=since)]
            if found:
                kept[str(day)] = found
    if kept != unusual:
        ledger.put_note("unusual", kept)
    for start, told in _episodes(kept):
        if start > today - STANDING:
            yield _alert(ledger, start, told, since=since)


def _episodes(unusual: Mapping[str, list[dict[str, Any]]]) -> list[tuple[int, tuple[Trigger, ...]]]:
    """What was unusual within a week of the day on which it began, each kind once, by the first day."""
    found: list[tuple[int, dict[str, Trigger]]] = []
    for day in sorted(map(int, unusual)):
        if not found or day - found[-1][0] > EPISODE:
            found.append((day, {}))
        for each in unusual[str(day)]:
            found[-1][1].setdefault(each["kind"], Trigger.model_validate(each))
    return [(start, tuple(told.values())) for start, told in found]


def _alert(ledger: Ledger, start: int, told: tuple[Trigger, ...], *, since: int) -> Alert:
    days = {day for trigger in told for day in _days_of(ledger, trigger)}
    causes = [(points, -day, story_id) for day in days for story_id, points in ledger.stories(day).items()]
    return Alert(
        alert_id=f"{ledger.dyad}/{day_text(start)}",
        dyad=ledger.dyad,
        day=day_text(start),
        triggers=told,
        history_days=history_days(start, since=since),
        story_ids=tuple(story_id for *_, story_id in sorted(causes)[:_MOST_STORIES]),
    )


def _days_of(ledger: Ledger, trigger: Trigger) -> list[int]:
    day = day_number(date.fromisoformat(trigger.day))
    return ledger.between(day - SPAN + 1, day)
