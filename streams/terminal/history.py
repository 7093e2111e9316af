"""What lies on a topic now, from the oldest message to the last."""

import time
from collections.abc import AsyncIterator
from datetime import datetime

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from streams.settings import Settings
from streams.terminal.messages import Message
from streams.terminal.tail import poll, reader
from streams.topics import Topic

_QUIET_S = 1.5
"""Seconds without a message after which a partition without any is taken as empty."""


async def history(
    settings: Settings, topics: list[Topic], *, since: datetime | None = None
) -> AsyncIterator[Message]:
    """Yield the messages up to what is the last when reading comes there; a few from before `since` too.

    Raises:
        TopicError: the broker does not answer, or lacks one of the topics.
    """
    async with reader(settings, topics, from_beginning=True) as consumer:
        if since is not None:
            await _seek(consumer, since)
        last = time.monotonic()
        while True:
            came = False
            async for message in poll(consumer, settings, topics):
                came = True
                yield message
            if came:
                last = time.monotonic()
            elif time.monotonic() - last >= _QUIET_S and await _is_at_end(consumer):
                return


async def _seek(consumer: AIOKafkaConsumer, since: datetime) -> None:
    """Begin at that time, where the broker can tell where it is; else at the beginning."""
    milliseconds = int(since.timestamp() * 1000)
    try:
        found = await consumer.offsets_for_times(dict.fromkeys(consumer.assignment(), milliseconds))
    except (TimeoutError, KafkaError):
        return
    for partition, place in found.items():
        if place is not None:
            consumer.seek(partition, place.offset)


async def _is_at_end(consumer: AIOKafkaConsumer) -> bool:
    """Return whether nothing is left, by the ends that the broker has sent along with messages."""
    for partition in consumer.assignment():
        known = consumer.highwater(partition)
        if known is not None and await consumer.position(partition) < known:
            return False
    return True
