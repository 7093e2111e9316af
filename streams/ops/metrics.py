"""The worker's own metrics. No label takes a value from an article, so their number is bounded."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

_PREFIX = "diplomacy"
_DISTRIBUTION = "diplomacy-event-stream"
# A scan takes a millisecond, a long article two seconds, the time limit is 30 s.
_STAGE_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# From the article's arrival on Kafka: seconds when live, days when catching up.
_LATENCY_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 3600, 21600, 86400)


class Metrics:
    """All metrics of one worker, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = self._counter("messages_received", "Messages taken from Kafka", "topic")
        self.published = self._counter("messages_published", "Messages the broker acknowledged", "topic")
        self.events_coded = self._counter("events_coded", "Events published", "quad_class")
        self.classified = self._counter("articles_classified", "Articles classified", "relevant")
        self.dead_letters = self._counter("dead_letters", "Messages given up", "stage", "error")
        self.retries = self._counter("retries", "Deliveries tried again after a transient fault", "stage")
        self.pool_restarts = self._counter("pool_restarts", "Coder processes replaced", "reason")
        self.stage_seconds = self._histogram(
            "stage_duration_seconds", "Time of one message in one stage", _STAGE_BUCKETS, "stage"
        )
        self.article_to_event_seconds = self._histogram(
            "article_to_event_seconds", "From an article's arrival on Kafka to its events", _LATENCY_BUCKETS
        )
        self.in_progress = self._gauge("in_progress", "Messages taken and not yet acknowledged", "stage")
        self.lag = self._gauge("consumer_lag", "Messages not yet acknowledged", "topic", "partition")
        self.last_processed = self._gauge(
            "last_processed_timestamp_seconds", "When a message was last acknowledged", "stage"
        )
        self.build = self._gauge("build_info", "Always 1; the labels tell the versions", "version", "coder")
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)

    def built_with(self, coder_version: str) -> None:
        """Tell which coder is at work."""
        self.build.clear()
        self.build.labels(version=package_version(), coder=coder_version).set(1)

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
