"""What a story goes through: a report that says what is known, or what is outdated, adds to that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schemas.story import StoryStatus
from streams.core.stories.reports import RANGE, Report

PLAN = (StoryStatus.PLANNED, StoryStatus.HYPOTHETICAL)
DONE = (StoryStatus.HAPPENED, StoryStatus.ONGOING, StoryStatus.HISTORICAL)
TURNS = (StoryStatus.CANCELLED, StoryStatus.POSTPONED)


class Steps:
    """The steps so far; `kept` has them as plain JSON, with the days for which it is planned.

    A step is a status, the place of its first report, whether that has a date, the finest date told (its
    grain, the place of its report, the date) and how many reports say so. Days planned have how many
    reports name them in a plan, and the place of the first.
    """

    def __init__(self, kept: dict[str, Any]) -> None:
        self._steps: list[dict[str, Any]] = kept.setdefault("steps", [])
        self._plans: dict[str, list[Any]] = kept.setdefault("plans", {})

    def insert(self, report: Report, *, last: bool) -> tuple[bool, int | None]:
        """Take in a report, which may be the `last` so far or not.

        Returns whether what follows from the later ones stands, and the number of the step that it joins.
        """
        place = [report.at, report.id]
        before = [step for step in self._steps if step["since"] < place]
        if not last and not before:
            return False, None
        said = report.standing
        span = f"{report.lo} {report.hi}"
        planned = span in self._plans and self._plans[span][1:] < place
        if not before or self._moves(report, [StoryStatus(step["status"]) for step in before], planned):
            if not last:
                return False, None
            date = [report.grain, place, report.parts["date_start"]]
            self._steps.append(
                {"status": said.value, "since": place, "dated": report.dated, "date": date, "told": 0}
            )
            before = self._steps
        home = _latest(before, said)
        if home is None:
            return True, None
        if said in PLAN:
            if not last and not planned and self._turned():
                return False, None
            count, *first = self._plans.get(span, [0, *place])
            self._plans[span] = [count + 1, *min(first, place)]
        step = self._steps[home]
        step["told"] += 1
        if [report.grain, place] < step["date"][:2]:
            step["date"] = [report.grain, place, report.parts["date_start"]]
        return True, home

    def remove(self, report: Report) -> tuple[bool, int | None]:
        """Let a report go; as `insert`."""
        place = [report.at, report.id]
        home = _latest([step for step in self._steps if step["since"] <= place], report.standing)
        if home is None:
            return True, None
        step = self._steps[home]
        if place in (step["since"], step["date"][1]):
            return False, None
        if report.standing in PLAN:
            span = f"{report.lo} {report.hi}"
            count, *first = self._plans[span]
            if self._turned() or (count > 1 and first == place):
                return False, None
            if count == 1:
                del self._plans[span]
            else:
                self._plans[span] = [count - 1, *first]
        step["told"] -= 1
        return True, home

    def _turned(self) -> bool:
        return any(step["status"] in TURNS for step in self._steps)

    @staticmethod
    def _moves(report: Report, before: Sequence[StoryStatus], planned: bool) -> bool:
        now, said = before[-1], report.standing
        if said is now:
            return False
        if said in DONE:
            # What took place and is told as background or as going on is no news.
            return not any(status in DONE for status in before) or (
                now is StoryStatus.ONGOING and said is StoryStatus.HAPPENED
            )
        if any(status in DONE for status in before):
            return said is StoryStatus.DENIED and said not in before
        if said is StoryStatus.HYPOTHETICAL:
            return False
        if said is StoryStatus.PLANNED and now in TURNS:
            # An old plan that is printed late is no new one.
            return not planned and report.grain <= RANGE
        return True


def _latest(steps: Sequence[dict[str, Any]], said: StoryStatus) -> int | None:
    return next((n for n in range(len(steps) - 1, -1, -1) if steps[n]["status"] == said.value), None)


def standing(statuses: Sequence[StoryStatus]) -> StoryStatus:
    """How far it has come: the last step, but what took place isn't undone by a denial."""
    done = [status for status in statuses if status in DONE]
    return done[-1] if done else statuses[-1]
