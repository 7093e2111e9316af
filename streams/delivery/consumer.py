"""Faust's consumer, with the offsets of guarded topics taken out of its hands.

Faust commits what its own bookkeeping of acknowledgements allows, and that bookkeeping passes over messages:
a slow first one, and those that a rebalance made it skip (it acknowledges what it skips). The guard knows
exactly what is published; so the guard commits, and Faust doesn't, for the app's `guarded_topics`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    KafkaError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers.aiokafka import AIOKafkaConsumerThread, Consumer, Transport

from streams.delivery.record import Partition
from streams.errors import TransientError

logger = logging.getLogger(__name__)

# A broker is sent one fetch at a time. While it keeps one, because the partitions that it was asked for have
# nothing new, no other partition is fetched: so long may an article lie, once on each topic that it passes.
_FETCH_WAIT_MS = 50

# The partitions went to another worker: it does again what we couldn't commit.
_GIVEN_UP = (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)


class _CommittedReader(AIOKafkaConsumerThread):
    """Reads only what is committed: our own transactions, and those of producers that use them."""

    logger = logging.getLogger("faust.consumer")  # what Faust says under our name is still Faust's

    def _create_worker_consumer(self, transport: Any) -> Any:
        consumer = super()._create_worker_consumer(transport)
        consumer._isolation_level = "read_committed"  # noqa: SLF001  # Faust ties it to its own transactions
        consumer._fetch_max_wait_ms = _FETCH_WAIT_MS  # noqa: SLF001  # Faust has 1500, and no setting for it
        return consumer

    async def seek_to_committed(self) -> Mapping[Any, int | None]:
        """See there."""
        found: Mapping[Any, int | None] = await self.call_thread(seek_to_committed, self._ensure_consumer())
        return found


async def seek_to_committed(consumer: Any) -> Mapping[TopicPartition, int | None]:
    """Seek each partition to where the group is done; where it has done nothing yet, to the beginning.

    Such a partition aiokafka leaves where it is. Faust throws away what it was handed in the middle of a
    rebalance and seeks back for it: there it would be lost.
    """
    found: Mapping[TopicPartition, int | None] = await consumer.seek_to_committed()
    if untouched := [tp for tp, offset in found.items() if not offset]:
        await consumer.seek_to_beginning(*untouched)
    return found


class GuardedConsumer(Consumer):
    """Commits offsets of guarded topics only when the guard says so."""

    logger = logging.getLogger("faust.consumer")  # what Faust says under our name is still Faust's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committed: dict[Partition, int] = {}

    def _new_consumer_thread(self) -> Any:
        return _CommittedReader(self, loop=self.loop, beacon=self.beacon)

    async def commit_offsets(self, offsets: Mapping[Partition, int]) -> None:
        """Commit, where the partition is still ours. Raises TransientError when the broker doesn't answer."""
        ours = {(tp.topic, tp.partition) for tp in self.assignment()}
        wanted = {tp: offset for tp, offset in offsets.items() if tuple(tp) in ours}
        if not wanted:
            return
        structs = {TopicPartition(*tp): OffsetAndMetadata(offset, "") for tp, offset in wanted.items()}
        try:
            await self._thread.call_thread(self._low_level().commit, structs)
        except _GIVEN_UP as exc:
            logger.info("offsets not committed: rebalancing", extra={"error": str(exc)})
        except (KafkaError, TimeoutError) as exc:
            raise TransientError(f"offsets can't be committed: {exc!r}") from exc
        else:
            self.note_committed(wanted)

    async def committed_on_broker(self, tp: Partition) -> int | None:
        """The group's committed offset, asked now. Raises KafkaError."""
        ask = self._low_level().committed
        offset: int | None = await self._thread.call_thread(ask, TopicPartition(*tp))
        return offset

    def note_committed(self, offsets: Mapping[Partition, int]) -> None:
        """Remember what is committed, for the lag and for Faust's watchdog."""
        self.committed.update(offsets)

    def committed_offset(self, tp: Partition) -> int | None:
        """The offset up to which the group is done, or None when nothing is committed."""
        known = self.committed.get(tp)
        return known if known is not None else self._committed_offset.get(tp)

    async def lags(self, idle: bool) -> dict[Partition, int]:
        """Records not yet acknowledged, by partition. Raises KafkaError when there is no answer.

        The broker is asked for the end: what the last fetch said stands still just when the consumer is
        stuck. Tansu answers wrongly, so the higher one counts. `idle` says that nothing is in flight: then
        all that was read is done, and markers of transactions behind the last record don't count as lag.
        """
        tps = [TopicPartition(tp.topic, tp.partition) for tp in self.assignment()]
        ends, positions = await self._thread.call_thread(self._ask_ends, tps)
        lags = {}
        for tp in map(Partition._make, tps):
            end = max(ends[tp], self.highwater(tp) or 0)
            done = max(self.committed_offset(tp) or 0, positions[tp] if idle else 0)
            lags[tp] = max(0, end - done)
        return lags

    async def _ask_ends(self, tps: list[TopicPartition]) -> tuple[dict[Any, int], dict[Any, int]]:
        consumer = self._low_level()
        if not tps:
            await consumer._client.fetch_all_metadata()  # noqa: SLF001  # only to hear from the broker
            return {}, {}
        return await consumer.end_offsets(tps), {tp: await consumer.position(tp) for tp in tps}

    def _low_level(self) -> Any:
        return self._thread._ensure_consumer()  # noqa: SLF001  # Faust has no public way to it

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[Any]:
        pending = super()._filter_tps_with_pending_acks(topics)
        return (tp for tp in pending if tp.topic not in self.app.guarded_topics)

    def verify_event_path(self, now: float, tp: Any) -> None:
        """Faust's watchdog complains where Faust commits nothing; `consumer_lag` takes its place."""


class GuardedTransport(Transport):
    """Faust's Kafka transport with our consumer."""

    Consumer = GuardedConsumer
