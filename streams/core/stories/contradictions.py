"""What the reports of a story answer to questions on which they may disagree: all answers stay visible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from schemas.story import Claim, Contradiction, ContradictionField
from streams.core.stories.reports import DAY, Report

_HELD = ("happened", "ongoing")
LASTING = "lasting"
"""The answer that it has many days: then their being different is no contradiction."""


def answers(report: Report) -> Iterator[tuple[ContradictionField, str]]:
    """Each question and what the report answers to it."""
    held = report.status in _HELD and report.turn is None
    if held:
        # That it took place, and that it didn't; what comes one after the other is no contradiction.
        yield ContradictionField.STATUS, "happened"
        if report.lo != report.hi:
            yield ContradictionField.DATE, LASTING
        elif report.grain == DAY:
            yield ContradictionField.DATE, str(report.parts["date_start"])
        if report.place is not None and report.place[1]:
            yield ContradictionField.PLACE, str(report.place[1])
    elif report.status == "denied":
        yield ContradictionField.STATUS, "denied"
    told = {(each["kind"], f"{each['value']:g}") for each in report.parts["magnitude"]}
    for field in (ContradictionField.KILLED, ContradictionField.INJURED):
        yield from ((field, value) for kind, value in sorted(told) if kind == field.value)


def contradictions(
    counts: Mapping[str, Mapping[str, int]], ids: Mapping[str, Sequence[Any]]
) -> Iterator[Contradiction]:
    """Each question with more than one answer; how many gave it, and by question and answer who first did."""
    for field in ContradictionField:
        given = counts.get(field.value, {})
        if len(given) > 1 and LASTING not in given:
            yield Contradiction(
                field=field,
                claims=tuple(
                    Claim(value=value, event_ids=tuple(ids[f"{field.value} {value}"]))
                    for value, _ in sorted(given.items(), key=lambda item: (-item[1], item[0]))
                ),
            )
