"""Workers of an environment of their own on a broker, fed with articles and timed from outside.

What isn't measured doesn't run: workers are started for a measurement and end after it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas import RawArticle
from streams.bench import corpora
from streams.broker_topics import create_blocking
from streams.security import client_options
from streams.settings import ENV_PREFIX, MIB, Delivery, Settings, load_settings
from streams.terminal.worker_process import WorkerProcess, worker_process
from streams.topics import CLASSIFIED, RAW, Topic

WARM = 32  # articles before anything is measured
WARM_SEED = 99
_READY_S = 180.0
_WAIT_S = 900.0
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Message:
    """What is published."""

    key: str
    value: bytes


class Environment:
    """Topics and a group of their own.

    Each feed has other ids and other texts, or repeats would be dropped.
    """

    def __init__(self, broker: str, name: str, **settings: Any) -> None:
        self.settings = load_settings(broker=broker, topic_prefix=name, group_id=f"{name}group", **settings)
        self._given = settings
        self._fed = 0
        create_blocking(self.settings)

    @contextmanager
    def workers(self, count: int) -> Iterator[list[WorkerProcess]]:
        """So many workers with one coder process each, ready and warm."""
        with ExitStack() as stack:
            running = [
                stack.enter_context(worker_process(self.settings, given=self._of_worker(n)))
                for n in range(count)
            ]
            for worker in running:
                worker.wait_until_ready(_READY_S)
            self.feed(corpora.diplomacy(WARM, seed=WARM_SEED))
            yield running

    def _of_worker(self, number: int) -> dict[str, str]:
        prefix = self.settings.topic_prefix
        # With a name of its own in the group it comes back to its partitions at once.
        own = {"instance_id": f"{prefix}{number}", "pool_size": 1, "session_timeout_s": 6}
        named = {"topic_prefix": prefix, "group_id": self.settings.group_id, **own, **self._given}
        return {ENV_PREFIX + name.upper(): str(value) for name, value in named.items()}

    def messages(self, articles: Sequence[RawArticle]) -> list[Message]:
        """The articles as messages, under ids that were not used, each with a last line of its own."""
        self._fed += 1
        return [
            Message(
                identity,
                article.model_copy(update={"id": identity, "body": f"{article.body}\n\n{identity}."})
                .model_dump_json()
                .encode(),
            )
            for article in articles
            if (identity := f"{time.time_ns()}-{self._fed}-{article.id}")
        ]

    def feed(self, articles: Sequence[RawArticle]) -> float:
        """Seconds from the first article published to the last one acknowledged by all that coding takes."""
        return asyncio.run(self._feed(self.messages(articles)))

    async def _feed(self, messages: Sequence[Message]) -> float:
        async with publishing(self.settings) as producer, Offsets.of(self.settings) as offsets:
            started = time.monotonic()
            await publish(producer, RAW.full_name(self.settings.topic_prefix), messages)
            await offsets.wait(RAW, CLASSIFIED)
            return time.monotonic() - started


class Offsets:
    """How far the group is, asked without being in it."""

    def __init__(self, settings: Settings, consumer: Any) -> None:
        self._settings, self._consumer = settings, consumer
        # Behind the last record of a transaction there is a mark, which nobody acknowledges.
        self._marks = int(settings.delivery is Delivery.EXACTLY_ONCE)

    @classmethod
    @asynccontextmanager
    async def of(cls, settings: Settings) -> AsyncIterator[Self]:
        """Of the group of these settings."""
        async with AIOKafkaConsumer(
            **client_options(settings), group_id=settings.group_id, enable_auto_commit=False
        ) as consumer:
            consumer.assign([tp for topic in (RAW, CLASSIFIED) for tp in partitions(settings, topic)])
            yield cls(settings, consumer)

    async def wait(self, *topics: Topic) -> None:
        """Wait until all that lies on these topics is acknowledged; what comes of one lies on the next."""
        deadline = time.monotonic() + _WAIT_S
        for topic in topics:
            while await self._left(topic):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{topic.name} is not acknowledged after {_WAIT_S:.0f} s")
                await asyncio.sleep(_POLL_S)

    async def reach(self, topic: Topic, count: int) -> None:
        """Wait until so many records lie on a topic."""
        deadline = time.monotonic() + _WAIT_S
        tps = partitions(self._settings, topic)
        while sum((await self._consumer.end_offsets(tps)).values()) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{topic.name} has not {count} records after {_WAIT_S:.0f} s")
            await asyncio.sleep(_POLL_S)

    async def _left(self, topic: Topic) -> bool:
        tps = partitions(self._settings, topic)
        for tp, end in (await self._consumer.end_offsets(tps)).items():
            marks = self._marks if topic is CLASSIFIED else 0
            if end > marks and (await self._consumer.committed(tp) or 0) < end - marks:
                return True
        return False


def partitions(settings: Settings, topic: Topic) -> list[TopicPartition]:
    """The partitions of a topic that these settings make."""
    return [TopicPartition(topic.full_name(settings.topic_prefix), n) for n in range(topic.partitions)]


@asynccontextmanager
async def publishing(settings: Settings, *, linger_ms: int = 2) -> AsyncIterator[Any]:
    """A producer as a feed has it."""
    async with AIOKafkaProducer(
        **client_options(settings), max_request_size=2 * MIB, linger_ms=linger_ms
    ) as producer:
        yield producer


async def publish(producer: Any, topic: str, messages: Sequence[Message]) -> None:
    """Publish them all at once, each acknowledged by the broker."""
    sent = [await producer.send(topic, key=each.key.encode(), value=each.value) for each in messages]
    await asyncio.gather(*sent)


async def read(settings: Settings, topic: Topic) -> AsyncIterator[Any]:
    """All records of a topic."""
    async with AIOKafkaConsumer(
        **client_options(settings), isolation_level="read_committed", auto_offset_reset="earliest"
    ) as consumer:
        tps = partitions(settings, topic)
        consumer.assign(tps)
        ends: Mapping[TopicPartition, int] = await consumer.end_offsets(tps)
        while any([await consumer.position(tp) < ends[tp] for tp in tps]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    yield record
