"""What lies in a topic now: read from a place or a time to the end, in no group, committing nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from streams.broker_topics import existing
from streams.delivery.record import Inbound
from streams.errors import TopicError, TransientError
from streams.refusals import refusal
from streams.security import client_options
from streams.settings import Settings
from streams.topics import Topic

_WAIT_MS = 200
_CHUNK = 500


async def backlog(
    settings: Settings, topic: Topic, *, since: datetime | None = None
) -> AsyncIterator[list[Inbound]]:
    """The records of every partition of a topic, up to its end when this began, in chunks.

    `since` skips what the broker got earlier, by the records' own times. The order is that of each partition.

    Raises TopicError when the topic isn't there, TransientError when the broker doesn't answer.
    """
    [state] = await existing(settings, [topic])
    if not state.partitions:
        raise TopicError(f"the broker has no topic {state.name}: make it with `diplomacy topics create`")
    async with open_reader(settings) as consumer:
        tps = [TopicPartition(state.name, number) for number in range(state.partitions)]
        consumer.assign(tps)
        if since is not None:
            tps = await _seek(consumer, tps, since)
        async for chunk in read_to_end(consumer, tps, patience_s=_patience(settings)):
            yield chunk


@asynccontextmanager
async def open_reader(settings: Settings) -> AsyncIterator[Any]:
    """A consumer of committed records without a group. Raises TransientError when it can't connect."""
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        client_id=f"diplomacy-{settings.worker_name}",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        fetch_max_wait_ms=_WAIT_MS,
    )
    try:
        try:
            await consumer.start()
        except KafkaError as exc:
            raise TransientError(await refusal(settings, exc)) from exc
        yield consumer
    finally:
        await consumer.stop()


async def read_to_end(
    consumer: Any, tps: Iterable[TopicPartition], *, patience_s: float
) -> AsyncIterator[list[Inbound]]:
    """What lies between the positions of these partitions and their ends as they are now.

    An open transaction is waited for: what is behind it isn't known before it ends.

    Raises TransientError when nothing comes for `patience_s` seconds.
    """
    left = set(tps)
    try:
        asked = await consumer.end_offsets(list(left)) if left else {}
    except (KafkaError, TimeoutError) as exc:
        raise TransientError(f"no answer from the broker: {exc!r}") from exc
    ends: dict[TopicPartition, int] = {}
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience_s
    while left:
        try:
            batches = await consumer.getmany(*left, timeout_ms=_WAIT_MS, max_records=_CHUNK)
        except KafkaError as exc:
            raise TransientError(f"no answer from the broker: {exc!r}") from exc
        for tp in left - ends.keys():
            # What the first fetch says counts too: it is behind open transactions, and some brokers answer
            # the question after the end wrongly.
            if (highwater := consumer.highwater(tp)) is not None:
                ends[tp] = max(asked[tp], highwater)
        chunk = [record_of(record) for tp, found in batches.items() for record in found]
        if chunk:
            yield chunk
        before = len(left)
        left = {tp for tp in left if tp not in ends or await consumer.position(tp) < ends[tp]}
        if chunk or len(left) < before:
            deadline = loop.time() + patience_s
        elif loop.time() > deadline:
            raise TransientError(f"no more came from the broker for {patience_s:.0f} s")


def record_of(record: Any) -> Inbound:
    """An aiokafka record without its types."""
    return Inbound(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple((name, value or b"") for name, value in record.headers),
    )


async def _seek(consumer: Any, tps: list[TopicPartition], since: datetime) -> list[TopicPartition]:
    """Go to the first record of that time in each partition; return the partitions that have one."""
    wanted = dict.fromkeys(tps, int(since.timestamp() * 1000))
    try:
        found: Mapping[TopicPartition, Any] = await consumer.offsets_for_times(wanted)
    except (KafkaError, TimeoutError) as exc:
        raise TransientError(f"no answer from the broker: {exc!r}") from exc
    there = {tp: place.offset for tp, place in found.items() if place is not None}
    for tp, offset in there.items():
        consumer.seek(tp, offset)
    return list(there)


def _patience(settings: Settings) -> float:
    return settings.request_timeout_s + settings.transaction_timeout_s
