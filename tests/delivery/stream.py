"""One environment of topics on a broker, and a foreign client's view of it: write, read, look at offsets."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from streams import broker_topics, topics
from streams.settings import MIB, Settings
from tests.delivery.contract import check

READ_SECONDS = 60.0
QUIET_MS = 300

Message: TypeAlias = ConsumerRecord[bytes | None, bytes | None]
Headers = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Written:
    """What a producer sends."""

    key: str | None
    value: bytes | None
    headers: Headers = ()


@dataclass(frozen=True)
class Stream:
    """The topics of one test, which shares the broker with others but no topic and no group."""

    broker: str
    name: str = field(default_factory=lambda: f"test-{uuid.uuid4().hex[:10]}.")

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a worker of this stream."""
        return {
            "DIPLOMACY_BROKER": self.broker,
            "DIPLOMACY_TOPIC_PREFIX": self.name,
            "DIPLOMACY_GROUP_ID": self.name + "group",
            # Its own name in the group: a worker that was killed is replaced at once, not after the timeout.
            "DIPLOMACY_INSTANCE_ID": self.name + "worker",
            # The embedded broker doesn't know such names: there a restart waits for this.
            "DIPLOMACY_SESSION_TIMEOUT_S": "6",
        }

    def topic(self, topic: topics.Topic) -> str:
        """The full name of a topic of the table."""
        return topic.full_name(self.name)

    def create_topics(self, *, copies: int = -1) -> None:
        """Make the topics as `diplomacy topics create` does."""
        broker_topics.create_blocking(
            Settings(broker=self.broker, topic_prefix=self.name, replication_factor=copies)
        )

    def configure(self, topic: topics.Topic, **config: str) -> None:
        """Change a topic's configuration; dots in its names are underscores here."""
        dotted = {name.replace("_", "."): value for name, value in config.items()}
        wanted = ConfigResource(ConfigResourceType.TOPIC, self.topic(topic), configs=dotted)
        asyncio.run(self._administer(lambda admin: admin.alter_configs([wanted])))

    def delete(self, topic: topics.Topic) -> None:
        """Delete a topic with all that is in it."""
        asyncio.run(self._administer(lambda admin: admin.delete_topics([self.topic(topic)])))

    def open_transaction(self, name: str) -> None:
        """Begin to publish by a transactional id, and end at once: the broker then knows it."""
        asyncio.run(self._open_transaction(name))

    async def _open_transaction(self, name: str) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self.broker, transactional_id=name):
            pass

    async def _administer(self, act: Callable[[AIOKafkaAdminClient], Awaitable[object]]) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.broker)
        await admin.start()
        try:
            await act(admin)
        finally:
            await admin.close()

    def publish(
        self, written: Iterable[Written], *, topic: topics.Topic = topics.RAW, checked: bool = True
    ) -> None:
        """Write messages, each acknowledged by the broker."""
        messages = list(written)
        for each in messages if checked and topic is topics.RAW else ():
            check(self.topic(topic), each.value, each.headers)
        asyncio.run(self._publish(messages, self.topic(topic)))

    async def _publish(self, written: Sequence[Written], topic: str) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self.broker, max_request_size=2 * MIB) as producer:
            sent = [
                await producer.send(
                    topic, key=each.key and each.key.encode(), value=each.value, headers=list(each.headers)
                )
                for each in written
            ]
            await asyncio.gather(*sent)

    def read(
        self,
        *wanted: topics.Topic,
        until: Callable[[Sequence[Message]], bool] = lambda _: True,
        within_s: float = READ_SECONDS,
    ) -> list[Message]:
        """All committed messages of these topics from the first on, once `until` holds and no more come."""
        return asyncio.run(self._read([self.topic(topic) for topic in wanted], until, within_s))

    async def _read(
        self,
        names: Sequence[str],
        until: Callable[[Sequence[Message]], bool],
        within_s: float,
        *,
        checked: bool = True,
    ) -> list[Message]:
        found: list[Message] = []
        deadline = time.monotonic() + within_s
        async with AIOKafkaConsumer(
            *names,
            bootstrap_servers=self.broker,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        ) as consumer:
            while True:
                came = await consumer.getmany(timeout_ms=QUIET_MS)
                new = [message for messages in came.values() for message in messages]
                for message in new if checked else ():
                    check(message.topic, message.value, message.headers)
                found += new
                if not came and until(found) and await _caught_up(consumer):
                    return found
                assert time.monotonic() < deadline, f"{len(found)} messages in {within_s} s: {_named(found)}"

    def acknowledged(self, topic: topics.Topic) -> bool:
        """Whether the worker's group has acknowledged every committed message of a topic."""
        return asyncio.run(self._acknowledged(topic))

    async def _acknowledged(self, topic: topics.Topic) -> bool:
        # By reading on from there: behind the last message there may be marks of transactions.
        async with AIOKafkaConsumer(
            bootstrap_servers=self.broker, isolation_level="read_committed", auto_offset_reset="earliest"
        ) as consumer:
            partitions = [TopicPartition(self.topic(topic), number) for number in range(topic.partitions)]
            consumer.assign(partitions)
            for partition, offset in zip(partitions, await self._committed(topic), strict=True):
                consumer.seek(partition, offset)
            while not await _caught_up(consumer):
                if await consumer.getmany(timeout_ms=QUIET_MS):
                    return False
            return True

    def committed(self, topic: topics.Topic) -> int:
        """How many messages of a topic the worker's group has acknowledged."""
        return sum(self.committed_by_partition(topic))

    def committed_by_partition(self, topic: topics.Topic) -> list[int]:
        """The offset up to which the worker's group has acknowledged each partition of a topic."""
        return asyncio.run(self._committed(topic))

    async def group_offset(self, tp: tuple[str, int]) -> int | None:
        """The offset up to which the worker's group has acknowledged one partition; None before the first."""
        async with AIOKafkaConsumer(
            bootstrap_servers=self.broker,
            group_id=self.settings["DIPLOMACY_GROUP_ID"],
            enable_auto_commit=False,
        ) as consumer:
            offset: int | None = await consumer.committed(TopicPartition(*tp))
            return offset

    async def _committed(self, topic: topics.Topic) -> list[int]:
        # A consumer that never joins, rather than the admin client: Tansu's answer to that one is malformed.
        async with AIOKafkaConsumer(
            bootstrap_servers=self.broker,
            group_id=self.settings["DIPLOMACY_GROUP_ID"],
            enable_auto_commit=False,
        ) as consumer:
            partitions = [TopicPartition(self.topic(topic), number) for number in range(topic.partitions)]
            consumer.assign(partitions)
            return [await consumer.committed(partition) or 0 for partition in partitions]


async def _caught_up(consumer: AIOKafkaConsumer) -> bool:
    """Whether nothing committed is left to read: a broker that has just started answers late."""
    partitions = consumer.assignment()
    ends = await consumer.end_offsets(partitions)
    positions = [await consumer.position(partition) >= ends[partition] for partition in partitions]
    return bool(positions) and all(positions)


def headers_of(message: Message) -> Mapping[str, str]:
    """A message's headers as text."""
    return {name: value.decode() for name, value in message.headers}


def _named(found: Sequence[Message]) -> str:
    return ", ".join(f"{message.topic} {message.key!r}" for message in found[-10:])
