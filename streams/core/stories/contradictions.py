"""What the reports of a story disagree about: all answers stay visible."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.story import Claim, Contradiction, ContradictionField
from streams.core.stories.reports import DAY, Report

_MOST = 50
_HELD = ("happened", "ongoing")
_Answers = dict[str, list[str]]


def contradictions(reports: Sequence[Report]) -> list[Contradiction]:
    """Each question with more than one answer."""
    asked = {
        ContradictionField.STATUS: _statuses(reports),
        ContradictionField.DATE: _dates(reports),
        ContradictionField.PLACE: _places(reports),
        ContradictionField.KILLED: _counts(reports, "killed"),
        ContradictionField.INJURED: _counts(reports, "injured"),
    }
    return [
        Contradiction(
            field=field,
            claims=tuple(
                Claim(value=value, event_ids=tuple(ids[:_MOST]))
                for value, ids in sorted(answers.items(), key=lambda item: (-len(item[1]), item[0]))
            ),
        )
        for field, answers in asked.items()
        if len(answers) > 1
    ]


def _statuses(reports: Sequence[Report]) -> _Answers:
    """That it took place, and that it didn't; what comes one after the other is no contradiction."""
    found: _Answers = {}
    for report in reports:
        if report.status in _HELD and report.turn is None:
            found.setdefault("happened", []).append(report.id)
        elif report.status == "denied":
            found.setdefault("denied", []).append(report.id)
    return found


def _dates(reports: Sequence[Report]) -> _Answers:
    """Of what took place, to the day; what is told as lasting has many days."""
    held = [each for each in reports if each.status in _HELD and each.turn is None]
    if any(each.lo != each.hi for each in held):
        return {}
    found: _Answers = {}
    for report in held:
        if report.grain == DAY:
            found.setdefault(str(report.parts["date_start"]), []).append(report.id)
    return found


def _places(reports: Sequence[Report]) -> _Answers:
    """Countries in which it took place."""
    found: _Answers = {}
    for report in reports:
        if report.place is not None and report.place[1] and report.status in _HELD and report.turn is None:
            found.setdefault(str(report.place[1]), []).append(report.id)
    return found


def _counts(reports: Sequence[Report], kind: str) -> _Answers:
    found: _Answers = {}
    for report in reports:
        for magnitude in report.parts["magnitude"]:
            if magnitude["kind"] == kind:
                found.setdefault(f"{magnitude['value']:g}", []).append(report.id)
    return found
