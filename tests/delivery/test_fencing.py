"""Who had a partition before can add nothing to what its next owner builds upon."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable

import pytest

from streams.delivery.memory import Memory, Remembering
from streams.delivery.record import Done, Inbound, Partition
from streams.delivery.transactions import ExactlyOnce
from streams.errors import TransientError
from streams.settings import Settings, load_settings
from streams.topics import CLASSIFIED, SEEN
from tests.conftest import Kafka
from tests.delivery.scenarios import fresh
from tests.delivery.stream import Stream

pytestmark = pytest.mark.kafka

NAME = "talks"


class Owner:
    """A worker as far as one input partition goes: its transactions and what it remembers."""

    def __init__(self, settings: Settings, stream: Stream) -> None:
        self._settings, self._stream = settings, stream
        self.memory = Memory("code", settings)
        outbox = ExactlyOnce(settings, committed=self._committed, note_committed=lambda offsets: None)
        self.outbox = Remembering(outbox, self.memory)

    async def _committed(self, tp: Partition) -> int | None:
        return await self._stream.group_offset(tp)

    def input(self, offset: int) -> Inbound:
        return Inbound(
            topic=self._stream.topic(CLASSIFIED),
            partition=0,
            offset=offset,
            timestamp=0,
            key=NAME.encode(),
            value=b"{}",
        )

    async def remembers(self) -> bytes | None:
        return await self.memory.recall(self.input(0).tp, NAME)

    async def publish(self, offset: int, text: bytes) -> None:
        """The memory of that text and the input's offset in one transaction, as events would be."""
        inbound = self.input(offset)
        entry = self.memory.entry(inbound, NAME, text)
        await self.outbox.deliver([Done(inbound=inbound, outputs=(entry,))])


def on(kafka: Kafka, play: Callable[[Stream, Owner, Owner], Awaitable[None]]) -> Stream:
    """Two owners of one partition, the second of which came later; returns their stream."""
    stream = fresh(kafka.bootstrap)
    settings = load_settings(
        broker=stream.broker, topic_prefix=stream.name, group_id=stream.settings["DIPLOMACY_GROUP_ID"]
    )

    async def run() -> None:
        # The client leaves what a fenced producer had in flight for the collector to complain of.
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
        former, later = Owner(settings, stream), Owner(settings, stream)
        try:
            await play(stream, former, later)
        finally:
            await former.outbox.stop()
            await later.outbox.stop()

    asyncio.run(run())
    gc.collect()
    return stream


def published(stream: Stream) -> list[bytes | None]:
    return [message.value for message in stream.read(SEEN)]


def test_once_a_worker_has_read_what_is_remembered_a_former_owner_publishes_no_more(kafka: Kafka) -> None:
    async def play(stream: Stream, former: Owner, later: Owner) -> None:
        await former.publish(0, b"first")
        assert await later.remembers() == b"first"
        with pytest.raises(TransientError, match="taken by another worker"):
            await former.publish(1, b"a zombie's")
        assert await later.remembers() == b"first"
        await later.publish(1, b"second")

    assert published(on(kafka, play)) == [b"first", b"second"]


def test_what_a_former_owner_published_is_not_published_again(kafka: Kafka) -> None:
    async def play(_: Stream, former: Owner, later: Owner) -> None:
        await former.publish(0, b"first")
        await later.publish(0, b"first")
        await later.publish(1, b"second")

    assert published(on(kafka, play)) == [b"first", b"second"]
