"""The Faust app: what the agents need, started before them and stopped after them.

`create_app(settings)` makes one; `faust -A streams.app worker` finds one made from the environment.
Importing this module makes nothing and reads nothing.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import faust
from aiokafka.errors import KafkaError
from yarl import URL

from streams.broker_topics import existing
from streams.delivery.assignor import Assignor
from streams.delivery.consumer import GuardedTransport
from streams.delivery.intake import messages
from streams.delivery.live_actors import LiveActors
from streams.delivery.memory import check_room
from streams.delivery.pool import LOADER, CoderPool
from streams.errors import TopicError
from streams.ops.health import HealthServer
from streams.ops.logs import logging_config
from streams.ops.metrics import Metrics
from streams.ops.tracing import open_tracer
from streams.ops.worker import DrainingWorker
from streams.queries.holdings import Holdings
from streams.queries.owners import Owners
from streams.queries.routes import Queries
from streams.security import faust_credentials
from streams.settings import Settings, load_settings
from streams.stages import Stage, Stages
from streams.topics import Topic

logger = logging.getLogger(__name__)

_WATCH_S = 5.0


class DiplomacyApp(faust.App):
    """A Faust app with the coder pool, the outboxes, the guards and the health server around it."""

    logger = logging.getLogger("faust.app")  # what Faust says under our name is still Faust's

    def __init__(self, settings: Settings, *, loader: str = LOADER) -> None:
        self.stream_settings = settings
        self.metrics = Metrics()
        self.article_tracer = open_tracer(settings)
        self.pool = CoderPool(settings, self.metrics, on_fatal=self.fail, loader=loader)
        self.live_actors = LiveActors(settings, self.metrics, use=self.pool.use_actors)
        self.on_leaving: Callable[[int], None] = lambda status: None
        self._files = tempfile.TemporaryDirectory(prefix="diplomacy-")
        folder = settings.data_dir or Path(self._files.name)
        self.stages = Stages(
            settings,
            self.metrics,
            pool=self.pool,
            tracer=self.article_tracer,
            consumer=lambda: self.consumer,
            on_fatal=self.fail,
            folder=folder,
        )
        self.metrics.begin(stage.step.stage for stage in self.stages)
        self._codes = settings.does("classify") or settings.does("code")
        self._partitions: dict[Topic, int] = {}
        self.queries = Queries(
            settings,
            Holdings(settings, self.stages.states),
            Owners(lambda: self.assignor.external_topics_metadata(), own=lambda: self.conf.canonical_url),
            partitions=lambda topic: self._partitions[topic],
        )
        self.health = HealthServer(
            settings,
            self.metrics,
            alive=self._alive,
            ready=self._readiness,
            routes=self.queries.routes(),
        )
        self._broker_answers = False
        self._in_group = False
        self._watching: asyncio.Task[None] | None = None
        self._crashing: set[asyncio.Task[None]] = set()
        super().__init__(settings.group_id, datadir=folder, **_faust_options(settings))
        for stage in self.stages:
            self._follow(stage)
        self.on_partitions_assigned.connect(self._joined)
        self.on_partitions_revoked.connect(self._leave)
        self.on_before_shutdown.connect(self._drain)

    def _follow(self, stage: Stage) -> None:
        topic = self.topic(
            *self.stages.reads(stage),
            key_type=bytes,
            value_type=bytes,
            key_serializer="raw",
            value_serializer="raw",
        )

        async def follow(stream: Any) -> None:
            await stage.guard.follow(messages(stream))

        name = stage.step.stage
        follow.__qualname__ = name  # Faust's own name of the agent, in its logs
        self.agent(topic, name=name, concurrency=1)(follow)

    @property
    def guarded_topics(self) -> frozenset[str]:
        """Names of the topics whose offsets only a guard commits."""
        return frozenset(self.stages.names)

    def _new_transport(self) -> Any:
        return GuardedTransport(self.conf.broker_consumer, self)

    async def on_start(self) -> None:
        """Everything the agents need, before the first message."""
        await super().on_start()
        try:
            await self._prepare()
        except Exception as exc:
            if not self._crashing:
                _say_why_it_stops(exc)
            raise

    async def _prepare(self) -> None:
        await self._check_topics()
        if self._codes:
            await self.live_actors.start()
            await self.pool.start()
        for stage in self.stages:
            await stage.outbox.start()
        if self.stream_settings.web_enabled:
            await self.health.start()
            self.conf.canonical_url = URL(self.stream_settings.api_url or self.health.url)
        if self._codes:
            # Before it joins the group: what it is given nobody else works on while the model loads.
            await self.pool.loaded()
        self._watching = asyncio.create_task(self._watch(), name="watch")

    async def on_shutdown(self) -> None:
        """After the agents and the consumer have stopped."""
        if self._watching:
            self._watching.cancel()
        await self.live_actors.stop()
        await self.pool.stop()
        for stage in self.stages:
            await stage.outbox.stop()
        await self.health.stop()
        await self.queries.close()
        await asyncio.to_thread(self.article_tracer.stop)
        await super().on_shutdown()

    def fail(self, exc: BaseException) -> None:
        """Stop the worker with exit status 1; what isn't acknowledged is read again after the restart."""
        if self._crashing:
            return  # what else breaks now breaks for that reason
        self.on_leaving(1)
        _say_why_it_stops(exc)
        task = asyncio.create_task(self.crash(exc))
        self._crashing.add(task)

    async def _check_topics(self) -> None:
        states = await existing(self.stream_settings)
        missing = [state.name for state in states if not state.partitions]
        if missing:
            raise TopicError(
                f"topics missing on the broker: {', '.join(missing)}: run `diplomacy topics create`"
            )
        check_room(states)
        self.stages.check_room(states)
        self._partitions = {state.topic: state.partitions for state in states}

    async def _joined(self, _: Any, assigned: Iterable[Any], **__: Any) -> None:
        self._in_group = True
        self.metrics.rebalances.inc()
        assigned = list(assigned)
        self._show_partitions(assigned)
        self.stages.take(assigned)

    async def _leave(self, *_: Any, **__: Any) -> None:
        self._in_group = False
        self._show_partitions(())
        await self._drain()
        for stage in self.stages:
            await stage.outbox.reset()

    def _show_partitions(self, assigned: Iterable[Any]) -> None:
        names = self.stages.names
        stages = [names.get(tp.topic) for tp in assigned]
        for stage in names.values():
            self.metrics.partitions.labels(stage=stage).set(stages.count(stage))

    async def _drain(self, *_: Any, **__: Any) -> None:
        await self.stages.leave(self.stream_settings.drain_timeout_s)

    async def _watch(self) -> None:
        """Refresh the lag, and whether the broker answers."""
        while True:
            try:
                async with asyncio.timeout(_WATCH_S):
                    await self._look()
                self._broker_answers = True
            except (KafkaError, TimeoutError) as exc:
                if self._broker_answers:
                    logger.warning("no answer from the broker", extra={"error": repr(exc)})
                self._broker_answers = False
            except faust.exceptions.ConsumerNotStarted:
                pass
            except Exception:  # a watch that has died would say for ever what it said last
                logger.exception("the broker can't be asked")
                self._broker_answers = False
            await asyncio.sleep(_WATCH_S if self._broker_answers else 0.5)

    async def _look(self) -> None:
        if self.pool.ready:
            self.metrics.built_with(self.pool.coder_version)
        idle = all(stage.guard.idle for stage in self.stages)
        lags = await self.consumer.lags(idle)
        self.metrics.lag.clear()
        names = self.stages.names
        for tp, lag in lags.items():
            self.metrics.lag.labels(
                stage=names.get(tp.topic, ""), topic=tp.topic, partition=str(tp.partition)
            ).set(lag)
        for stage in self.stages:
            if stage.state is not None:
                stage.state.show()

    def _alive(self) -> dict[str, bool]:
        return {"running": not self.crashed}

    def _readiness(self) -> dict[str, bool]:
        return {
            "running": not (self.crashed or self.should_stop),
            "coder_loaded": self.pool.ready or not self._codes,
            "broker_answers": self._broker_answers,
            "in_group": self._in_group,
        }


