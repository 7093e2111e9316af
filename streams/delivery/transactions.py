"""Exactly once: outputs, dead letters and the input's offset in one Kafka transaction.

Each input partition has a transactional id of its own. Opening a producer with it ends whatever its last
owner left open and fences that owner, wherever it runs and whatever it believes; only then is the committed
offset read, and what lies below it is skipped. So it doesn't matter who thinks to own a partition, or from
where Faust started to read it: each input's outputs are committed once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError, UnknownError
from aiokafka.structs import OffsetAndMetadata

from streams.delivery.outbox import close_producer, open_producer, publish, told
from streams.delivery.record import Done, Partition, next_offsets
from streams.errors import FatalError, Fenced, TransientError
from streams.settings import Settings

logger = logging.getLogger(__name__)

_ABORT_S = 2.0
_OPEN_S = 30.0


@dataclass(slots=True)
class _Lane:
    """One input partition: its producer, and the offset below which everything is committed."""

    producer: Any
    next_offset: int


class ExactlyOnce:
    """An outbox of transactions, one lane an input partition, opened when first needed."""

    def __init__(
        self,
        settings: Settings,
        *,
        committed: Callable[[Partition], Awaitable[int | None]],
        note_committed: Callable[[Mapping[Partition, int]], None],
        ended: Callable[[str], None] = lambda outcome: None,
    ) -> None:
        """`ended` is told of each transaction whether it was "committed" or "aborted"."""
        self._settings = settings
        self._ended = ended
        self._committed = committed
        self._note_committed = note_committed
        self._lanes: dict[Partition, _Lane] = {}
        self._fenced_at: dict[Partition, float] = {}

    async def start(self) -> None:
        """Nothing yet: lanes open when their first input is done."""

    async def stop(self) -> None:
        """Close every lane."""
        await self.reset()

    async def reset(self) -> None:
        """Partitions may have changed hands: close every lane, to be opened anew."""
        lanes, self._lanes = self._lanes, {}
        self._fenced_at.clear()
        await asyncio.gather(*(close_producer(lane.producer) for lane in lanes.values()))

    async def prepare(self, tp: Partition) -> None:
        """See Outbox. Opening the lane fences whoever had the partition before."""
        if tp not in self._lanes:
            await self._open(tp)

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> None:
        """See Outbox. One transaction for each input partition in the batch."""
        by_partition: dict[Partition, list[Done]] = defaultdict(list)
        for done in batch:
            by_partition[done.inbound.tp].append(done)
        results = await asyncio.gather(
            *(self._commit(tp, dones, singly) for tp, dones in by_partition.items()), return_exceptions=True
        )
        # What other partitions committed is skipped when the batch comes again.
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _commit(self, tp: Partition, dones: list[Done], singly: bool) -> None:
        lane = self._lanes.get(tp) or await self._open(tp)
        dones = [done for done in dones if done.inbound.offset >= lane.next_offset]
        if not dones:
            return
        offsets = next_offsets(dones)
        try:
            await self._transact(lane.producer, dones, offsets[tp], singly)
        except BaseException as exc:
            self._ended("aborted")
            # Whether it was committed, and what state the producer is in, only a new lane can tell.
            await self._close(tp, lane)
            if isinstance(exc, Fenced):
                self._fenced_at[tp] = time.monotonic()
                raise TransientError(f"{tp.topic}-{tp.partition} was taken by another worker: {exc}") from exc
            raise
        self._ended("committed")
        lane.next_offset = offsets[tp]
        self._note_committed(offsets)

    async def _transact(self, producer: Any, dones: list[Done], offset: int, singly: bool) -> None:
        tp = dones[0].inbound.tp
        try:
            # The client asks without end and says nothing where a topic is gone; the broker aborts by then.
            async with asyncio.timeout(self._settings.transaction_timeout_s):
                await producer.begin_transaction()
                await publish(producer, dones, singly=singly)
                await producer.send_offsets_to_transaction(
                    {TopicPartition(*tp): OffsetAndMetadata(offset, "")}, self._settings.group_id
                )
                await producer.commit_transaction()
        except (KafkaError, TimeoutError) as exc:
            raise told(exc) from exc

    async def _open(self, tp: Partition) -> _Lane:
        self._wait_for_rebalance(tp)
        name = f"{self._settings.group_id}-{tp.topic}-{tp.partition}"
        try:
            async with asyncio.timeout(_OPEN_S):
                producer = await open_producer(
                    self._settings,
                    transactional_id=name,
                    transaction_timeout_ms=int(self._settings.transaction_timeout_s * 1000),
                )
                committed = await self._committed(tp)
        except UnknownError as exc:
            raise FatalError(
                "the broker has no transactions: delivery exactly_once needs Apache Kafka"
            ) from exc
        except (KafkaError, TimeoutError) as exc:
            raise TransientError(f"no transaction for {tp.topic}-{tp.partition}: {exc!r}") from exc
        lane = self._lanes[tp] = _Lane(producer, committed or 0)
        return lane

    def _wait_for_rebalance(self, tp: Partition) -> None:
        """Don't fight for a partition: give the rebalance that must follow time to take it from us.

        When none comes, nobody took it (the broker fences a transaction that outlives its timeout too).
        """
        fenced_at = self._fenced_at.get(tp)
        if fenced_at is None:
            return
        if time.monotonic() - fenced_at < 1.5 * self._settings.session_timeout_s:
            raise TransientError(f"{tp.topic}-{tp.partition} was taken by another worker: waiting")
        del self._fenced_at[tp]

    async def _close(self, tp: Partition, lane: _Lane) -> None:
        self._lanes.pop(tp, None)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_ABORT_S):
                await lane.producer.abort_transaction()
        await close_producer(lane.producer)
