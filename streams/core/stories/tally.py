"""What a story's reports come to together, without reading them all again for each further one.

It follows from the reports, taken in their order. Where a report that comes late or goes would change what
came of others, it says so, and is made anew from all of them.

DYAD/t/FAMILY/KEY        counts, steps, the best reports       …/ids  who said what first
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schemas.story import StoryStatus
from streams.core.folding import Rows
from streams.core.stories.articles import Articles
from streams.core.stories.contradictions import answers
from streams.core.stories.reports import DAY, RANGE, Report
from streams.core.stories.steps import TURNS, Steps

MOST_IDS, MOST_OF_A_CLAIM = 200, 50
EVENTS = "events"
_DATES = ("date_start", "date_end", "date_precision")


class Tally:
    """Sums over reports; `report_of` finds one of them by its id."""

    def __init__(self, rows: Rows, name: str, report_of: Callable[[str], Report | None]) -> None:
        self._rows, self._name = rows, name
        self.sums: dict[str, Any] = rows.get(name) or {"events": 0, "bests": {}, "claims": {}}
        self._ids: dict[str, list[list[Any]]] | None = None
        self._ids_changed = False
        self.articles = Articles(rows, name, self.sums, report_of)

    @property
    def ids(self) -> Mapping[str, list[str]]:
        """Of whom each thing is said, by publication, the first ones."""
        return {name: [report_id for _, report_id in listed] for name, listed in self._listed.items()}

    def make(self, reports: Iterable[Report]) -> None:
        """Begin anew with these, which are in order."""
        self.clear()
        for report in reports:
            if not self.insert(report):
                raise AssertionError(f"{report.id} is out of order")
        self.save()

    def insert(self, report: Report) -> bool:
        """Take in a report; False where all is to be made anew."""
        place, sums = [report.at, report.id], self.sums
        last = place > sums.get("last", [0.0, ""])
        stands, step = Steps(sums).insert(report, last=last)
        if not stands or not self.articles.insert(report):
            return False
        sums["events"] += 1
        sums["last"] = max(place, sums.get("last", place))
        sums["first"] = min(place, sums.get("first", place))
        if report.dated:
            first, end = sums.get("seen", (report.at, report.at))
            sums["seen"] = [min(first, report.at), max(end, report.at)]
        best = sums["bests"].get(report.standing)
        sums["bests"][report.standing.value] = max(best or [], _worth(report))
        if _puts_off(report):
            moved = {name: report.parts[name] for name in _DATES}
            if place > sums.get("moved", [[]])[0]:
                sums["moved"] = [place, moved]
        self._list(EVENTS, place, MOST_IDS)
        if step is not None:
            self._list(f"step {step}", place, MOST_OF_A_CLAIM)
        for field, value in answers(report):
            given = sums["claims"].setdefault(field.value, {})
            given[value] = given.get(value, 0) + 1
            self._list(f"{field.value} {value}", place, MOST_OF_A_CLAIM)
        return True

    def remove(self, report: Report) -> bool:
        """Let a report go; as `insert`."""
        place, sums = [report.at, report.id], self.sums
        ends = (sums["first"], sums["last"], sums.get("moved", [None])[0])
        if place in ends or report.at in sums.get("seen", ()):
            return False
        if sums["bests"][report.standing][-1] == report.id:
            return False
        stands, step = Steps(sums).remove(report)
        if not stands or not self.articles.remove(report):
            return False
        if not self._unlist(EVENTS, place, sums["events"]):
            return False
        if step is not None and not self._unlist(f"step {step}", place, sums["steps"][step]["told"] + 1):
            return False
        for field, value in answers(report):
            given = sums["claims"][field.value]
            if not self._unlist(f"{field.value} {value}", place, given[value]):
                return False
            given[value] -= 1
            if not given[value]:
                del given[value]
        sums["events"] -= 1
        return True

    def save(self) -> None:
        """Write what has changed."""
        self._rows[self._name] = self.sums
        if self._ids is not None and self._ids_changed:
            self._rows[f"{self._name}/ids"] = self._ids
        self.articles.save()

    def clear(self) -> None:
        """Forget all, on the rows too."""
        self.articles.clear()
        self._rows.pop(self._name, None)
        self._rows.pop(f"{self._name}/ids", None)
        self.sums.clear()
        self.sums |= {"events": 0, "bests": {}, "claims": {}}
        self._ids = {}

    @property
    def _listed(self) -> dict[str, list[list[Any]]]:
        if self._ids is None:
            self._ids = self._rows.get(f"{self._name}/ids") or {}
        return self._ids

    def _list(self, name: str, place: list[Any], most: int) -> None:
        listed = self._listed.setdefault(name, [])
        if len(listed) < most or place < listed[-1]:
            insort(listed, place)
            del listed[most:]
            self._ids_changed = True

    def _unlist(self, name: str, place: list[Any], count: int) -> bool:
        """Whether it is known who is listed then; `count` with this one."""
        listed = self._listed[name]
        if place not in listed:
            return True
        if count > len(listed):
            return False
        listed.remove(place)
        if not listed:
            del self._listed[name]
        self._ids_changed = True
        return True


def _worth(report: Report) -> list[Any]:
    """The surest and most precise one is worth most."""
    return [
        report.grain == DAY,
        round(report.confidence, 1),
        sum(map(len, report.names.values())),
        report.place is not None,
        report.confidence,
        -report.at,
        report.id,
    ]


def _puts_off(report: Report) -> bool:
    """Whether it names the new day of something put off."""
    return report.standing is StoryStatus.POSTPONED and report.lo > report.day and report.grain <= RANGE


def best(bests: Mapping[str, list[Any]], status: StoryStatus, like: Iterable[StoryStatus]) -> str:
    """Id of the best report that has one of the statuses `like` it, else of those of the status itself."""
    able = [bests[each] for each in like if each not in TURNS and each in bests]
    return str(max(able or [bests[status]])[-1])
