"""Exactly once: outputs, dead letters and the input's offset in one Kafka transaction.

Each input partition has a transactional id of its own; those that change one state share theirs. Opening a
producer with it ends whatever its last owner left open and fences that owner, wherever it runs and whatever
it believes; only then is the committed offset read, and what lies below it is skipped. So it doesn't matter
who thinks to own a partition, or from where Faust started to read: each input's outputs are committed once.
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

from streams.delivery.outbox import Outbox, close_producer, open_producer, publish, told
from streams.delivery.record import Done, Partition, next_offsets
from streams.errors import FatalError, Fenced, NoTransactions, TransientError
from streams.settings import Settings

logger = logging.getLogger(__name__)

_ABORT_S = 2.0
_OPEN_S = 30.0


_Road = tuple[Partition, ...]
"""Input partitions that share a lane."""


@dataclass(slots=True)
class _Lane:
    """The producer, and by input partition the offset below which everything is committed."""

    producer: Any
    next_offsets: dict[Partition, int]


class ExactlyOnce:
    """An outbox of transactions, one lane an input partition, opened when first needed.

    Partitions of the same number of the topics in `together` share a lane.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        committed: Callable[[Partition], Awaitable[int | None]],
        note_committed: Callable[[Mapping[Partition, int]], None],
        ended: Callable[[str], None] = lambda outcome: None,
        together: Sequence[str] = (),
    ) -> None:
        """`ended` is told of each transaction whether it was "committed" or "aborted"."""
        self._settings = settings
        self._ended = ended
        self._committed = committed
        self._note_committed = note_committed
        self._together = together
        self._lanes: dict[_Road, _Lane] = {}
        self._fenced_at: dict[_Road, float] = {}
        self._unsure: dict[_Road, list[dict[Partition, int]]] = {}

    async def start(self) -> None:
        """Nothing yet: lanes open when their first input is done."""

    async def stop(self) -> None:
        """Close every lane."""
        await self.reset()

    async def reset(self) -> None:
        """Partitions may have changed hands: close every lane, to be opened anew."""
        lanes, self._lanes = self._lanes, {}
        self._fenced_at.clear()
        self._unsure.clear()
        await asyncio.gather(*(close_producer(lane.producer) for lane in lanes.values()))

    async def prepare(self, tp: Partition) -> int:
        """See Outbox. Opening the lane fences whoever had the partition before."""
        road = self._road(tp)
        lane = self._lanes.get(road) or await self._open(road)
        return lane.next_offsets[tp]

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        """See Outbox. One transaction for each lane in the batch."""
        by_road: dict[_Road, list[Done]] = defaultdict(list)
        for done in batch:
            by_road[self._road(done.inbound.tp)].append(done)
        results = await asyncio.gather(
            *(self._commit(road, dones, singly) for road, dones in by_road.items()), return_exceptions=True
        )
        # What other lanes committed is skipped when the batch comes again.
        written: dict[Partition, int] = {}
        for result in results:
            if isinstance(result, BaseException):
                raise result
            written.update(result)
        return written

    def _road(self, tp: Partition) -> _Road:
        if tp.topic not in self._together:
            return (tp,)
        return tuple(Partition(topic, tp.partition) for topic in self._together)

    async def _commit(self, road: _Road, dones: list[Done], singly: bool) -> Mapping[Partition, int]:
        lane = self._lanes.get(road) or await self._open(road)
        dones = [done for done in dones if done.inbound.offset >= lane.next_offsets[done.inbound.tp]]
        if not dones:
            return {}
        offsets = next_offsets(dones)
        try:
            written = await self._transact(lane.producer, dones, offsets, singly)
        except BaseException as exc:
            self._ended("aborted")
            # Whether it was committed, and what state the producer is in, only a new lane can tell.
            self._unsure[road] = [lane.next_offsets, {**lane.next_offsets, **offsets}]
            await self._close(road, lane)
            if isinstance(exc, Fenced):
                self._fenced_at[road] = time.monotonic()
                raise TransientError(f"{_named(road)} was taken by another worker: {exc}") from exc
            raise
        self._ended("committed")
        lane.next_offsets.update(offsets)
        self._note_committed(offsets)
        return written

    async def _transact(
        self, producer: Any, dones: list[Done], offsets: Mapping[Partition, int], singly: bool
    ) -> Mapping[Partition, int]:
        try:
            # The client asks without end and says nothing where a topic is gone; the broker aborts by then.
            async with asyncio.timeout(self._settings.transaction_timeout_s):
                await producer.begin_transaction()
                written = await publish(producer, dones, singly=singly)
                await producer.send_offsets_to_transaction(
                    {TopicPartition(*tp): OffsetAndMetadata(offset, "") for tp, offset in offsets.items()},
                    self._settings.group_id,
                )
                await producer.commit_transaction()
                return written
        except (KafkaError, TimeoutError) as exc:
            raise told(exc) from exc

    async def _open(self, road: _Road) -> _Lane:
        self._wait_for_rebalance(road)
        name = f"{self._settings.group_id}-{road[0].topic}-{road[0].partition}"
        try:
            async with asyncio.timeout(_OPEN_S):
                producer = await open_producer(
                    self._settings,
                    transactional_id=name,
                    transaction_timeout_ms=int(self._settings.transaction_timeout_s * 1000),
                )
                committed = {tp: await self._committed(tp) or 0 for tp in road}
        except UnknownError as exc:
            raise NoTransactions(
                "the broker has no transactions: delivery exactly_once needs Apache Kafka"
            ) from exc
        except (KafkaError, TimeoutError) as exc:
            raise TransientError(f"no transaction for {_named(road)}: {exc!r}") from exc
        lane = self._lanes[road] = _Lane(producer, committed)
        self._check_state(road, lane)
        return lane

    def _check_state(self, road: _Road, lane: _Lane) -> None:
        """Where a state is kept: was the partition another's since we had it? Then what we know of it is old.

        A transaction of which we didn't hear the end is our own. Raises FatalError.
        """
        known = self._unsure.pop(road, None)
        if known is not None and road[0].topic in self._together and lane.next_offsets not in known:
            raise FatalError(
                f"{_named(road)} was another worker's meanwhile: its state is to be read again, by a restart"
            )

    def _wait_for_rebalance(self, road: _Road) -> None:
        """Don't fight for a partition: give the rebalance that must follow time to take it from us.

        When none comes, nobody took it (the broker fences a transaction that outlives its timeout too).
        """
        fenced_at = self._fenced_at.get(road)
        if fenced_at is None:
            return
        if time.monotonic() - fenced_at < 1.5 * self._settings.session_timeout_s:
            raise TransientError(f"{_named(road)} was taken by another worker: waiting")
        del self._fenced_at[road]

    async def _close(self, road: _Road, lane: _Lane) -> None:
        if self._lanes.get(road) is lane:  # after a rebalance there may be another
            del self._lanes[road]
        with contextlib.suppress(Exception):
            async with asyncio.timeout(_ABORT_S):
                await lane.producer.abort_transaction()
        await close_producer(lane.producer)


def _named(road: _Road) -> str:
    return ", ".join(f"{tp.topic}-{tp.partition}" for tp in road)


class WhereSupported:
    """Transactions, for a state that has to be whole; a broker without them gets the plain outbox.

    There a crash can leave state behind of which a part is missing. The embedded broker, which is such a one,
    keeps nothing over a restart anyway.
    """

    def __init__(self, transactions: ExactlyOnce, plain: Outbox) -> None:
        self._plain = plain
        self._chosen: Outbox = transactions

    async def start(self) -> None:
        """See Outbox."""
        await self._chosen.start()

    async def stop(self) -> None:
        """See Outbox."""
        await self._chosen.stop()

    async def reset(self) -> None:
        """See Outbox."""
        await self._chosen.reset()

    async def prepare(self, tp: Partition) -> int:
        """See Outbox. It is the first to find out."""
        try:
            return await self._chosen.prepare(tp)
        except NoTransactions:
            logger.warning("the broker has no transactions: a crash can leave a state with gaps")
            await self._chosen.stop()
            self._chosen = self._plain
            await self._chosen.start()
            return await self._chosen.prepare(tp)

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        """See Outbox."""
        return await self._chosen.deliver(batch, singly=singly)
