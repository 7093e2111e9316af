"""The guard: takes messages from a stream and lets none be acknowledged before its outputs are published.

Each message gets a task (decode, core, outputs), so that many are worked on at once. One acknowledging task
takes the finished ones strictly in the order they were read, hands them to the outbox, and goes on only
when the broker has everything. So what is committed is always a prefix of what is published.

An article's own fault becomes a dead letter, which is an output like any other. A transient fault is tried
again. Anything else stops the worker, unacknowledged: after a restart the message is read again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import AsyncIterable, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from streams.delivery.deadletters import dead_letter, without_value
from streams.delivery.outbox import MAX_REQUEST_BYTES, Outbox, OutputRefused
from streams.delivery.record import Done, Inbound, Outbound
from streams.errors import ArticleError, FatalError, OversizedArticle, TransientError
from streams.ops.context import bound
from streams.ops.metrics import Metrics
from streams.ops.tracing import Tracer
from streams.settings import Settings
from streams.topics import DEAD_LETTERS

logger = logging.getLogger(__name__)

# What is cancelled may have a transaction to abort and a producer to close.
_END_S = 5.0

Step = Callable[[Inbound], Awaitable[Sequence[Outbound]]]


class _Entry(NamedTuple):
    inbound: Inbound
    task: asyncio.Task[Done]


class Guard:
    """Guards one agent's stream. `on_fatal` is called once; after it nothing more is acknowledged."""

    def __init__(
        self,
        stage: str,
        step: Step,
        *,
        outbox: Outbox,
        settings: Settings,
        metrics: Metrics,
        on_fatal: Callable[[BaseException], None],
        tracer: Tracer | None = None,
    ) -> None:
        self.stage = stage
        self._step = step
        self._outbox = outbox
        self._settings = settings
        self._metrics = metrics
        self._on_fatal = on_fatal
        self._tracer = tracer or Tracer()
        self._dead_letters = DEAD_LETTERS.full_name(settings.topic_prefix)
        self._entries: deque[_Entry] = deque()
        self._room = asyncio.Semaphore(settings.in_flight)
        self._arrived = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._delivery: asyncio.Task[None] | None = None
        self._given_up = 0
        self._failed = False

    @property
    def idle(self) -> bool:
        """Nothing is in flight."""
        return not self._entries

    async def follow(self, messages: AsyncIterable[Inbound]) -> None:
        """Take messages until the stream ends. Returns at once when the worker is stopping for a fault."""
        acknowledging = asyncio.create_task(self._acknowledge(), name=f"{self.stage}-acknowledge")
        try:
            async for inbound in messages:
                given_up = self._given_up
                await self._room.acquire()
                if self._failed:
                    return
                if given_up != self._given_up:
                    # Those before it are read again: to acknowledge this one would pass them over.
                    self._room.release()
                    continue
                self._take(inbound)
            await self._empty.wait()
        finally:
            self.abandon()
            acknowledging.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await acknowledging

    async def drain(self, within_s: float) -> None:
        """Finish what is in flight, at most `within_s` seconds; give up the rest, unacknowledged."""
        try:
            async with asyncio.timeout(within_s):
                if not self._failed:
                    await self._empty.wait()
        except TimeoutError:
            logger.warning(
                "given up unfinished, to be read again",
                extra={"stage": self.stage, "articles": len(self._entries)},
            )
        if ending := self.abandon():
            _, still = await asyncio.wait(ending, timeout=_END_S)
            if still:
                logger.warning("given up, but not ended", extra={"stage": self.stage, "tasks": len(still)})

    def abandon(self) -> set[asyncio.Task[Any]]:
        """Drop what is in flight or waits for room: the partitions are another's, or the worker stops.

        Returns what is cancelled by it and may take a moment to end.
        """
        self._given_up += 1
        ending: set[asyncio.Task[Any]] = {entry.task for entry in self._entries}
        if self._delivery:
            ending.add(self._delivery)
        ending = {task for task in ending if task.cancel()}
        self._metrics.done.labels(stage=self.stage, outcome="given_up").inc(len(self._entries))
        self._forget(len(self._entries))
        return ending

    def _take(self, inbound: Inbound) -> None:
        self._metrics.received.labels(stage=self.stage).inc()
        self._entries.append(_Entry(inbound, asyncio.create_task(self._work(inbound), name=self.stage)))
        self._metrics.in_progress.labels(stage=self.stage).set(len(self._entries))
        self._empty.clear()
        self._arrived.set()

    async def _work(self, inbound: Inbound) -> Done:
        with self._tracer.span(self.stage, inbound.headers, inbound.place()) as span:
            done = await self._attempt(inbound)
            span.name_article(bound().get("article_id", ""))
            span.end_as(done.outcome)
            return done

    async def _attempt(self, inbound: Inbound) -> Done:
        started = time.perf_counter()
        attempts = 0
        while True:
            attempts += 1
            try:
                outputs = tuple(await self._step(inbound))
                _check_sizes(outputs)
                break
            except ArticleError as exc:
                return self._give_up(inbound, exc, attempts)
            except TransientError as exc:
                await self._pause(attempts, exc)
        self._metrics.stage_seconds.labels(stage=self.stage).observe(time.perf_counter() - started)
        return Done(inbound=inbound, outputs=outputs)

    def _give_up(self, inbound: Inbound, exc: ArticleError, attempts: int = 1) -> Done:
        letter = dead_letter(inbound, exc, topic=self._dead_letters, stage=self.stage, attempts=attempts)
        stage, error = exc.stage or self.stage, type(exc).__name__
        self._metrics.dead_letters.labels(stage=stage, error=error).inc()
        logger.warning(
            "dead letter",
            extra={
                "stage": stage,
                "error": error,
                "topic": inbound.topic,
                "partition": inbound.partition,
                "offset": inbound.offset,
            },
        )
        return Done(inbound=inbound, outputs=(letter,), dead=True)

    async def _acknowledge(self) -> None:
        try:
            while True:
                await self._arrived.wait()
                if not self._entries:
                    continue  # what arrived is abandoned already
                head, given_up = self._entries[0], self._given_up
                await asyncio.wait({head.task})
                if given_up != self._given_up:
                    continue
                batch = self._finished()
                self._delivery = asyncio.create_task(self._deliver(batch), name=f"{self.stage}-deliver")
                await asyncio.wait({self._delivery})
                if given_up != self._given_up:
                    # Those in the queue now are others. However the delivery ended, it was cancelled.
                    if not self._delivery.cancelled():
                        self._delivery.exception()
                    continue
                self._delivery.result()
                self._forget(len(batch))
        except BaseException as exc:
            self._failed = True
            self.abandon()
            if not isinstance(exc, Exception):
                raise  # cancelled: the worker is stopping
            self._on_fatal(exc)

    def _finished(self) -> list[Done]:
        """The finished messages at the head of the queue, the first of which is finished."""
        batch: list[Done] = []
        for entry in self._entries:
            if not entry.task.done() or len(batch) == self._settings.transaction_batch:
                break
            if batch and (entry.task.cancelled() or entry.task.exception()):
                break  # those before it are still published and acknowledged
            batch.append(entry.task.result())
        return batch

    async def _deliver(self, batch: list[Done], *, singly: bool = False) -> None:
        attempts = 0
        while True:
            attempts += 1
            try:
                await self._outbox.deliver(batch, singly=singly)
                break
            except OutputRefused as exc:
                if not singly:  # whose output it is shows when each goes alone
                    for done in batch:
                        await self._deliver([done], singly=True)
                    return
                batch = [self._refused(batch[0], exc)]
            except TransientError as exc:
                await self._pause(attempts, exc)
        self._count(batch)

    def _count(self, batch: Sequence[Done]) -> None:
        self._metrics.last_processed.labels(stage=self.stage).set_to_current_time()
        now = datetime.now(UTC)
        for done in batch:
            self._metrics.done.labels(stage=self.stage, outcome=done.outcome).inc()
            for output in done.outputs:
                self._metrics.published.labels(topic=output.topic).inc()
            arrived = done.outputs[0].arrived if done.outputs else None
            if arrived:
                self._metrics.article_to_event_seconds.observe(max(0.0, (now - arrived).total_seconds()))

    def _refused(self, done: Done, exc: OutputRefused) -> Done:
        if not done.dead:
            return self._give_up(done.inbound, exc)
        [letter] = done.outputs
        if not letter.value:
            raise FatalError(
                "the broker refuses the smallest dead letter for its size: raise max.message.bytes of "
                f"{self._dead_letters}"
            ) from exc
        return replace(done, outputs=(without_value(letter),))

    async def _pause(self, attempts: int, exc: TransientError) -> None:
        task = asyncio.current_task()
        if task and task.cancelling():
            raise asyncio.CancelledError  # aiokafka's producer swallows it where it is being closed
        self._metrics.retries.labels(stage=self.stage).inc()
        settings = self._settings
        pause = min(settings.retry_longest_s, settings.retry_first_s * 2 ** min(attempts - 1, 16))
        logger.warning("retrying", extra={"stage": self.stage, "seconds": pause, "error": str(exc)})
        await asyncio.sleep(pause)

    def _forget(self, count: int) -> None:
        for _ in range(count):
            self._entries.popleft()
            self._room.release()
        self._metrics.in_progress.labels(stage=self.stage).set(len(self._entries))
        if not self._entries:
            self._arrived.clear()
            self._empty.set()


def _check_sizes(outputs: Sequence[Outbound]) -> None:
    for output in outputs:
        if output.size() > MAX_REQUEST_BYTES:
            raise OversizedArticle(
                f"an output of {output.size():,} bytes is over the {MAX_REQUEST_BYTES:,} of a request",
                stage="publish",
            )
