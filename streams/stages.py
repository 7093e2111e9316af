"""The stages that a worker has, each with its guard and its outbox, and what they keep."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streams.agents.actors import Actors
from streams.agents.classify import Classify
from streams.agents.code import Code
from streams.agents.dyads import Dyads
from streams.agents.folding import Folding
from streams.agents.stories import Stories
from streams.broker_topics import TopicState
from streams.delivery.guard import Guard
from streams.delivery.memory import Remembering
from streams.delivery.outbox import AtLeastOnce, Outbox
from streams.delivery.pool import CoderPool
from streams.delivery.record import Partition
from streams.delivery.registry import Framed
from streams.delivery.state import State
from streams.delivery.stateful import Stateful
from streams.delivery.transactions import ExactlyOnce, WhereSupported
from streams.errors import TopicError
from streams.ops.metrics import Metrics
from streams.ops.tracing import Tracer
from streams.settings import Delivery, Settings
from streams.topics import EVENTS, Topic

Step = Classify | Code | Actors | Stories | Dyads
STEPS = (Classify, Code, Actors, Stories, Dyads)


@dataclass(frozen=True, slots=True)
class Stage:
    """One of them; `state` where it keeps one."""

    step: Step
    outbox: Outbox
    guard: Guard
    state: State | None = None


class Stages:
    """All stages of one worker. `consumer` gives Faust's consumer, once there is one."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        *,
        pool: CoderPool,
        tracer: Tracer,
        consumer: Callable[[], Any],
        on_fatal: Callable[[BaseException], None],
        folder: Path,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._tracer = tracer
        self._consumer = consumer
        self._on_fatal = on_fatal
        self._folder = folder / "state"
        self._knowing: set[asyncio.Task[None]] = set()
        self.all = [self._stage(step, pool) for step in STEPS if settings.does(step.stage)]

    @property
    def names(self) -> Mapping[str, str]:
        """The stage of each topic that is read, by the topic's full name."""
        return {name: stage.step.stage for stage in self.all for name in self.reads(stage)}

    def reads(self, stage: Stage) -> list[str]:
        """Full names of the topics that a stage reads."""
        return self._full(stage.step.reads)

    @property
    def states(self) -> Mapping[Topic, State]:
        """For each topic that can be asked for what knows of it."""
        return {
            topic: stage.state
            for stage in self.all
            if stage.state is not None and isinstance(stage.step, Folding)
            for topic in (*stage.step.kept, *(topic for topic in stage.step.reads if topic is EVENTS))
        }

    def take(self, assigned: Iterable[Any]) -> None:
        """Begin to read the state of these partitions, so that it is there when it is asked for."""
        tps = {(tp.topic, tp.partition) for tp in assigned}
        for stage in self.all:
            for number in sorted({number for topic, number in tps if topic in self.reads(stage)}):
                if stage.state is not None:
                    task = asyncio.create_task(self._know(stage.state, number), name="restore")
                    self._knowing.add(task)
                    task.add_done_callback(self._knowing.discard)

    async def leave(self, within_s: float) -> None:
        """Before partitions are given up, and before the worker stops: finish what is in flight.

        Nobody takes a partition from here on: to read its state is to fence whoever has it.
        """
        for task in self._knowing:
            task.cancel()
        await asyncio.gather(*(stage.guard.drain(within_s) for stage in self.all))
        for stage in self.all:
            if stage.state is not None:
                stage.state.reset()

    async def _know(self, state: State, partition: int) -> None:
        try:
            await state.know(partition)
        except Exception as exc:
            self._on_fatal(exc)

    def check_room(self, topics: Iterable[TopicState]) -> None:
        """Raises TopicError where partitions that belong together differ in number."""
        counts = {topic.topic: topic for topic in topics}
        for stage in self.all:
            if isinstance(stage.step, Folding):
                first, *others = stage.step.belonging()
                for other in others:
                    if counts[other].partitions != counts[first].partitions:
                        raise TopicError(
                            f"{counts[first].name} has {counts[first].partitions} partitions and "
                            f"{counts[other].name} {counts[other].partitions}: they belong together, give "
                            "them the same number (kafka-topics.sh --alter --partitions)"
                        )

    def _stage(self, kind: type[Step], pool: CoderPool) -> Stage:
        settings, metrics = self._settings, self._metrics
        state: State | None = None
        step: Step
        if kind is Classify or kind is Code:
            step = kind(pool=pool, settings=settings, metrics=metrics)
            outbox: Outbox = Remembering(self._outbox(self._plain()), step.memory)
        elif kind is Stories or kind is Dyads:
            state = State(
                kind.stage,
                settings,
                metrics,
                reads=kind.reads,
                changelog=kind.changelog,
                kept=kind.kept,
                layout=kind.layout,
                folder=self._folder,
            )
            step = kind(state=state, settings=settings)
            outbox = Stateful(self._outbox(self._whole(kind.reads)), state)
        else:
            step, outbox = Actors(), self._outbox(self._plain())
        guard = Guard(
            step.stage,
            step,
            outbox=outbox,
            settings=settings,
            metrics=metrics,
            on_fatal=self._on_fatal,
            tracer=self._tracer,
        )
        return Stage(step, outbox, guard, state)

    def _outbox(self, outbox: Outbox) -> Outbox:
        return Framed(outbox, self._settings) if self._settings.schema_registry_url else outbox

    def _plain(self) -> Outbox:
        """Each guard has its own: a broken producer of one doesn't stop the other."""
        if self._settings.delivery is Delivery.EXACTLY_ONCE:
            return self._transactions()
        return AtLeastOnce(self._settings, lambda offsets: self._consumer().commit_offsets(offsets))

    def _whole(self, reads: Iterable[Topic]) -> Outbox:
        """A state of which a part is missing is no state, so it takes transactions in either mode."""
        transactions = self._transactions(*self._full(reads))
        if self._settings.delivery is Delivery.EXACTLY_ONCE:
            return transactions
        return WhereSupported(transactions, self._plain())

    def _transactions(self, *together: str) -> ExactlyOnce:
        async def committed(tp: Partition) -> int | None:
            offset: int | None = await self._consumer().committed_on_broker(tp)
            return offset

        return ExactlyOnce(
            self._settings,
            committed=committed,
            note_committed=lambda offsets: self._consumer().note_committed(offsets),
            ended=lambda outcome: self._metrics.transactions.labels(outcome=outcome).inc(),
            together=together,
        )

    def _full(self, topics: Iterable[Topic]) -> list[str]:
        return [topic.full_name(self._settings.topic_prefix) for topic in topics]

    def __iter__(self) -> Iterator[Stage]:
        return iter(self.all)
