"""Resident memory of a worker while many articles go through it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from tests.delivery.stream import Stream, Written
from tests.delivery.worker import FAKE_CODER, Worker

SAMPLES = 40
TEXT = (
    "The foreign ministers of Japan and the United States met in Tokyo on Tuesday and agreed to hold talks "
    "on trade, the ministry said. Officials on both sides described the meeting as constructive. "
)


@dataclass(frozen=True)
class Growth:
    """Resident MiB, sampled evenly over the articles after the first quarter, which warms up."""

    articles: int
    seconds: float
    worker_mib: tuple[int, ...]
    coder_mib: tuple[int, ...]

    @property
    def growth(self) -> float:
        """Share by which the last quarter of the samples is above the first, worker and coders together."""
        both = [sum(pair) for pair in zip(self.worker_mib, self.coder_mib, strict=True)]
        part = max(1, len(both) // 4)
        return mean(both[-part:]) / mean(both[:part]) - 1

    def __str__(self) -> str:
        rate, step = self.articles / self.seconds, max(1, len(self.worker_mib) // 8)
        return (
            f"{self.growth:+.1%} from the first to the last quarter after warm-up, {rate:.0f} articles/s; "
            f"MiB of the worker {self.worker_mib[::step]}, of its coders {self.coder_mib[::step]}"
        )


def grown(
    stream: Stream,
    folder: Path,
    count: int,
    *,
    command: Sequence[str] = FAKE_CODER,
    values: Sequence[bytes] | None = None,
    **settings: str,
) -> Growth:
    """Pass `count` articles through one worker, `values` recycled under ids of their own."""
    worker = Worker(command, settings={**stream.settings, **settings}, folder=folder)
    try:
        worker.start_and_wait()
        started, samples = time.monotonic(), []
        every = max(1, count // SAMPLES)
        texts = values or [json.dumps({"body": f"{TEXT * 5} {number}"}).encode() for number in range(100)]
        sent = 0
        for upto in range(every, count + 1, every):
            stream.publish(_recycled(texts, sent, upto))
            sent = upto
            worker.wait_until(lambda: _left(worker, sent) <= every, what="keeping up", within_s=3600)  # noqa: B023
            samples.append(worker.resident_mib())
        worker.wait_until(lambda: _left(worker, sent) == 0, what="done", within_s=3600)
        kept = samples[len(samples) // 4 :]
        assert worker.terminate(within_s=15) == 0
        return Growth(
            articles=sent,
            seconds=time.monotonic() - started,
            worker_mib=tuple(each["worker"] for each in kept),
            coder_mib=tuple(each["coders"] for each in kept),
        )
    finally:
        worker.dispose()


def _left(worker: Worker, sent: int) -> float:
    def done(stage: str, outcome: str = "") -> float:
        return worker.metric("diplomacy_messages_done_total", stage=stage, outcome=outcome)

    return max(sent - done("classify"), done("classify", "published") - done("code"))


def _recycled(values: Sequence[bytes], first: int, end: int) -> Iterator[Written]:
    for number in range(first, end):
        name = f"recycled-{number}"
        fields = {**json.loads(values[number % len(values)]), "id": name}
        yield Written(name, json.dumps(fields).encode())
