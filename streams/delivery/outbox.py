"""Publishing what a batch of inputs gave, and only then acknowledging the inputs: at least once.

The idempotent producer retries a produce request for as long as needed without repeating or reordering
it; what reaches us is either final for one record or a fault of the connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    InvalidTopicError,
    KafkaError,
    MessageSizeTooLargeError,
    ProducerFenced,
    RecordTooLargeError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
    UnknownError,
)

from streams.delivery.record import Done, Outbound, Partition, next_offsets
from streams.errors import FatalError, Fenced, OversizedArticle, TransientError
from streams.refusals import refusal
from streams.security import client_options
from streams.settings import MIB, Compression, Settings

logger = logging.getLogger(__name__)

TOO_LARGE = (MessageSizeTooLargeError, RecordTooLargeError)
_HOPELESS = (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    InvalidTopicError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
# A dead letter is an article of any size the raw topic takes, and headers.
MAX_REQUEST_BYTES = 4 * MIB
_FLUSH_S = 5.0

Commit = Callable[[Mapping[Partition, int]], Awaitable[None]]


class OutputRefused(OversizedArticle):
    """The broker refuses an output for its size."""


class Outbox(Protocol):
    """Where finished inputs go, in order."""

    async def start(self) -> None:
        """Connect. Raises FatalError when the broker refuses us."""

    async def stop(self) -> None:
        """Disconnect."""

    async def reset(self) -> None:
        """Told after partitions were given up and what was in flight has ended."""

    async def prepare(self, tp: Partition) -> int:
        """Told before the first input of a partition is worked on: after it no former owner publishes more.

        Returns the offset below which everything is done, as far as it is known; else 0.
        Raises TransientError, FatalError.
        """

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        """Publish all outputs of the batch and acknowledge its inputs, or raise and acknowledge nothing.

        Returns for each partition that was written to the offset behind the last record.

        `singly` sends each output in a request of its own. The broker judges the size of whole requests, so
        only then is it sure whose output is too large.

        Raises OutputRefused, TransientError to be called again, FatalError.
        """


class AtLeastOnce:
    """Outputs first, awaited; then the offsets. A crash between the two repeats outputs, same ids."""

    def __init__(self, settings: Settings, commit: Commit) -> None:
        self._settings = settings
        self._commit = commit
        self._producer: Any = None

    async def start(self) -> None:
        """Connect the producer."""
        self._producer = await open_producer(self._settings)

    async def stop(self) -> None:
        """Flush and disconnect."""
        producer, self._producer = self._producer, None
        await close_producer(producer)

    async def reset(self) -> None:
        """Nothing to do: this mode keeps nothing of a partition."""

    async def prepare(self, tp: Partition) -> int:
        """Nothing to do: this mode fences nobody, so a former owner may repeat what it had in flight."""
        return 0

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        """See Outbox."""
        if self._producer is None:
            await self.start()
        try:
            written = await publish(self._producer, batch, singly=singly)
        except (TransientError, OutputRefused):
            # Its sequence may be broken for good: what isn't acknowledged goes out by a fresh one.
            await self.stop()
            raise
        await self._commit(next_offsets(batch))
        return written


async def publish(producer: Any, batch: Sequence[Done], *, singly: bool = False) -> dict[Partition, int]:
    """Send every output of the batch in order, then await the broker's acknowledgement of each.

    Those that are to be `last` are sent when all others are acknowledged. Returns for each partition that was
    written to the offset behind the last record.
    """
    written: dict[Partition, int] = {}
    for last in (False, True):
        outputs = [output for done in batch for output in done.outputs if output.last is last]
        for place in await _publish(producer, outputs, singly=singly):
            tp = Partition(place.topic, place.partition)
            written[tp] = max(written.get(tp, 0), place.offset + 1)
    return written


async def _publish(producer: Any, outputs: Sequence[Outbound], *, singly: bool) -> list[Any]:
    sent: list[asyncio.Future[Any]] = []
    faults: list[BaseException] = []
    try:
        for output in outputs:
            sent.append(await send(producer, output))
            if singly:
                await asyncio.wait(sent)
    except (KafkaError, TimeoutError) as exc:
        faults.append(exc)
    results = await asyncio.gather(*sent, return_exceptions=True)
    faults += [result for result in results if isinstance(result, BaseException)]
    if faults:
        # A refused request spoils the sequence of those behind it: the refusal is the cause.
        cause = next((fault for fault in faults if isinstance(fault, TOO_LARGE)), faults[0])
        raise told(cause) from cause
    return results


async def send(producer: Any, output: Outbound) -> asyncio.Future[Any]:
    """Hand one record to the producer; the future is its acknowledgement."""
    value = output.value
    if value is None and output.key is None:
        value = b""  # the client refuses a record with neither
    future: asyncio.Future[Any] = await producer.send(
        output.topic,
        key=output.key,
        value=value,
        headers=list(output.headers),
        partition=output.partition,
    )
    return future


def told(exc: BaseException) -> BaseException:
    """What a failed publication means."""
    if isinstance(exc, TOO_LARGE):
        return OutputRefused(f"an output is over the broker's size limit: {exc}", stage="publish")
    if isinstance(exc, _HOPELESS):
        return FatalError(f"the broker refuses what the worker publishes: {exc!r}")
    if isinstance(exc, ProducerFenced):
        return Fenced(f"another worker took over: {exc!r}")
    if isinstance(exc, (KafkaError, TimeoutError)):
        return TransientError(f"not published: {exc!r}")
    return exc


async def open_producer(settings: Settings, **options: Any) -> Any:
    """A started producer that waits for all replicas.

    Raises TransientError when it can't connect, UnknownError when the broker has no transactions.
    """
    try:
        return await _started(settings, enable_idempotence=True, **options)
    except UnknownError:
        if options:
            raise
        # The embedded broker knows no idempotence: a retried request may repeat a record there.
        logger.info("the broker has no idempotent producers")
        return await _started(settings, **options)


async def _started(settings: Settings, **options: Any) -> Any:
    producer = AIOKafkaProducer(
        **client_options(settings),
        client_id=f"diplomacy-{settings.worker_name}",
        acks="all",
        request_timeout_ms=int(settings.request_timeout_s * 1000),
        max_request_size=MAX_REQUEST_BYTES,
        max_batch_size=MIB // 4,
        linger_ms=0,
        compression_type=None if settings.compression is Compression.NONE else settings.compression.value,
        **options,
    )
    try:
        await producer.start()
    except KafkaError as exc:
        await close_producer(producer)
        if isinstance(exc, UnknownError):
            raise
        raise TransientError(f"no producer: {await refusal(settings, exc)}") from exc
    return producer


async def close_producer(producer: Any) -> None:
    """Disconnect; a producer that can't flush is let go."""
    if producer is None:
        return
    try:
        async with asyncio.timeout(_FLUSH_S):
            await producer.stop()
    except (KafkaError, TimeoutError) as exc:
        logger.warning("producer closed without flushing", extra={"error": repr(exc)})
        await _cut_off(producer)


async def _cut_off(producer: Any) -> None:
    """End what a stop that was given up leaves behind: it would go on trying to publish."""
    with contextlib.suppress(KafkaError, TimeoutError):
        async with asyncio.timeout(_FLUSH_S):
            await producer._sender.close()  # noqa: SLF001  # aiokafka has no stop without a flush
    await producer.client.close()
