"""The state of a stage that folds its input: rows on disk, and on a changelog topic of their own.

A partition of the changelog belongs to those of the same number of the topics that the stage reads, and of
those that it writes, so whoever has one has all. Rows change in the transaction that publishes what came of
the input and acknowledges it. So they are never ahead of what is published and never behind. On disk they are
written once it is committed.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import orjson

from schemas.wire import unframe
from streams.delivery.record import Done, Inbound, Outbound, Partition
from streams.delivery.restoring import MadeAnew, Restoring, catch_up
from streams.delivery.rows import Rows
from streams.delivery.store import Store
from streams.errors import FatalError
from streams.ops.metrics import Metrics
from streams.settings import Settings
from streams.topics import DELETES_KEPT, Topic

logger = logging.getLogger(__name__)

ROWS = 0
"""The kind of the rows themselves; the topics that are kept to be asked for have those behind it."""
LAYOUT = "@layout"
"""The row that says how the other rows of the partition are to be read."""
_SWEPT_AT_ONCE = 100
_Changes = dict[str, bytes | None]


class State:
    """One stage's rows, of the partitions that this worker has.

    `kept` are topics that the stage writes, on the partition of its input: their latest records are on disk
    too, to be asked for. `layout` is how the stage's fold writes rows; rows of another are never read.
    """

    def __init__(
        self,
        stage: str,
        settings: Settings,
        metrics: Metrics,
        *,
        reads: Sequence[Topic],
        changelog: Topic,
        kept: Sequence[Topic],
        layout: int,
        folder: Path,
    ) -> None:
        prefix = settings.topic_prefix
        self._stage = stage
        self._settings = settings
        self._metrics = metrics
        self._reads = [topic.full_name(prefix) for topic in reads]
        self._sources = [topic.full_name(prefix) for topic in (changelog, *kept)]
        self._kept = kept
        self._layout = str(layout).encode()
        self._marked: set[int] = set()
        """Partitions whose rows say what layout they have."""
        self._swept: dict[tuple[int, int], str] = {}
        self._folder = folder / stage
        self._store: Store | None = None
        self._restoring = Restoring(stage, settings, self._restore)
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._unsettled: dict[tuple[int, str], tuple[int, bytes | None]] = {}
        self._changed: dict[tuple[str, int, int], tuple[int, _Changes]] = {}
        self._count = 0
        self._done_below: dict[Partition, int] = {}
        self.prepare: Callable[[Partition], Awaitable[int]] | None = None

    @property
    def store(self) -> Store:
        """What is on disk; opened when first needed."""
        if self._store is None:
            self._store = Store(self._folder)
        return self._store

    @asynccontextmanager
    async def turn(self, inbound: Inbound) -> AsyncIterator[Rows | None]:
        """The rows for the fold of this input; inputs of a partition take turns, in the order they ask.

        None where the input was done before: a former owner of the partition had committed it.
        """
        partition = inbound.partition
        async with self._turns[partition]:
            await self._restoring.know(partition)
            if inbound.offset < self._done_below.get(inbound.tp, 0):
                yield None
                return
            rows = Rows(lambda key: self._row(partition, key))
            if partition not in self._marked:
                rows[LAYOUT] = int(self._layout)
                self._marked.add(partition)
            yield rows
            self._count += 1
            changes = rows.changes()
            self._changed[inbound.topic, partition, inbound.offset] = (self._count, changes)
            for key, value in changes.items():
                self._unsettled[partition, key] = (self._count, value)

    async def know(self, partition: int) -> None:
        """Wait until what is known of a partition has been read."""
        await self._restoring.know(partition)

    def known(self, partition: int) -> bool:
        """Whether all of a partition that this worker has is there to be asked for."""
        return self._restoring.known(partition)

    def kind_of(self, topic: Topic) -> int:
        """The kind under which the store has the records of a kept topic."""
        return self._sources.index(topic.full_name(self._settings.topic_prefix))

    def keeps(self, topic: str) -> bool:
        """Whether of each key on a topic of this full name the latest record alone counts."""
        return topic in self._sources[1:]

    def changes(self, batch: Sequence[Done]) -> Iterator[tuple[int, list[Outbound]]]:
        """For the last input of each partition in the batch its number there, and the rows that all changed.

        An input that became a dead letter for the size of what came of it has changed its rows all the same:
        those behind it were folded after it.
        """
        last: dict[int, int] = {}
        merged: defaultdict[int, _Changes] = defaultdict(dict)
        for number, done in enumerate(batch):
            _, changes = self._changed.get(_place(done.inbound), (0, {}))
            if changes:
                last[done.inbound.partition] = number
                merged[done.inbound.partition].update(changes)
        for partition, number in last.items():
            yield number, [self._record(partition, *pair) for pair in merged[partition].items()]

    def settle(self, batch: Sequence[Done], written: Mapping[Partition, int]) -> None:
        """Told what was delivered, and up to where on the topics."""
        rows: defaultdict[int, dict[tuple[int, str], bytes | None]] = defaultdict(dict)
        for done in batch:
            partition = done.inbound.partition
            count, changes = self._changed.pop(_place(done.inbound), (0, {}))
            for key, value in changes.items():
                rows[partition][ROWS, key] = value
                if self._unsettled.get((partition, key), (0,))[0] <= count:
                    self._unsettled.pop((partition, key), None)
            for output in done.outputs:
                if output.topic in self._sources and output.partition == partition:
                    kind = self._sources.index(output.topic)
                    rows[partition][kind, (output.key or b"").decode()] = output.value
        for partition, found in rows.items():
            places = {tp.topic: offset for tp, offset in written.items() if tp.partition == partition}
            read_to = {topic: offset for topic, offset in places.items() if topic in self._sources}
            self.store.put(partition, found, read_to)

    def reset(self) -> None:
        """Partitions may have changed hands: what is on its way is given up, the rest looked after anew."""
        self._restoring.reset()
        self._unsettled.clear()
        self._changed.clear()
        self._done_below.clear()
        self._marked.clear()

    def close(self) -> None:
        """Let go of the disk."""
        self.reset()
        if self._store is not None:
            self._store.close()
            self._store = None

    def show(self) -> None:
        """Tell the metrics how large it is, and forget some of what its topic keeps no more."""
        for kind, topic in enumerate(self._kept, start=ROWS + 1):
            self._sweep(kind, topic)
            self._metrics.kept_records.labels(topic=self._sources[kind]).set(self.store.count(kind))
        self._metrics.state_rows.labels(stage=self._stage).set(self.store.count(ROWS))
        self._metrics.state_bytes.labels(stage=self._stage).set(self.store.bytes_on_disk())

    def _sweep(self, kind: int, topic: Topic) -> None:
        """Look at some of a topic's records on disk, on from the last; old ones go, as on the topic."""
        if topic.retention is None:
            return
        oldest = (datetime.now(UTC) - topic.retention).isoformat()
        for partition in self._restoring.all_known():
            after = self._swept.get((partition, kind), "")
            some = list(islice(self.store.page(partition, kind, after=after), _SWEPT_AT_ONCE))
            self._swept[partition, kind] = some[-1][0] if len(some) == _SWEPT_AT_ONCE else ""
            old = [key for key, value in some if _told_at(value) < oldest]
            if old:
                self.store.put(partition, {(kind, key): None for key in old}, {})

    def _row(self, partition: int, key: str) -> bytes | None:
        unsettled = self._unsettled.get((partition, key))
        return unsettled[1] if unsettled is not None else self.store.get(partition, ROWS, key)

    def _record(self, partition: int, key: str, value: bytes | None) -> Outbound:
        return Outbound(
            topic=self._sources[ROWS], key=key.encode(), value=value, partition=partition, last=True
        )

    async def _restore(self, partition: int) -> None:
        """Take the partition over, then read what is new on its topics since they were last read."""
        if self.prepare is not None:
            for topic in self._reads:
                tp = Partition(topic, partition)
                self._done_below[tp] = await self.prepare(tp)
        began, records = time.monotonic(), 0
        store = self.store
        age_s = time.time() - store.holds(partition).at
        if age_s > DELETES_KEPT.total_seconds() / 2:
            store.clear(partition)  # the topic may not tell any more what is gone since
        if not self._readable(partition):
            store.clear(partition)  # of another version of this program; the topic may be of this one
        try:
            for kind, topic in enumerate(self._sources):
                records += await self._catch_up(partition, kind, topic)
        except MadeAnew:
            store.clear(partition)
            raise
        if not self._readable(partition):
            raise FatalError(
                f"{self._sources[ROWS]}-{partition} has rows that another version of this program wrote: "
                "go on with that one, or have the state made anew (streams/delivery/README.md tells how)"
            )
        seconds = time.monotonic() - began
        self._metrics.restored.labels(stage=self._stage).inc(records)
        self._metrics.restore_seconds.labels(stage=self._stage).observe(seconds)
        logger.info(
            "restored",
            extra={
                "stage": self._stage,
                "partition": partition,
                "records": records,
                "rows": store.holds(partition).counts.get(ROWS, 0),
                "seconds": round(seconds, 2),
            },
        )

    def _readable(self, partition: int) -> bool:
        """Whether the rows on disk are none or of this layout; notes which it is."""
        found = self.store.get(partition, ROWS, LAYOUT)
        if found is not None:
            self._marked.add(partition)
        return found == self._layout or not self.store.holds(partition).counts.get(ROWS)

    async def _catch_up(self, partition: int, kind: int, topic: str) -> int:
        """Read what is new of one topic; returns how many records that was."""
        records, since = 0, self.store.holds(partition).read_to.get(topic)
        async for chunk in catch_up(self._settings, topic, partition, since=since):
            rows = {(kind, (record.key or b"").decode()): _value(record) for record in chunk}
            self.store.put(partition, rows, {topic: chunk[-1].offset + 1})
            records += len(chunk)
        return records


def _told_at(value: bytes) -> str:
    """The last day or time that a record tells of, in ISO format."""
    record = orjson.loads(value)
    return str(record.get("last_seen") or record.get("day") or "9999")


def _place(inbound: Inbound) -> tuple[str, int, int]:
    return inbound.topic, inbound.partition, inbound.offset


def _value(record: Inbound) -> bytes | None:
    return None if record.value is None else unframe(record.value)
