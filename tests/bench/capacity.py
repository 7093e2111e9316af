"""`python -m tests.bench.capacity`: what one article costs, for the scaling guide in deploy/README.md.

Processor time and not time on the clock, so that the figures hold where the machine has other work too. The
articles are the bundled ones: those about diplomacy, and those that aren't.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas import RawArticle
from streams.bench.corpora import samples as sample_articles
from streams.topics import CLASSIFIED, EVENTS, QUAD_CLASSES, RAW, SEEN, Topic
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import DIPLOMACY, Worker
from tests.kafka.broker import ApacheKafka

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Processor seconds of the worker's own process and of its coder process."""

    worker: float
    coder: float
    clock: float

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.worker - other.worker, self.coder - other.coder, self.clock - other.clock)


def cost(worker: Worker) -> Cost:
    """What they took since they started."""
    [coder] = worker.children()
    return Cost(_processor_s(worker._process.pid), _processor_s(coder), time.monotonic())


def joined(articles: Sequence[RawArticle], many: int) -> list[RawArticle]:
    """Longer articles, each the text of `many` of these: does the cost grow with the words alone?"""
    groups = (articles[first : first + many] for first in range(0, len(articles) - many + 1, many))
    return [
        group[0].model_copy(update={"body": "\n\n".join(each.body or "" for each in group)})
        for group in groups
    ]


def measure(count: int, broker: str, folder: Path) -> None:
    """Feed one worker `count` articles of each kind and print what they cost."""
    stream = Stream(broker)
    stream.create_topics()
    worker = Worker((*DIPLOMACY, "worker"), settings=stream.settings, folder=folder)
    samples = sample_articles()
    try:
        worker.start_and_wait()
        _feed(worker, stream, samples, "warm", len(samples))
        relevant = [each for each in samples if _events(stream, f"warm-{samples.index(each)}")]
        other = [each for each in samples if each not in relevant]
        kinds = {
            "about diplomacy": relevant,
            "three in one": joined(relevant, 3),
            "about other things": other,
        }
        for kind, articles in kinds.items():
            words = sum(len((each.body or "").split()) for each in articles) / len(articles)
            before = cost(worker)
            _feed(worker, stream, articles, re.sub(r"\W+", "-", kind), count)
            took = cost(worker) - before
            coder_ms, worker_ms = 1000 * took.coder / count, 1000 * took.worker / count
            print(f"{kind}: {words:.0f} words, {coder_ms:.1f} ms coder, {worker_ms:.1f} ms worker")
            print(f"  on the clock {count / took.clock:.1f} articles/s")
        for name, pid in (("worker", worker._process.pid), ("coder", worker.children()[0])):
            most = _status_mib(pid, "VmHWM")
            print(f"memory of the {name}: {_status_mib(pid, 'VmRSS')} MiB, at most {most}")
        for topic in (RAW, CLASSIFIED, EVENTS, SEEN):
            _print_sizes(stream, topic, count)
    finally:
        worker.dispose()


def _feed(worker: Worker, stream: Stream, articles: Sequence[RawArticle], name: str, count: int) -> None:
    done, done_classified = stream.committed(RAW), len(stream.read(CLASSIFIED))
    stream.publish(
        Written(f"{name}-{n}", _json(articles[n % len(articles)], f"{name}-{n}")) for n in range(count)
    )
    _wait(worker, lambda: stream.committed(RAW) >= done + count)
    wanted = len(stream.read(CLASSIFIED))
    assert wanted >= done_classified
    _wait(worker, lambda: stream.committed(CLASSIFIED) >= wanted)


def _wait(worker: Worker, holds: Callable[[], bool]) -> None:
    worker.wait_until(holds, what="done", within_s=900)


def _json(article: RawArticle, identity: str) -> bytes:
    # Texts that are each another's copy would be taken for the same article where repeats are dropped.
    body = f"{article.body}\n{identity}"
    return article.model_copy(update={"id": identity, "url": None, "body": body}).model_dump_json().encode()


def _events(stream: Stream, identity: str) -> bool:
    return any(identity.encode() == (message.key or b"") for message in stream.read(CLASSIFIED))


def _print_sizes(stream: Stream, topic: Topic, count: int) -> None:
    messages = [m for m in stream.read(topic) if b"warm" not in (m.key or b"")]
    if not messages:
        return
    sizes = [
        len(m.value or b"") + len(m.key or b"") + sum(len(k) + len(v) for k, v in m.headers) for m in messages
    ]
    print(
        f"{topic.name}: {len(messages)} messages of {sum(sizes) / len(sizes):,.0f} bytes, "
        f"of {3 * count} articles"
    )


def _processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _status_mib(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.capacity", description=__doc__)
    parser.add_argument("--articles", type=int, default=400, help="how many of each kind (400)")
    given = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it says each failed try while Kafka starts
    assert len(QUAD_CLASSES) == 4, "each event is written twice: to the events and to its quad class"
    with tempfile.TemporaryDirectory() as name:
        node = ApacheKafka(Path(name) / "kafka")
        node.start()
        try:
            measure(given.articles, node.bootstrap, Path(name))
        finally:
            node.stop()