def _say_why_it_stops(exc: BaseException) -> None:
    logger.critical("worker stops", extra={"error": f"{type(exc).__name__}: {exc}"})


def create_app(settings: Settings, *, loader: str = LOADER) -> DiplomacyApp:
    """The app of one worker. `loader` names the function that builds the coder; tests name a fake one."""
    return DiplomacyApp(settings, loader=loader)


@cache
def _from_environment() -> DiplomacyApp:
    return create_app(load_settings())


def __getattr__(name: str) -> Any:
    """`app`, for `faust -A streams.app worker`."""
    if name == "app":
        return _from_environment()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _faust_options(settings: Settings) -> dict[str, Any]:
    """Faust's settings, each for a reason that was measured."""
    return {
        "env": {},  # or Faust reads WEB_PORT, BROKER_URL and 80 others itself
        "broker": [f"kafka://{server.strip()}" for server in settings.bootstrap.split(",")],
        "broker_credentials": faust_credentials(settings),
        "broker_client_id": f"diplomacy-{settings.worker_name}",
        "consumer_group_instance_id": settings.instance_id,
        "consumer_auto_offset_reset": "earliest",
        "broker_session_timeout": settings.session_timeout_s,
        "broker_heartbeat_interval": 1.0,
        "broker_rebalance_timeout": max(10.0, settings.drain_timeout_s + 2),
        "broker_commit_interval": 0.5,
        "producer_request_timeout": settings.request_timeout_s,
        "producer_max_batch_size": 262_144,
        "producer_linger": 0,  # with any linger an awaited send waits for it
        "stream_wait_empty": False,  # the guard waits, with a deadline
        "stream_buffer_maxsize": 256,
        "topic_disable_leader": True,
        "topic_allow_declare": False,
        "key_serializer": "raw",
        "value_serializer": "raw",
        "Worker": DrainingWorker,
        "PartitionAssignor": Assignor,
        "web_enabled": False,
        "web_bind": "127.0.0.1",
        "web_tables_enabled": False,
        "web_router_enabled": False,
        "web_stats_enabled": False,
        "web_graph_enabled": False,
        "logging_config": logging_config(settings),
        "worker_redirect_stdouts": False,
    }
