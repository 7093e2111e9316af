"""The worker's own metrics. No label takes a value that nobody bounds, so their number is bounded.

Counters that an alert watches begin at zero: a series that first appears with its first fault has no rise.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from itertools import product

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from schemas import DiplomacyEvent
from streams.errors import ArticleError
from streams.ops.busiest import BusiestDyads

_PREFIX = "diplomacy"
_DISTRIBUTION = "diplomacy-event-stream"
# A scan takes a millisecond, a long article two seconds, the time limit is 30 s.
_STAGE_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# From the article's arrival on Kafka: seconds when live, days when catching up.
_LATENCY_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21600, 86400)
# From nothing new to a partition of a million events read anew.
_RESTORE_BUCKETS = (0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
_CONFIDENCE_BUCKETS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

OUTCOMES = ("published", "nothing", "dead_letter", "given_up")
"""What becomes of a message; given_up is one whose partition went to another before it was done."""
RESTART_REASONS = ("timeout", "died", "memory")
REPEATED_TEXTS = ("unchanged", "changed", "withdrawn")
TRANSACTION_OUTCOMES = ("committed", "aborted")
# Where a dead letter may have failed, beside the stages themselves.
_STEPS = ("decode", "validate", "publish")


class Metrics:
    """All metrics of one worker, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = self._counter("messages_received", "Messages taken from Kafka", "stage")
        self.done = self._counter("messages_done", "Messages acknowledged or given up", "stage", "outcome")
        self.in_progress = self._gauge("in_progress", "Messages taken and not yet acknowledged", "stage")
        self.stage_seconds = self._histogram(
            "stage_duration_seconds", "Time of one message in one stage", _STAGE_BUCKETS, "stage"
        )
        self.last_processed = self._gauge(
            "last_processed_timestamp_seconds", "When a message was last acknowledged", "stage"
        )
        self.article_to_event_seconds = self._histogram(
            "article_to_event_seconds",
            "From an article's arrival on Kafka until the broker has its events",
            _LATENCY_BUCKETS,
        )
        self.lag = self._gauge(
            "consumer_lag", "Messages on the broker, not yet acknowledged", "stage", "topic", "partition"
        )
        self.published = self._counter("messages_published", "Messages the broker acknowledged", "topic")
        self.classified = self._counter("articles_classified", "Articles classified", "relevant")
        self.repeated = self._counter(
            "articles_repeated", "Articles that came again, by what their text was", "text"
        )
        self.events_coded = self._counter("events_coded", "Events coded", "plover", "quad_class", "status")
        self.confidence = self._histogram(
            "event_confidence", "How sure the coder is of an event", _CONFIDENCE_BUCKETS
        )
        self.dyads = BusiestDyads(f"{_PREFIX}_dyad_events")
        self.registry.register(self.dyads)
        self.dead_letters = self._counter(
            "dead_letters", "Messages given up as dead letters", "stage", "error"
        )
        self.retries = self._counter("retries", "Deliveries tried again after a transient fault", "stage")
        self.transactions = self._counter("transactions", "Kafka transactions ended", "outcome")
        self.rebalances = self._counter("rebalances", "Times the group gave this worker its partitions")
        self.partitions = self._gauge("partitions_assigned", "Partitions this worker reads", "stage")
        self.pool_restarts = self._counter("pool_restarts", "Coder processes replaced", "reason")
        self.coder_memory = self._gauge(
            "coder_resident_bytes", "Memory of a coder process after its last batch", "coder"
        )
        self.state_rows = self._gauge("state_rows", "Rows of state that the worker has on its disk", "stage")
        self.state_bytes = self._gauge("state_disk_bytes", "What they take on disk", "stage")
        self.kept_records = self._gauge(
            "kept_records", "Stories, dyads and alerts that this worker can be asked for", "topic"
        )
        self.restored = self._counter("restored_records", "Records read to restore state", "stage")
        self.restore_seconds = self._histogram(
            "restore_duration_seconds",
            "Time to read what is new of one partition's state",
            _RESTORE_BUCKETS,
            "stage",
        )
        self.live_actors = self._gauge("live_actors", "Entries of the actors topic in use")
        self.loop_late = self._counter("event_loop_late_seconds", "Seconds that the event loop was held up")
        self.ready = self._gauge("ready", "1 where a check of /readyz holds, else 0", "check")
        self.build = self._gauge("build_info", "Always 1; the labels tell the versions", "version", "coder")
        self._start_at_zero()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def begin(self, stages: Iterable[str]) -> None:
        """Show every series of these stages, at zero."""
        stages = tuple(stages)
        for stage in stages:
            for metric in (
                self.received,
                self.in_progress,
                self.stage_seconds,
                self.retries,
                self.partitions,
            ):
                metric.labels(stage=stage)
            for outcome in OUTCOMES:
                self.done.labels(stage=stage, outcome=outcome)
        for stage, error in product((*stages, *_STEPS), _leaves(ArticleError)):
            self.dead_letters.labels(stage=stage, error=error)

    def count_event(self, event: DiplomacyEvent) -> None:
        """Count an event by what it is."""
        self.events_coded.labels(
            plover=event.plover.value, quad_class=event.quad_class.value, status=event.status.value
        ).inc()
        self.confidence.observe(event.confidence)
        self.dyads.count(event.dyad)

    def built_with(self, coder_version: str) -> None:
        """Tell which coder is at work."""
        self.build.clear()
        self.build.labels(version=package_version(), coder=coder_version).set(1)

    def _start_at_zero(self) -> None:
        for relevant in ("true", "false"):
            self.classified.labels(relevant=relevant)
        for text in REPEATED_TEXTS:
            self.repeated.labels(text=text)
        for reason in RESTART_REASONS:
            self.pool_restarts.labels(reason=reason)
        for outcome in TRANSACTION_OUTCOMES:
            self.transactions.labels(outcome=outcome)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"{_PREFIX}_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"{_PREFIX}_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"{_PREFIX}_{name}", text, labels, buckets=buckets, registry=self.registry)


def package_version() -> str:
    """The installed version of this package, or `unknown` in a bare source tree."""
    try:
        return version(_DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


def _leaves(root: type) -> list[str]:
    """Names of the classes below `root`."""
    below: list[type] = root.__subclasses__()
    return sorted({name for child in below for name in (child.__name__, *_leaves(child))})
