"""What is known of a partition is read before the first work on it, and after a rebalance what is new."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from streams.delivery.backlog import open_reader, read_to_end
from streams.delivery.record import Inbound
from streams.errors import TransientError
from streams.settings import Settings

logger = logging.getLogger(__name__)


class MadeAnew(TransientError):  # noqa: N818  # it says what is the case
    """The topic was deleted and made again: what was read of it before isn't what it holds."""


class Restoring:
    """Calls `read` with the number of a partition once, however many wait for it; tries as long as needed."""

    def __init__(self, stage: str, settings: Settings, read: Callable[[int], Awaitable[None]]) -> None:
        self._stage = stage
        self._settings = settings
        self._read = read
        self._loads: dict[int, asyncio.Task[None]] = {}

    async def know(self, partition: int) -> None:
        """Wait until all that is known of the partition has been read."""
        while True:
            if partition not in self._loads:
                loading = asyncio.create_task(self._load(partition), name=f"{self._stage}-restore")
                self._loads[partition] = loading
            load = self._loads[partition]
            try:
                await asyncio.shield(load)
            except asyncio.CancelledError:
                asking = asyncio.current_task()
                if load.cancelled() and asking and not asking.cancelling():
                    continue  # a rebalance came between; who asks after it is to know what it brought
                raise
            return

    def known(self, partition: int) -> bool:
        """Whether nobody has to wait for it."""
        load = self._loads.get(partition)
        return load is not None and load.done() and not load.cancelled() and load.exception() is None

    def all_known(self) -> list[int]:
        """The partitions for which nobody has to wait."""
        return [partition for partition in self._loads if self.known(partition)]

    def reset(self) -> None:
        """Partitions may have changed hands: each is looked after anew."""
        for load in self._loads.values():
            load.cancel()
        self._loads.clear()

    async def _load(self, partition: int) -> None:
        pause = self._settings.retry_first_s
        while True:
            try:
                await self._read(partition)
                return
            except (TransientError, KafkaError) as exc:
                logger.warning(
                    "can't restore yet", extra={"stage": self._stage, "seconds": pause, "error": str(exc)}
                )
            await asyncio.sleep(pause)
            pause = min(self._settings.retry_longest_s, 2 * pause)


async def catch_up(
    settings: Settings, topic: str, partition: int, *, since: int | None
) -> AsyncIterator[list[Inbound]]:
    """The records of one partition from offset `since` (None: its first) to its end now, in chunks.

    Raises MadeAnew, TransientError, KafkaError.
    """
    tp = TopicPartition(topic, partition)
    async with open_reader(settings) as consumer:
        consumer.assign([tp])
        if since is not None:
            if since > (await consumer.end_offsets([tp]))[tp]:
                raise MadeAnew(f"{topic}-{partition} ends before offset {since}, up to which it was read")
            consumer.seek(tp, since)
        patience_s = settings.request_timeout_s + settings.transaction_timeout_s
        async for chunk in read_to_end(consumer, [tp], patience_s=patience_s):
            yield chunk
