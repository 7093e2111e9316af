"""The stream through Apache Kafka against the coder alone and against bare passthroughs, in one run.

Time on the clock: the stream's processes and the broker share the machine as they do in operation. Each
subject has the machine to itself, starts with nothing remembered, and gets the same articles as the others.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from schemas import RawArticle
from streams.bench import corpora
from streams.bench.figures import Ratio, over, ratios
from streams.bench.running import WARM, WARM_SEED, Environment, Offsets, publish, publishing
from streams.delivery.coder_process import ONE_CORE
from streams.topics import CLASSIFIED, RAW

WORKERS = 2
CODING = "classify,code"  # what the coder in process does too
_MEGABYTE = 10**6


@dataclass(frozen=True, slots=True)
class Size:
    """Articles of diplomacy and of other things, and rounds."""

    diplomacy: int = 240
    other: int = 9000  # a fixed second until all is acknowledged weighs little among so many
    rounds: int = 5


@dataclass(slots=True)
class Pipeline:
    """The subjects, on one broker."""

    broker: str
    size: Size
    about: list[RawArticle]
    other: list[RawArticle]
    memory: dict[str, list[float]] = field(default_factory=dict)

    def subjects(self) -> dict[str, Callable[[], float]]:
        """Each by its name; it returns the seconds that it took."""
        name = f"bench-{time.time_ns()}-"
        coding = {count: Environment(self.broker, f"{name}{count}.", stages=CODING) for count in (1, WORKERS)}
        whole = Environment(self.broker, f"{name}whole.")
        exact = Environment(self.broker, f"{name}exact.", stages=CODING, delivery="exactly_once")
        return {
            "alone": lambda: in_process(self.about),
            "two": lambda: self._fed(coding[WORKERS], WORKERS, self.about),
            "one": lambda: self._fed(coding[1], 1, self.about, watched=True),
            "all stages": lambda: self._fed(whole, WORKERS, self.about),
            "exactly once": lambda: self._fed(exact, WORKERS, self.about),
            "classify": lambda: self._fed(coding[1], 1, self.other),
            "faust": lambda: passed_through("faust", self.broker, self.other),
            "aiokafka": lambda: passed_through("aiokafka", self.broker, self.other),
        }

    def _fed(
        self, there: Environment, count: int, articles: Sequence[RawArticle], *, watched: bool = False
    ) -> float:
        with there.workers(count) as workers:
            took = there.feed(articles)
            if watched:
                pids = [workers[0].process.pid, *workers[0].children()]
                for name in ("Rss", "Pss"):
                    kib = sum(_memory_kib(pid, name) for pid in pids)
                    self.memory.setdefault(name, []).append(kib * 1024 / _MEGABYTE)
            return took


def measured(broker: str, size: Size, *, say: Callable[[str], None]) -> list[Ratio]:
    """The figures of the pipeline."""
    about = distinct(corpora.diplomacy(size.diplomacy), "about")
    pipeline = Pipeline(broker, size, about, irrelevant(size.other))
    say(f"{len(about)} articles about diplomacy of {corpora.words(about):.0f} words, {size.other} others")
    took: dict[str, list[float]] = {}
    subjects = pipeline.subjects()
    for number in range(size.rounds):
        for name, subject in subjects.items():
            took.setdefault(name, []).append(subject())
            say(f"round {number + 1}: {name} {took[name][-1]:.2f} s")
    return _figures(took, pipeline)


def _figures(took: dict[str, list[float]], pipeline: Pipeline) -> list[Ratio]:
    def rate(name: str, subject: str, articles: Sequence[RawArticle]) -> Ratio:
        return over(name, [len(articles) / t for t in took[subject]], unit="/s")

    about, other = pipeline.about, pipeline.other
    alone = took["alone"]
    return [
        rate("coder in 2 processes", "alone", about),
        rate("pipeline of 2 workers", "two", about),
        over("pipeline of 2 workers vs coder in 2 processes", ratios(alone, took["two"]), wanted=0.8),
        over("with stories and dyads vs coder in 2 processes", ratios(alone, took["all stages"])),
        over("exactly once vs at least once", ratios(took["two"], took["exactly once"])),
        over("2 workers vs 1", ratios(took["one"], took["two"]), wanted=1.7),
        rate("classify, irrelevant articles, 1 worker", "classify", other),
        rate("bare Faust passthrough", "faust", other),
        rate("bare aiokafka passthrough", "aiokafka", other),
        over(
            "classify on irrelevant articles vs bare Faust",
            ratios(took["faust"], took["classify"]),
            wanted=0.6,
        ),
        over("classify vs bare aiokafka", ratios(took["aiokafka"], took["classify"])),
        _memory("resident memory of a worker with its coder", pipeline.memory["Rss"], wanted=400.0),
        _memory("the same, shared pages counted once", pipeline.memory["Pss"]),
    ]


def _memory(name: str, values: Sequence[float], **more: Any) -> Ratio:
    return over(name, values, unit="MB", higher_is_better=False, **more)


def _memory_kib(pid: int, name: str) -> int:
    """Rss counts a page that several processes share for each of them, Pss their share of it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def distinct(articles: Sequence[RawArticle], name: str) -> list[RawArticle]:
    """The articles under ids of their own."""
    return [each.model_copy(update={"id": f"{name}-{n}", "url": None}) for n, each in enumerate(articles)]


def irrelevant(count: int) -> list[RawArticle]:
    """General news that the coder does not take for diplomacy."""
    from streams.core.coder import load_coder

    coder = load_coder()
    some = [each for each in corpora.general(400) if not coder.classify(each).relevant]
    return distinct([some[n % len(some)] for n in range(count)], "other")


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
    os.environ.update(ONE_CORE)  # as a worker's coder process has it
    from datetime import UTC, datetime

    from streams.bench.coder import code_all
    from streams.core.coder import load_coder

    coder, now = load_coder(), datetime.now(UTC)
    code_all(coder, corpora.diplomacy(WARM, seed=WARM_SEED), now=now)
    barrier.wait()
    code_all(coder, articles, now=now)


def passed_through(kind: str, broker: str, articles: Sequence[RawArticle]) -> float:
    """Seconds from the first article published to the last one passed on by a bare passthrough."""
    there = Environment(broker, f"bench-{kind}-{time.time_ns()}.")
    with _passthrough(kind, there):
        warm = there.messages(articles[:WARM])
        asyncio.run(_pass(there, warm, already=0))
        return asyncio.run(_pass(there, there.messages(articles), already=len(warm)))


@contextmanager
def _passthrough(kind: str, there: Environment) -> Iterator[None]:
    settings = there.settings
    source, target = (topic.full_name(settings.topic_prefix) for topic in (RAW, CLASSIFIED))
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "streams.bench.passthrough", kind, settings.bootstrap]
        process = subprocess.Popen(  # noqa: S603  # our own module, addresses that we were given
            [*command, source, target, settings.group_id, str(Path(folder))],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


async def _pass(there: Environment, messages: Sequence[Any], *, already: int) -> float:
    async with publishing(there.settings) as producer, Offsets.of(there.settings) as offsets:
        started = time.monotonic()
        await publish(producer, RAW.full_name(there.settings.topic_prefix), messages)
        await offsets.reach(CLASSIFIED, already + len(messages))
        return time.monotonic() - started
