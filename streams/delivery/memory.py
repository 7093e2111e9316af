"""What a stage remembers of its input partitions, kept on a topic and looked up on disk.

Each entry is an output of the input that it is about, on the partition of the same number. So it is published
with the other outputs: in the same transaction, or after all others are acknowledged. It is read back before
the first input of a partition is worked on, and after every rebalance what others wrote meanwhile. What is
looked up lies in a temporary file, not in memory: it grows with the window of time, never beyond it.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import blake2b

from streams.broker_topics import TopicState
from streams.delivery.outbox import Outbox
from streams.delivery.record import Done, Inbound, Outbound, Partition
from streams.delivery.restoring import MadeAnew, Restoring, catch_up
from streams.errors import TopicError
from streams.settings import Settings
from streams.topics import CLASSIFIED, RAW, SEEN

logger = logging.getLogger(__name__)

# More saves no time, for the kernel caches the file too; and it fills over 100,000 articles, like a leak.
_CACHE_KIB = 2048
_SWEEP_S = 1.0
_SWEPT_AT_ONCE = 500
# Rows lie in the order in which they were written: the oldest come first without an index of times.
_SCHEMA = (
    "CREATE TABLE entries (partition INTEGER, key BLOB, at INTEGER, value BLOB, UNIQUE (partition, key));"
)


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Memory:
    """One stage's entries by key, of the partitions that this worker has."""

    def __init__(self, stage: str, settings: Settings) -> None:
        self._stage = stage
        self._settings = settings
        self._topic = SEEN.full_name(settings.topic_prefix)
        self._file = sqlite3.connect("")  # a file that has no name, and so goes with the process
        self._file.executescript(f"PRAGMA cache_size = -{_CACHE_KIB}; PRAGMA synchronous = OFF; {_SCHEMA}")
        self._turns: dict[str, _Turn] = {}
        self._unsettled: dict[tuple[int, str], tuple[int, bytes]] = {}
        self._keys: dict[tuple[int, int], str] = {}
        self._reads: dict[int, Partition] = {}
        self._read_to: dict[int, int] = {}
        self._restoring = Restoring(stage, settings, self._read)
        self._swept_at = 0.0
        self.prepare: Callable[[Partition], Awaitable[int]] | None = None

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """One input of a key at a time, in the order in which they ask."""
        turn = self._turns.setdefault(key, _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.users -= 1
            if not turn.users:
                del self._turns[key]

    async def recall(self, tp: Partition, key: str) -> bytes | None:
        """The latest entry of that key, be it still on its way; None for none within the window.

        The first question of a partition waits until all that is known of it has been read.
        """
        self._reads[tp.partition] = tp
        await self._restoring.know(tp.partition)
        if (unsettled := self._unsettled.get((tp.partition, key))) is not None:
            return unsettled[1]
        found = self._file.execute(
            "SELECT value FROM entries WHERE partition = ? AND key = ? AND at >= ?",
            (tp.partition, _short(key), self._oldest()),
        ).fetchone()
        return found[0] if found else None

    def entry(self, inbound: Inbound, key: str, value: bytes) -> Outbound:
        """The output that makes `value` the entry of `key`, once it is delivered with the others."""
        self._unsettled[inbound.partition, key] = (inbound.offset, value)
        self._keys[inbound.partition, inbound.offset] = key
        return Outbound(
            topic=self._topic,
            key=f"{self._stage}/{key}".encode(),
            value=value,
            partition=inbound.partition,
            last=True,
        )

    def settle(self, batch: Sequence[Done]) -> None:
        """Told what was delivered: its entries hold; those of inputs that became dead letters never did."""
        rows = []
        for done in batch:
            place = (done.inbound.partition, done.inbound.offset)
            key = self._keys.pop(place, None)
            if key is None:
                continue
            about = (done.inbound.partition, key)
            if self._unsettled.get(about, (-1,))[0] == done.inbound.offset:
                del self._unsettled[about]
            rows += [
                (done.inbound.partition, _short(key), int(time.time()), output.value)
                for output in done.outputs
                if output.topic == self._topic
            ]
        self._write(rows)
        self._sweep()

    def reset(self) -> None:
        """Partitions may have changed hands: what is on its way is given up, the rest looked after anew."""
        self._unsettled.clear()
        self._keys.clear()
        self._restoring.reset()

    async def _read(self, partition: int) -> None:
        """Read what is new on the topic since this partition was last read."""
        if self.prepare is not None:
            await self.prepare(self._reads[partition])
        began, entries = time.monotonic(), 0
        try:
            async for chunk in catch_up(
                self._settings, self._topic, partition, since=self._read_to.get(partition)
            ):
                self._note(partition, chunk)
                entries += len(chunk)
                self._read_to[partition] = chunk[-1].offset + 1
        except MadeAnew:
            del self._read_to[partition]
            raise
        logger.info(
            "remembered",
            extra={
                "stage": self._stage,
                "partition": partition,
                "entries": entries,
                "seconds": round(time.monotonic() - began, 2),
            },
        )

    def _note(self, partition: int, records: Sequence[Inbound]) -> None:
        prefix, oldest = f"{self._stage}/", self._oldest()
        named = [(record, (record.key or b"").decode(errors="replace")) for record in records]
        self._write(
            [
                (partition, _short(key.removeprefix(prefix)), record.timestamp // 1000, record.value)
                for record, key in named
                if key.startswith(prefix) and record.timestamp // 1000 >= oldest
            ]
        )

    def _write(self, rows: Sequence[tuple[int, bytes, int, bytes | None]]) -> None:
        if not rows:
            return
        with self._file:
            self._file.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)

    def _sweep(self) -> None:
        """Forget some of what is older than the window; a few at a time, for the event loop waits."""
        if time.monotonic() - self._swept_at < _SWEEP_S:
            return
        self._swept_at = time.monotonic()
        with self._file:
            self._file.execute(
                "DELETE FROM entries WHERE at < ? AND rowid IN "
                "(SELECT rowid FROM entries ORDER BY rowid LIMIT ?)",
                (self._oldest(), _SWEPT_AT_ONCE),
            )

    def _oldest(self) -> int:
        return int(time.time() - self._settings.repeat_window_h * 3600)


class Remembering:
    """An outbox that tells a memory what was delivered."""

    def __init__(self, outbox: Outbox, memory: Memory) -> None:
        self._outbox = outbox
        self._memory = memory
        memory.prepare = outbox.prepare

    async def start(self) -> None:
        """See Outbox."""
        await self._outbox.start()

    async def stop(self) -> None:
        """See Outbox."""
        self._memory.reset()
        await self._outbox.stop()

    async def prepare(self, tp: Partition) -> int:
        """See Outbox."""
        return await self._outbox.prepare(tp)

    async def reset(self) -> None:
        """See Outbox."""
        self._memory.reset()
        await self._outbox.reset()

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        """See Outbox."""
        written = await self._outbox.deliver(batch, singly=singly)
        self._memory.settle(batch)
        return written


def check_room(states: Sequence[TopicState]) -> None:
    """Raises TopicError where a stage reads a partition whose number the memory's topic doesn't have."""
    counts = {state.topic: state for state in states}
    for reads in (RAW, CLASSIFIED):
        if counts[reads].partitions > counts[SEEN].partitions:
            raise TopicError(
                f"{counts[SEEN].name} has {counts[SEEN].partitions} partitions and {counts[reads].name} "
                f"{counts[reads].partitions}: give it as many (kafka-topics.sh --alter --partitions)"
            )


def _short(key: str) -> bytes:
    """16 bytes that stand for a key of any length."""
    return blake2b(key.encode(errors="surrogatepass"), digest_size=16).digest()
