"""The rows of one family of one dyad: reports, clusters, and which clusters there are in a week.

DYAD/e/ID           a report                DYAD/g/ID           when an event was retracted
DYAD/c/FAMILY/KEY   a cluster               DYAD/w/FAMILY/WEEK  keys of clusters, first and last days
@x/WEEK/BUCKET      [dyad, family] that have rows of that week, to be swept when it is long past
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from zlib import crc32

from streams.core.folding import Rows
from streams.core.stories.clusters import Cluster
from streams.core.stories.reports import HORIZON, Report

_BUCKETS = 64
_SWEPT = "@swept"
_SWEEPS = 2
"""Rows of a week that one change sweeps at most, so that no change pays for many."""


class Board:
    """Reads and writes rows; clusters that were taken are kept, so that they are decoded once."""

    def __init__(self, rows: Rows, dyad: str, family: str, *, today: int) -> None:
        self._rows, self._dyad, self._family, self._today = rows, dyad, family, today
        self._clusters: dict[str, Cluster] = {}
        self._before: dict[str, set[int]] = {}
        """Weeks in which a cluster that was taken has a row."""
        self.touched: dict[str, dict[str, Any]] = {}
        """Clusters that are changed or gone, with what was told of them before."""
        self._was: dict[str, tuple[list[list[Any]], list[list[int]]]] = {}
        """Members and days of those, as they were."""

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

    def drop_report(self, report_id: str) -> None:
        """Forget a report."""
        self._rows.pop(f"{self._dyad}/e/{report_id}", None)

    def cluster(self, key: str) -> Cluster | None:
        """The cluster of that key."""
        if key not in self._clusters:
            row = self._rows.get(f"{self._dyad}/c/{self._family}/{key}")
            if row is None:
                return None
            self._clusters[key] = Cluster.from_row(row)
            self._before[key] = set(_weeks(self._clusters[key]))
        return self._clusters[key]

    def change(self, key: str) -> None:
        """Say that a cluster is about to change."""
        if key not in self.touched:
            cluster = self._clusters.get(key)
            self.touched[key] = cluster.told if cluster else {}
            self._was[key] = (list(cluster.members), list(cluster.covers)) if cluster else ([], [])

    def changed(self) -> set[str]:
        """Keys of the clusters that have other members than before."""
        return {key for key, (members, _) in self._was.items() if self._clusters[key].members != members}

    def changed_covers(self) -> list[tuple[int, int]]:
        """The days of these, before and now."""
        changed = sorted(self.changed())
        spans = [span for key in changed for span in (*self._was[key][1], *self._clusters[key].covers)]
        return [(lo, hi) for lo, hi in spans]

    def put(self, cluster: Cluster) -> None:
        """Keep a cluster, new or changed."""
        self._clusters[cluster.key] = cluster
        self._before.setdefault(cluster.key, set())

    def save(self, cluster: Cluster) -> None:
        """Write the cluster alone: what was told of it has changed."""
        self._rows[f"{self._dyad}/c/{self._family}/{cluster.key}"] = cluster.to_row()

    def near(self, lo: int, hi: int) -> Iterator[Cluster]:
        """The clusters that may have to do with these days."""
        found: dict[str, None] = {}
        for week in range(lo // 7, hi // 7 + 1):
            for key, first, last in self._rows.get(self._week(week)) or ():
                if first <= hi and lo <= last:
                    found[key] = None
        found |= dict.fromkeys(self._clusters)
        for key in found:
            cluster = self.cluster(key)
            if cluster is None or not cluster.members or cluster.until < self._today:
                continue
            if any(first <= hi and lo <= last for first, last in cluster.covers):
                yield cluster

    def write(self) -> None:
        """Write every cluster that was touched, and the rows of its weeks."""
        for key in self.touched:
            cluster = self._clusters[key]
            row = f"{self._dyad}/c/{self._family}/{key}"
            if cluster.members:
                self._rows[row] = cluster.to_row()
            else:
                self._rows.pop(row, None)
            weeks = set(_weeks(cluster)) if cluster.members else set()
            first = min((lo for lo, _ in cluster.covers), default=0)
            last = max((hi for _, hi in cluster.covers), default=0)
            for week in sorted(weeks | self._before[key]):
                self._list(week, [key, first, last], there=week in weeks)

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
            _forget(rows, week, *entries[-1])
            if entries[:-1]:
                rows[name] = entries[:-1]
                continue
            del rows[name]
        week, bucket = (week, bucket + 1) if bucket + 1 < _BUCKETS else (week + 1, 0)
    if rows.get(_SWEPT) != [week, bucket]:
        rows[_SWEPT] = [week, bucket]


def _forget(rows: Rows, week: int, dyad: str, family: str) -> None:
    name = f"{dyad}/w/{family}/{week}"
    for key, *_ in rows.get(name) or ():
        row = f"{dyad}/c/{family}/{key}"
        cluster = rows.get(row)
        if family == "gone":
            rows.pop(f"{dyad}/g/{key}", None)
        elif cluster is not None and (cluster["until"] - HORIZON) // 7 <= week:
            for _, report_id in cluster["members"]:
                rows.pop(f"{dyad}/e/{report_id}", None)
            del rows[row]
    rows.pop(name, None)
