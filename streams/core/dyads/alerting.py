"""Alerts: what was unusual, told once and not on every day on which it lasts."""

from __future__ import annotations

from collections.abc import Iterator

from schemas import Alert, Trigger
from streams.core.dyads.ledger import Ledger
from streams.core.dyads.unusual import SPAN, history_days, triggers
from streams.core.folding import day_text

COOLDOWN = 7
"""Days after an alert without another of tension or volume; a first of its kind is always told."""
STANDING = 30
"""Days for which an alert may still be mended."""
MEMORY = 90
"""Days for which it is kept what was unusual, so that it is known what was told before."""
_CALMING = ("tension", "volume")
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
    last: int | None = None
    for day in sorted(map(int, kept)):
        cooling = last is not None and day - last <= COOLDOWN
        told = [each for each in kept[str(day)] if not (cooling and each["kind"] in _CALMING)]
        if told:
            last = day
            if day > today - STANDING:
                yield _alert(ledger, day, tuple(map(Trigger.model_validate, told)), since=since)


def _alert(ledger: Ledger, day: int, told: tuple[Trigger, ...], *, since: int) -> Alert:
    recent = [
        (act.goldstein, -each, story_id)
        for each in ledger.between(day - SPAN + 1, day)
        for story_id, act in ledger.acts(each).items()
    ]
    return Alert(
        alert_id=f"{ledger.dyad}/{day_text(day)}",
        dyad=ledger.dyad,
        day=day_text(day),
        triggers=told,
        history_days=history_days(day, since=since),
        story_ids=tuple(story_id for *_, story_id in sorted(recent)[:_MOST_STORIES]),
    )
