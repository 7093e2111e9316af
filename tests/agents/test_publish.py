"""What says that something was done goes out only when what was done is acknowledged."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.structs import RecordMetadata

from streams.delivery.outbox import open_producer, publish
from streams.delivery.record import Done, Inbound, Outbound
from streams.errors import TransientError
from streams.settings import load_settings


class Broker:
    """A producer whose acknowledgements come when the test gives them."""

    def __init__(self) -> None:
        self.sent: dict[str, asyncio.Future[RecordMetadata]] = {}

    async def send(self, topic: str, **_: Any) -> asyncio.Future[RecordMetadata]:
        self.sent[topic] = asyncio.get_running_loop().create_future()
        return self.sent[topic]


def batch() -> list[Done]:
    inbound = Inbound(topic="in", partition=0, offset=7, timestamp=-1, key=None, value=b"")
    memory = Outbound(topic="seen", key=b"k", value=b"v", partition=3, last=True)
    return [Done(inbound=inbound, outputs=(memory, Outbound(topic="events", key=b"k", value=b"v")))]


def placed_at(topic: str, partition: int, offset: int) -> RecordMetadata:
    return RecordMetadata(topic, partition, TopicPartition(topic, partition), offset, None, 0, None)


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_what_is_last_waits_for_the_acknowledgement_of_the_others() -> None:
    async def run() -> None:
        broker, placed = Broker(), placed_at("events", 0, 17)
        publishing = asyncio.create_task(publish(broker, batch()))
        await turns()
        assert set(broker.sent) == {"events"}
        broker.sent["events"].set_result(placed)
        await turns()
        assert set(broker.sent) == {"events", "seen"}
        assert not publishing.done()
        broker.sent["seen"].set_result(placed_at("seen", 1, 4))
        assert await publishing == {("events", 0): 18, ("seen", 1): 5}

    asyncio.run(run())


def test_what_is_last_is_not_sent_where_another_failed() -> None:
    async def run() -> None:
        broker = Broker()
        publishing = asyncio.create_task(publish(broker, batch()))
        await turns()
        broker.sent["events"].set_exception(TimeoutError())
        with pytest.raises(TransientError):
            await publishing
        assert set(broker.sent) == {"events"}

    asyncio.run(run())


def test_an_input_that_gave_only_a_memory_gave_nothing() -> None:
    [done] = batch()
    assert done.outcome == "published"
    assert Done(inbound=done.inbound, outputs=done.outputs[:1]).outcome == "nothing"


@pytest.mark.parametrize(("compression", "packed"), [("gzip", "gzip"), ("none", None)])
def test_what_is_published_is_packed_as_the_settings_say(
    compression: str, packed: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, object] = {}

    class Producer:
        def __init__(self, **options: object) -> None:
            given.update(options)

        async def start(self) -> None:
            pass

    monkeypatch.setattr("streams.delivery.outbox.AIOKafkaProducer", Producer)
    asyncio.run(open_producer(load_settings(broker="127.0.0.1:1", compression=compression)))
    assert given["compression_type"] == packed
