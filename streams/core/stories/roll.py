"""Which reports a cluster has: in its own row where they are few, else by the half-hour of publication.

DYAD/m/FAMILY/KEY/SLOT  moments and ids of the reports of half an hour, in order
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.core.folding import Rows
from streams.core.stories.clusters import Cluster, Place

FEW = 16
"""Reports up to which they are kept in one row, and the story is told from all of them."""
_SLOT_S = 1800


class Roll:
    """The reports of one cluster. `since` is a moment and an id: those from there on, including it."""

    def __init__(self, rows: Rows, name: str, cluster: Cluster) -> None:
        """`name` is FAMILY/KEY, with the dyad in front of it."""
        dyad, _, rest = name.partition("/")
        self._rows, self._name, self._cluster = rows, f"{dyad}/m/{rest}", cluster

    def since(self, since: tuple[float, str]) -> list[Place]:
        """Its reports from there on."""
        members = self._cluster.members
        if members is None:
            members = [each for slot in self._slots(since[0]) for each in self._rows.get(slot) or ()]
        return [each for each in members if (each[0], each[1]) >= since]

    def all(self) -> list[Place]:
        """All its reports."""
        return self.since((self._cluster.start[0], ""))

    def change(self, since: tuple[float, str], was: Sequence[Place], now: Sequence[Place]) -> None:
        """Have the reports `now` from there on, where `was` were; sets the cluster's count and last one."""
        cluster = self._cluster
        if cluster.members is not None:
            early = [each for each in cluster.members if (each[0], each[1]) < since]
            cluster.members = [*early, *now]
        else:
            before, after = {(at, each) for at, each in was}, {(at, each) for at, each in now}
            for at, each in sorted(before - after):
                self._drop([at, each])
            for at, each in sorted(after - before):
                self._put([at, each])
        cluster.count += len(now) - len(was)
        if cluster.count:
            cluster.last = now[-1] if now else self._last_before(since)
        if cluster.members is not None and cluster.count > FEW:
            for each in cluster.members:
                self._put(each)
            cluster.members = None
        elif cluster.members is None and cluster.count <= FEW:
            cluster.members = self._collect() if cluster.count else []

    def forget_some(self) -> list[str]:
        """Ids of its last reports, which the roll has no longer then; none at the end."""
        cluster = self._cluster
        if cluster.members is not None:
            listed, cluster.members = cluster.members, []
            return [report_id for _, report_id in listed]
        for slot in reversed(list(self._slots(cluster.start[0]))):
            if listed := self._rows.pop(slot, None) or []:
                cluster.last = listed[0]
                return [report_id for _, report_id in listed]
        return []

    def _collect(self) -> list[Place]:
        found: list[Place] = []
        for slot in self._slots(self._cluster.start[0]):
            found += self._rows.pop(slot, None) or []
        return found

    def _last_before(self, since: tuple[float, str]) -> Place:
        if self._cluster.members is not None:
            return self._cluster.members[-1]
        for number in range(int(since[0] // _SLOT_S), int(self._cluster.start[0] // _SLOT_S) - 1, -1):
            listed: list[Place] = self._rows.get(self._slot(number)) or []
            early = [each for each in listed if (each[0], each[1]) < since]
            if early:
                return early[-1]
        return self._cluster.last

    def _put(self, place: Place) -> None:
        slot = self._slot(int(place[0] // _SLOT_S))
        self._rows[slot] = sorted([*(self._rows.get(slot) or ()), place])

    def _drop(self, place: Place) -> None:
        slot = self._slot(int(place[0] // _SLOT_S))
        rest = [each for each in self._rows.get(slot) or () if each != place]
        if rest:
            self._rows[slot] = rest
        else:
            self._rows.pop(slot, None)

    def _slots(self, first: float) -> Iterator[str]:
        last = self._cluster.last[0]
        yield from map(self._slot, range(int(first // _SLOT_S), int(last // _SLOT_S) + 1))

    def _slot(self, number: int) -> str:
        return f"{self._name}/{number}"
