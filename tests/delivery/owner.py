"""A stage that keeps a state, as far as a worker goes: each input adds its value to the sum of its key, and
publishes the sum.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.delivery.record import Done, Inbound, Outbound, Partition
from streams.delivery.state import ROWS, State
from streams.delivery.stateful import Stateful
from streams.delivery.transactions import ExactlyOnce
from streams.ops.metrics import Metrics
from streams.settings import Settings, load_settings
from streams.topics import EVENTS, RETRACTIONS, STORIES, STORY_ROWS
from tests.conftest import Kafka
from tests.delivery.scenarios import fresh
from tests.delivery.stream import Stream

READS = (EVENTS, RETRACTIONS)


class Killed(Exception):  # noqa: N818
    """The worker is gone, at this point."""


@dataclass
class Owner:
    """A worker as far as one stage goes. What it does with partition 0 is asked of it input by input."""

    settings: Settings
    stream: Stream
    folder: Path

    def __post_init__(self) -> None:
        self.metrics = Metrics()
        self.state = State(
            "stories",
            self.settings,
            self.metrics,
            reads=READS,
            changelog=STORY_ROWS,
            kept=(STORIES,),
            layout=1,
            folder=self.folder,
        )
        self.plain = ExactlyOnce(
            self.settings,
            committed=self._committed,
            note_committed=lambda offsets: None,
            together=[self.stream.topic(topic) for topic in READS],
        )
        self.outbox = Stateful(self.plain, self.state)

    async def _committed(self, tp: Partition) -> int | None:
        return await self.stream.group_offset(tp)

    def input(self, offset: int, key: str, *, retracts: bool = False) -> Inbound:
        topic = RETRACTIONS if retracts else EVENTS
        return Inbound(
            topic=self.stream.topic(topic),
            partition=0,
            offset=offset,
            timestamp=0,
            key=key.encode(),
            value=b"1",
        )

    async def work(self, inbound: Inbound) -> Done:
        """Fold the input; what comes of it isn't published yet."""
        key = (inbound.key or b"").decode()
        async with self.state.turn(inbound) as rows:
            if rows is None:
                return Done(inbound=inbound, outputs=())
            rows[key] = rows.get(key, 0) + (-1 if inbound.topic.endswith(RETRACTIONS.name) else 1)
            rows["@all"] = rows.get("@all", 0) + 1
            output = Outbound(
                topic=self.stream.topic(STORIES), key=key.encode(), value=b"%d" % rows[key], partition=0
            )
        return Done(inbound=inbound, outputs=(output,))

    async def do(self, *inputs: Inbound) -> None:
        """Fold and publish, all in one batch."""
        await self.outbox.deliver([await self.work(each) for each in inputs])

    async def row(self, key: str) -> bytes | None:
        await self.state.know(0)
        return self.state.store.get(0, ROWS, key)

    def restored(self) -> float:
        """How many records were read for the partition."""
        count: float = self.metrics.restored.labels(stage="stories")._value.get()
        return count

    async def die(self) -> None:
        """Let go of the disk as the kernel does, and of the broker without a word."""
        self.state.close()
        await self.plain.reset()


Play = Callable[[Callable[[str], Owner]], Awaitable[None]]


def on(kafka: Kafka, tmp_path: Path, play: Play) -> Stream:
    """Owners of one partition, one after another; `owner(name)` has the disk of that name."""
    stream = fresh(kafka.bootstrap)
    settings = load_settings(
        broker=stream.broker, topic_prefix=stream.name, group_id=stream.settings["DIPLOMACY_GROUP_ID"]
    )
    owners: list[Owner] = []

    def owner(disk: str) -> Owner:
        owners.append(Owner(settings, stream, tmp_path / disk))
        return owners[-1]

    async def run() -> None:
        # The client leaves what a fenced producer had in flight for the collector to complain of.
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        try:
            await play(owner)
        finally:
            for each in owners:
                await each.outbox.stop()

    asyncio.run(run())
    gc.collect()
    return stream


def published(stream: Stream) -> list[tuple[bytes | None, bytes | None]]:
    read = asyncio.run(stream._read([stream.topic(STORIES)], lambda _: True, 60, checked=False))
    return [(message.key, message.value) for message in read]


def inputs(owner: Owner, first: int, end: int, key: str = "a") -> Sequence[Inbound]:
    return [owner.input(offset, key) for offset in range(first, end)]
