"""`diplomacy publish`: articles from files to the raw topic, with the broker's word for each."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from streams.errors import TopicError
from streams.security import client_options
from streams.settings import Settings
from streams.terminal.consoles import notices, with_progress
from streams.terminal.exits import Exit
from streams.terminal.readers import Entry, expand, read_all
from streams.topics import RAW

_IN_FLIGHT = 500
"""Sent but not yet acknowledged, at most: bounds the memory."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Where the broker put an article, or why it was refused."""

    entry: Entry
    partition: int = -1
    offset: int = -1
    refusal: str | None = None


def publish(settings: Settings, names: list[str], *, unchecked: bool = False) -> Exit:
    """Send the articles in the named files; report what was refused, with file and line."""
    console = notices()
    sent = refused = 0
    entries = with_progress(read_all(expand(names)), label="publishing", total=None)
    for delivery in asyncio.run(send(settings, entries, unchecked=unchecked)):
        if delivery.refusal is None:
            sent += 1
        else:
            refused += 1
            console.print(f"{delivery.entry.origin}: {delivery.refusal}", style="red", markup=False)
    topic = RAW.full_name(settings.topic_prefix)
    console.print(f"{sent} delivered to {topic}, {refused} refused", markup=False)
    return Exit.REFUSED if refused else Exit.DONE


async def send(settings: Settings, entries: Iterable[Entry], *, unchecked: bool = False) -> list[Delivery]:
    """Send every article and wait for the broker to acknowledge each; refused ones are not sent.

    `unchecked` sends even what is no article, byte for byte: to see what the pipeline makes of it.

    Raises:
        TopicError: the broker does not answer.
    """
    topic = RAW.full_name(settings.topic_prefix)
    producer = AIOKafkaProducer(
        **client_options(settings),
        acks="all",
        linger_ms=5,
        max_request_size=settings.max_message_bytes,
        request_timeout_ms=int(settings.request_timeout_s * 1000),
    )
    try:
        await producer.start()
    except KafkaError as error:
        await producer.stop()
        raise TopicError(f"no answer from the broker at {settings.bootstrap}: {error}") from error
    deliveries: list[Delivery] = []
    waiting: deque[asyncio.Task[Delivery]] = deque()
    try:
        for entry in entries:
            waiting.append(asyncio.create_task(_send_one(producer, topic, entry, unchecked=unchecked)))
            if len(waiting) >= _IN_FLIGHT:
                deliveries.append(await waiting.popleft())
            else:
                await asyncio.sleep(0)
        deliveries += [await task for task in waiting]
    finally:
        await producer.stop()
    return deliveries


async def _send_one(producer: AIOKafkaProducer, topic: str, entry: Entry, *, unchecked: bool) -> Delivery:
    if entry.article is not None:
        key, value = entry.article.id, entry.article.model_dump_json(exclude_none=True).encode()
    elif unchecked:
        key, value = entry.claimed_id or entry.origin, entry.raw
    else:
        return Delivery(entry=entry, refusal=entry.problem)
    try:
        record = await producer.send_and_wait(topic, value, key=key.encode())
    except KafkaError as error:
        return Delivery(entry=entry, refusal=f"the broker refused it: {error}")
    return Delivery(entry=entry, partition=record.partition, offset=record.offset)
