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
from faust.transport.drivers.aiokafka import Consumer, Transport

from streams.delivery.record import Partition
from streams.errors import TransientError

logger = logging.getLogger(__name__)

# The partitions went to another worker: it does again what we couldn't commit.
_GIVEN_UP = (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)


class GuardedConsumer(Consumer):
    """Commits offsets of guarded topics only when the guard says so."""

    logger = logging.getLogger("faust.consumer")  # what Faust says under our name is still Faust's

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committed: dict[Partition, int] = {}

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

    def note_committed(self, offsets: Mapping[Partition, int]) -> None:
        """Remember what is committed, for the lag and for Faust's watchdog."""
        self.committed.update(offsets)

    def committed_offset(self, tp: Partition) -> int | None:
        """The offset up to which the group is done, or None when nothing is committed."""
        known = self.committed.get(tp)
        return known if known is not None else self._committed_offset.get(tp)

    async def end_offsets(self) -> dict[Partition, int]:
        """One past the newest record of each partition we read. Raises KafkaError when there is no answer.

        The broker is asked: what the last fetch said stands still just when the consumer is stuck. Tansu
        answers wrongly, so the higher one counts.
        """
        tps = [TopicPartition(tp.topic, tp.partition) for tp in self.assignment()]
        asked = await self._thread.call_thread(self._ask_end_offsets, tps)
        return {Partition(*tp): max(end, self.highwater(tp) or 0) for tp, end in asked.items()}

    async def _ask_end_offsets(self, tps: list[TopicPartition]) -> dict[TopicPartition, int]:
        consumer = self._low_level()
        if not tps:
            await consumer._client.fetch_all_metadata()  # noqa: SLF001  # only to hear from the broker
            return {}
        ends: dict[TopicPartition, int] = await consumer.end_offsets(tps)
        return ends

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
