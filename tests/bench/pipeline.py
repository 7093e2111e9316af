"""The stream through Apache Kafka against the coder alone and against bare passthroughs, in one run.

Time on the clock: the stream's processes and the broker share the machine as they do in operation.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Self

from schemas import RawArticle
from streams.bench import corpora
from streams.bench.figures import Ratio, over, ratios
from streams.topics import CLASSIFIED, RAW
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import DIPLOMACY, Worker

WORKERS = 2
WARM = 16  # articles before anything is measured
_WAIT_S = 900.0


@dataclass(frozen=True, slots=True)
class Size:
    """Articles of diplomacy and of other things, and rounds.

    Those of diplomacy have more sentences than a coder remembers, so that none is known in the next round.
    """

    diplomacy: int = 240
    other: int = 3000
    rounds: int = 5


def measured(broker: str, folder: Path, size: Size, *, say: Callable[[str], None]) -> list[Ratio]:
    """The figures of the pipeline."""
    about = distinct(corpora.diplomacy(size.diplomacy), "about")
    other = irrelevant(size.other)
    say(f"{len(about)} articles about diplomacy of {corpora.words(about):.0f} words, {len(other)} others")
    took: dict[str, list[float]] = {}
    with Running(broker, folder / "two", WORKERS) as two, Running(broker, folder / "one", 1) as one:
        steps: dict[str, Callable[[], float]] = {
            "alone": lambda: in_process(about),
            "two": lambda: two.feed(about),
            "one": lambda: one.feed(about),
            "classify": lambda: one.feed(other),
            "faust": lambda: passed_through("faust", broker, other, folder),
            "aiokafka": lambda: passed_through("aiokafka", broker, other, folder),
        }
        for number in range(size.rounds):
            for name, step in steps.items():
                took.setdefault(name, []).append(step())
                say(f"round {number + 1}: {name} {took[name][-1]:.2f} s")
        memory = [sum(worker.resident_mib().values()) for worker in two.workers]
    count = len(about)
    return [
        over("pipeline, 2 workers", [count / t for t in took["two"]], unit="/s"),
        over("coder in process, 2 processes", [count / t for t in took["alone"]], unit="/s"),
        over("pipeline of 2 workers vs coder in 2 processes", ratios(took["alone"], took["two"]), wanted=0.8),
        over("2 workers vs 1", ratios(took["one"], took["two"]), wanted=1.7),
        over(
            "classify, irrelevant articles, 1 worker",
            [len(other) / t for t in took["classify"]],
            unit="/s",
        ),
        over("bare Faust passthrough", [len(other) / t for t in took["faust"]], unit="/s"),
        over("bare aiokafka passthrough", [len(other) / t for t in took["aiokafka"]], unit="/s"),
        over(
            "classify on irrelevant articles vs bare Faust",
            ratios(took["faust"], took["classify"]),
            wanted=0.6,
        ),
        over(
            "memory of a worker with one coder process",
            memory,
            unit="MiB",
            higher_is_better=False,
            wanted=400.0,
        ),
    ]


def distinct(articles: Sequence[RawArticle], name: str) -> list[RawArticle]:
    """The articles under ids of their own."""
    return [each.model_copy(update={"id": f"{name}-{n}", "url": None}) for n, each in enumerate(articles)]


def irrelevant(count: int) -> list[RawArticle]:
    """General news that the coder does not take for diplomacy."""
    from streams.core.coder import load_coder

    coder = load_coder()
    some = [each for each in corpora.general(400) if not coder.classify(each).relevant]
    return distinct([some[n % len(some)] for n in range(count)], "other")


class Running:
    """Workers of one stream, all ready. Each feed has other ids, or repeats would be dropped."""

    def __init__(self, broker: str, folder: Path, count: int) -> None:
        self.stream = Stream(broker, name=f"bench-{count}-{time.time_ns()}.")
        self.workers = [
            Worker(
                (*DIPLOMACY, "worker"),
                settings={
                    **self.stream.settings,
                    "DIPLOMACY_INSTANCE_ID": f"{self.stream.name}{n}",
                    "DIPLOMACY_POOL_SIZE": "1",
                },
                folder=folder / str(n),
            )
            for n in range(count)
        ]
        self._fed = 0
        self._published = 0

    def __enter__(self) -> Self:
        self.stream.create_topics()
        for worker in self.workers:
            worker.start()
        for worker in self.workers:
            worker.wait_until_ready()
        self.feed(corpora.diplomacy(WARM, seed=99))
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.dispose()

    def written(self, articles: Sequence[RawArticle]) -> list[Written]:
        """The articles as messages, under ids that were not used, each with a last line of its own: a text
        that was coded before is not coded again.
        """
        self._fed += 1
        self._published += len(articles)
        return [
            Written(
                identity,
                article.model_copy(update={"id": identity, "body": f"{article.body}\n\n{identity}."})
                .model_dump_json()
                .encode(),
            )
            for article in articles
            if (identity := f"{self._fed}-{article.id}")
        ]

    def wait(self) -> None:
        """Wait until all that was published is acknowledged."""
        first = self.workers[0]
        first.wait_until(lambda: self.stream.committed(RAW) >= self._published, what="done", within_s=_WAIT_S)
        first.wait_until(lambda: self.stream.acknowledged(CLASSIFIED), what="done", within_s=_WAIT_S)

    def feed(self, articles: Sequence[RawArticle]) -> float:
        """Seconds from the first article published to the last one acknowledged."""
        written = self.written(articles)
        started = time.monotonic()
        self.stream.publish(written, checked=False)
        self.wait()
        return time.monotonic() - started


def in_process(articles: Sequence[RawArticle]) -> float:
    """Seconds that as many processes as there are workers take, without any stream."""
    context = get_context("spawn")
    barrier = context.Barrier(WORKERS + 1)
    shares = [list(articles[n::WORKERS]) for n in range(WORKERS)]
    processes = [context.Process(target=_code_share, args=(share, barrier)) for share in shares]
    for process in processes:
        process.start()
    barrier.wait()
    started = time.monotonic()
    for process in processes:
        process.join()
    return time.monotonic() - started


def _code_share(articles: Sequence[RawArticle], barrier: Barrier) -> None:
    from datetime import UTC, datetime

    from streams.bench.coder import code_all
    from streams.core.coder import load_coder

    coder, now = load_coder(), datetime.now(UTC)
    code_all(coder, corpora.diplomacy(WARM, seed=99), now=now)
    barrier.wait()
    code_all(coder, articles, now=now)


def passed_through(kind: str, broker: str, articles: Sequence[RawArticle], folder: Path) -> float:
    """Seconds from the first article published to the last one passed on by a bare passthrough."""
    stream = Stream(broker, name=f"bench-{kind}-{time.time_ns()}.")
    stream.create_topics()
    group = stream.settings["DIPLOMACY_GROUP_ID"]
    warm = [Written(f"warm-{n}", b"{}") for n in range(WARM)]
    written = [Written(article.id, article.model_dump_json().encode()) for article in articles]
    with tempfile.TemporaryDirectory(dir=folder) as data:
        command = [sys.executable, "-m", "tests.bench.passthrough", kind, broker]
        process = subprocess.Popen(
            [*command, stream.topic(RAW), stream.topic(CLASSIFIED), group, data],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            stream.publish(warm, checked=False)
            _until(lambda: stream.committed(RAW) >= len(warm))
            started = time.monotonic()
            stream.publish(written, checked=False)
            _until(lambda: stream.committed(RAW) >= len(warm) + len(written))
            return time.monotonic() - started
        finally:
            process.terminate()
            process.wait(30)


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _WAIT_S
    while not holds():
        assert time.monotonic() < deadline, "the passthrough did not end"
        time.sleep(0.05)
