"""The rows of one family of one dyad: reports, clusters, and which clusters there are in a week.

DYAD/e/ID           a report                DYAD/g/ID           when an event was retracted
DYAD/c/FAMILY/KEY   a cluster               DYAD/w/FAMILY/WEEK  keys of clusters, first and last days
@x/WEEK/BUCKET      [dyad, family] that have rows of that week, to be swept when it is long past
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from streams.core.folding import Rows
from streams.core.stories.clusters import Cluster, Place
from streams.core.stories.reports import HORIZON, Report
from streams.core.stories.roll import Roll
from streams.core.stories.tally import Tally

_BUCKETS = 64
_SWEPT = "@swept"
_SWEEPS = 4
"""Rows of a week that one change sweeps at most, so that no change pays for many."""


@dataclass(slots=True)
class Change:
    """What becomes of a cluster; of its reports, of those from the board's moment on."""

    count: int
    """Reports that it had."""
    told: dict[str, Any]
    marks: list[Place]
    covers: list[list[int]]
    was: list[Place]
    now: list[Place]


class Board:
    """Reads and writes rows, for what changes from one moment on (`since`: moment and id of a report).

    Clusters that were taken are kept, so that they are decoded once.
    """

    def __init__(self, rows: Rows, dyad: str, family: str, *, since: tuple[float, str], today: int) -> None:
        self._rows, self._dyad, self._family, self._today = rows, dyad, family, today
        self.since = since
        self._clusters: dict[str, Cluster] = {}
        self._listed: dict[int, list[list[Any]]] = {}
        """Clusters by week, as the rows have them."""
        self._before: dict[str, set[int]] = {}
        """Weeks in which a cluster that was taken has a row."""
        self.touched: dict[str, Change] = {}
        """Clusters that are changed or gone."""
        self.dropped: dict[str, Report] = {}

    def report(self, report_id: str) -> Report | None:
        """The report of an event that holds."""
        row = self._rows.get(f"{self._dyad}/e/{report_id}")
        return None if row is None else Report._make(row[:-1])

    def home(self, report_id: str) -> str:
        """Key of the cluster that a report is in."""
        return str(self._rows[f"{self._dyad}/e/{report_id}"][-1])

    def put_report(self, report: Report, home: str) -> None:
        """Keep a report and where it is."""
        self._rows[f"{self._dyad}/e/{report.id}"] = [*report, home]

    def drop_report(self, report: Report) -> None:
        """Forget a report."""
        self.dropped[report.id] = report
        self._rows.pop(f"{self._dyad}/e/{report.id}", None)

    def cluster(self, key: str) -> Cluster | None:
        """The cluster of that key."""
        if key not in self._clusters:
            row = self._rows.get(self._row(key))
            if row is None:
                return None
            self._clusters[key] = Cluster.from_row(row)
            self._before[key] = set(_weeks(self._clusters[key]))
        return self._clusters[key]

    def as_was(self, cluster: Cluster) -> Cluster:
        """What it said before the moment; the cluster itself, where it has said nothing new since."""
        if cluster.marks and tuple(cluster.marks[-1]) < self.since:
            return cluster
        was = Cluster(cluster.key, cluster.count, cluster.last, cluster.members, told=cluster.told)
        for at, report_id in cluster.marks:
            report = self.report(report_id)
            if report is not None and (at, report_id) < self.since:
                was.add(report)
        return was

    def change(self, key: str) -> Change:
        """Say that a cluster is about to change."""
        if key not in self.touched:
            cluster = self._clusters.get(key) or Cluster(key, members=[])
            later = self.roll(cluster).since(self.since) if cluster.count else []
            self.touched[key] = Change(
                cluster.count, cluster.told, list(cluster.marks), list(cluster.covers), later, list(later)
            )
        return self.touched[key]

    def cut(self, key: str) -> list[Place]:
        """Take the reports from the moment on out of a cluster."""
        change, cluster = self.change(key), self._clusters[key]
        taken, change.now = change.now, []
        self._clusters[key] = self.as_was(cluster)
        self._clusters[key].count -= len(taken)
        return taken

    def join(self, cluster: Cluster, report: Report) -> None:
        """Put a report to a cluster, new or known, as its last one."""
        self.change(cluster.key)
        self._clusters[cluster.key] = cluster
        self._before.setdefault(cluster.key, set())
        cluster.add(report)
        self.slip_in(cluster, report)

    def slip_in(self, cluster: Cluster, report: Report) -> None:
        """Put a report to a known cluster, which it told nothing new at its time: to what the cluster says
        now, later reports may have made it new.
        """
        change = self.change(cluster.key)
        insort(change.now, [report.at, report.id])
        cluster.count += 1
        cluster.last = max(cluster.last, [report.at, report.id])
        self.put_report(report, cluster.key)

    def leave(self, cluster: Cluster, report: Report) -> None:
        """Take a report that said nothing new out of its cluster."""
        self.change(cluster.key).now.remove([report.at, report.id])
        cluster.count -= 1

    def roll(self, cluster: Cluster) -> Roll:
        """Its reports."""
        return Roll(self._rows, f"{self._dyad}/{self._family}/{cluster.key}", cluster)

    def tally(self, cluster: Cluster) -> Tally:
        """The sums over its reports, where they are many."""
        return Tally(self._rows, f"{self._dyad}/t/{self._family}/{cluster.key}", self.report)

    def changed(self) -> set[str]:
        """Keys of the clusters that say something else than before, now or at some time since."""
        return {key for key, change in self.touched.items() if self._clusters[key].marks != change.marks}

    def changed_covers(self) -> list[tuple[int, int]]:
        """The days of these, before and now."""
        changed = sorted(self.changed())
        spans = [span for key in changed for span in (*self.touched[key].covers, *self._clusters[key].covers)]
        return [(lo, hi) for lo, hi in spans]

    def save(self, cluster: Cluster) -> None:
        """Write the cluster alone: what was told of it has changed."""
        self._rows[self._row(cluster.key)] = cluster.to_row()

    def near(self, lo: int, hi: int) -> Iterator[Cluster]:
        """The clusters that may have to do with these days."""
        found: dict[str, None] = {}
        for week in range(lo // 7, hi // 7 + 1):
            if week not in self._listed:
                self._listed[week] = self._rows.get(self._week(week)) or []
            for key, first, last in self._listed[week]:
                if first <= hi and lo <= last:
                    found[key] = None
        found |= dict.fromkeys(self._clusters)
        for key in found:
            cluster = self.cluster(key)
            if cluster is None or not cluster.count or cluster.until < self._today:
                continue
            if cluster.meets(lo, hi):
                yield cluster

    def write(self) -> None:
        """Write every cluster that was touched, its roll, and the rows of its weeks."""
        for key, change in self.touched.items():
            cluster = self._clusters[key]
            cluster.count = change.count
            self.roll(cluster).change(self.since, change.was, change.now)
            if cluster.count:
                self._rows[self._row(key)] = cluster.to_row()
            else:
                self._rows.pop(self._row(key), None)
            weeks = set(_weeks(cluster)) if cluster.count else set()
            first = min((lo for lo, _ in cluster.covers), default=0)
            last = max((hi for _, hi in cluster.covers), default=0)
            for week in sorted(weeks | self._before[key]):
                self._list(week, [key, first, last], there=week in weeks)

    def _row(self, key: str) -> str:
        return f"{self._dyad}/c/{self._family}/{key}"

    def _list(self, week: int, entry: list[Any], *, there: bool) -> None:
        name = self._week(week)
        kept = self._rows.get(name)
        entries = [each for each in kept or () if each[0] != entry[0]] + ([entry] if there else [])
        if entries == kept:
            return
        if entries:
            self._rows[name] = entries
            if kept is None:
                await_sweep(self._rows, week, self._dyad, self._family)
        elif kept is not None:
            del self._rows[name]

    def _week(self, week: int) -> str:
        return f"{self._dyad}/w/{self._family}/{week}"


def _weeks(cluster: Cluster) -> Iterable[int]:
    """The weeks of its days, and the one from which on it is kept for its last report alone."""
    for lo, hi in cluster.covers:
        yield from range(lo // 7, hi // 7 + 1)
    yield (cluster.until - HORIZON) // 7


def await_sweep(rows: Rows, week: int, dyad: str, family: str) -> None:
    """Remember that there are rows of that week."""
    name = f"@x/{week}/{crc32(dyad.encode()) % _BUCKETS}"
    entries = rows.get(name) or []
    if [dyad, family] not in entries:
        rows[name] = [*entries, [dyad, family]]


def sweep(rows: Rows, today: int) -> None:
    """Remove a few rows of weeks that nobody asks for any more; what is past is past before it is swept."""
    week, bucket = rows.get(_SWEPT) or [(today - HORIZON) // 7 - 1, 0]
    for _ in range(_SWEEPS):
        if week * 7 + 6 + HORIZON >= today:
            break
        name = f"@x/{week}/{bucket}"
        entries = rows.get(name)
        if entries:
            if not _forget(rows, week, *entries[-1]):
                continue
            if entries[:-1]:
                rows[name] = entries[:-1]
                continue
            del rows[name]
        week, bucket = (week, bucket + 1) if bucket + 1 < _BUCKETS else (week + 1, 0)
    if rows.get(_SWEPT) != [week, bucket]:
        rows[_SWEPT] = [week, bucket]


def _forget(rows: Rows, week: int, dyad: str, family: str) -> bool:
    """Forget what one family of one dyad had in a week, of many reports a few; whether that was all."""
    name = f"{dyad}/w/{family}/{week}"
    for key, *_ in rows.get(name) or ():
        row = f"{dyad}/c/{family}/{key}"
        kept = rows.get(row)
        if family == "gone":
            rows.pop(f"{dyad}/g/{key}", None)
        elif kept is not None and ((cluster := Cluster.from_row(kept)).until - HORIZON) // 7 <= week:
            few = cluster.members is not None
            gone = Roll(rows, f"{dyad}/{family}/{key}", cluster).forget_some()
            for report_id in gone:
                rows.pop(f"{dyad}/e/{report_id}", None)
            if gone and not few:
                rows[row] = cluster.to_row()
                return False
            if not few:
                Tally(rows, f"{dyad}/t/{family}/{key}", lambda _: None).clear()
            del rows[row]
    rows.pop(name, None)
    return True
