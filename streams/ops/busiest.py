"""The busiest dyads of the last hour: few enough for a metric, where all pairs of countries aren't."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

SHOWN = 20
_SLICE_S = 300.0
_SLICES = 12
_TEXT = "Events of the busiest pairs of countries that this worker coded in the last hour"


class BusiestDyads(Collector):
    """Counts events by dyad in slices of five minutes; shows the sums of the `SHOWN` largest.

    `now` gives seconds on a clock that never goes back.
    """

    def __init__(self, name: str, now: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._now = now
        self._slices: deque[tuple[float, Counter[str]]] = deque()

    def count(self, dyad: str) -> None:
        """Count one event."""
        now = self._now()
        if not self._slices or now - self._slices[-1][0] >= _SLICE_S:
            self._slices.append((now, Counter()))
        self._slices[-1][1][dyad] += 1
        self._forget(now)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metric, with the dyad as its label."""
        self._forget(self._now())
        total: Counter[str] = Counter()
        for _, counts in self._slices:
            total += counts
        family = GaugeMetricFamily(self._name, _TEXT, labels=["dyad"])
        for dyad, events in total.most_common(SHOWN):
            family.add_metric([dyad], events)
        yield family

    def _forget(self, now: float) -> None:
        while self._slices and now - self._slices[0][0] >= _SLICES * _SLICE_S:
            self._slices.popleft()
