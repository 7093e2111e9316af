"""Figures of a run: times measured in turn, their medians and spreads, and the ratios that are compared."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FALL = 0.15
"""By so much a ratio may be worse than its baseline."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How two things measured in turn compare: the median of the rounds, with the least and the most.

    `higher_is_better` tells the direction; `wanted` the figure that it is to reach, where there is one.
    """

    name: str
    median: float
    least: float
    most: float
    unit: str = "×"
    higher_is_better: bool = True
    wanted: float | None = None

    @property
    def line(self) -> str:
        """The row of the table."""
        sign = "at least" if self.higher_is_better else "at most"
        goal = f"  {sign} {self.wanted:g}" if self.wanted is not None else ""
        return f"{self.name:58} {self.median:9.2f} {self.unit:4} ({self.least:.2f} to {self.most:.2f}){goal}"


def over(name: str, values: Sequence[float], **more: Any) -> Ratio:
    """The figure of several rounds."""
    return Ratio(name, statistics.median(values), min(values), max(values), **more)


def in_turn(
    subjects: Mapping[str, Callable[[], object]],
    *,
    rounds: int,
    clock: Callable[[], float] = time.process_time,
) -> dict[str, list[float]]:
    """Seconds of each subject in each round; they take turns, so that what else runs hits all alike."""
    found: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, run in subjects.items():
            started = clock()
            run()
            found[name].append(clock() - started)
    return found


def ratios(slow: Sequence[float], fast: Sequence[float], *, scale: float = 1.0) -> list[float]:
    """How many times faster in each round; `scale` where `fast` had that many times as much to do."""
    return [scale * one / other for one, other in zip(slow, fast, strict=True)]


def document(bench: str, figures: Iterable[Ratio], notes: Mapping[str, object]) -> dict[str, Any]:
    """The run as JSON."""
    return {"bench": bench, **notes, "figures": [asdict(figure) for figure in figures]}


def fallen(now: Iterable[Mapping[str, Any]], baseline: Mapping[str, float]) -> list[str]:
    """A line for each figure that is worse than its baseline by more than `FALL`, and for each that lacks."""
    measured = {figure["name"]: figure for figure in now}
    found = []
    for name, before in baseline.items():
        figure = measured.get(name)
        if figure is None:
            found.append(f"{name}: not measured; the baseline has {before:g}")
            continue
        here = figure["median"]
        worse = here < before * (1 - FALL) if figure["higher_is_better"] else here > before * (1 + FALL)
        if worse:
            found.append(f"{name}: {here:.2f}, the baseline has {before:g}")
    return found
