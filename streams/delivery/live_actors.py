"""The actors topic followed by each worker: read whole before the first article, then record by record.

Every worker needs every entry, so this is no work of the group's: it reads without one and commits nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from schemas import ActorEntry
from streams.broker_topics import existing
from streams.delivery.actor_entries import Entries
from streams.delivery.backlog import open_reader, read_to_end, record_of
from streams.errors import TransientError
from streams.ops.metrics import Metrics
from streams.settings import Settings
from streams.topics import ACTORS

logger = logging.getLogger(__name__)

_WAIT_MS = 1000
Use = Callable[[Iterable[ActorEntry]], None]


class LiveActors:
    """`use` is called with all entries whenever one of them has changed."""

    def __init__(self, settings: Settings, metrics: Metrics, *, use: Use) -> None:
        self._settings = settings
        self._metrics = metrics
        self._use = use
        self._entries = Entries()
        self._open = AsyncExitStack()
        self._following: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read what is there, then go on in the background. Raises TransientError, TopicError."""
        reader, tps = await self._connect()
        patience_s = self._settings.request_timeout_s + self._settings.transaction_timeout_s
        async for chunk in read_to_end(reader, tps, patience_s=patience_s):
            for record in chunk:
                self._entries.take(record)
        self._tell()
        self._following = asyncio.create_task(self._follow(reader), name="live-actors")

    async def stop(self) -> None:
        """Stop following."""
        if self._following:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        await self._open.aclose()

    async def _connect(self) -> tuple[Any, list[TopicPartition]]:
        [state] = await existing(self._settings, [ACTORS])
        reader = await self._open.enter_async_context(open_reader(self._settings))
        tps = [TopicPartition(state.name, number) for number in range(state.partitions)]
        reader.assign(tps)
        return reader, tps

    async def _follow(self, reader: Any) -> None:
        while True:
            try:
                found = await reader.getmany(timeout_ms=_WAIT_MS)
            except (KafkaError, TransientError) as exc:
                logger.warning("live actors can't be read", extra={"error": repr(exc)})
                await asyncio.sleep(self._settings.retry_longest_s)
                continue
            records = [record for batch in found.values() for record in batch]
            if records:
                for record in records:
                    self._entries.take(record_of(record))
                self._tell()

    def _tell(self) -> None:
        entries = self._entries.all()
        self._metrics.live_actors.set(len(entries))
        self._use(entries.values())
        logger.info("live actors", extra={"entries": len(entries)})
