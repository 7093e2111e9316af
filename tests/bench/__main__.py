"""`make bench`: the coder alone, then the whole worker between two topics of a real Apache Kafka.

Figures of one run compare with each other; between machines, or beside other work, they don't.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

from schemas import RawArticle
from streams.core.coder import load_coder
from streams.core.page import complete
from streams.terminal.sources import expand, read_all
from streams.topics import CLASSIFIED, RAW
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import DIPLOMACY, Worker
from tests.kafka.broker import ApacheKafka

CODE_SECONDS = 10.0
SUM, COUNT = "diplomacy_article_to_event_seconds_sum", "diplomacy_article_to_event_seconds_count"


def sample_articles() -> list[RawArticle]:
    """The bundled articles that can be coded."""
    with as_file(files("streams") / "samples") as folder:
        entries = list(read_all(expand([str(folder)])))
    return [complete(entry.article) for entry in entries if entry.article is not None]


def bench_coder(articles: Sequence[RawArticle]) -> None:
    """Articles and words a second in one thread, one article a call and in batches of 16."""
    started = time.perf_counter()
    coder = load_coder()
    print(f"coder     loaded in {time.perf_counter() - started:.1f} s")
    now, words = datetime.now(UTC), sum(len((article.body or "").split()) for article in articles)
    for size in (1, 16):
        rounds, started = 0, time.perf_counter()
        while (took := time.perf_counter() - started) < CODE_SECONDS:
            for first in range(0, len(articles), size):
                coder.code_many(articles[first : first + size], now=now)
            rounds += 1
        print(
            f"coder     batches of {size:2}: {rounds * len(articles) / took:6.1f} articles/s, "
            f"{rounds * words / took:8,.0f} words/s"
        )


def bench_worker(articles: Sequence[RawArticle], *, count: int, settings: dict[str, str]) -> None:
    """How long a worker takes for `count` articles that are all there when it starts, and for one alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        node = ApacheKafka(folder / "kafka")
        node.start()
        stream = Stream(node.bootstrap)
        stream.create_topics()
        worker = Worker((*DIPLOMACY, "worker"), settings={**stream.settings, **settings}, folder=folder)
        try:
            worker.start_and_wait()
            _alone(worker, stream, articles)
            _together(worker, stream, articles, count)
            print(f"worker    exit {worker.terminate(within_s=15)}")
        finally:
            worker.dispose()
            node.stop()


def _alone(worker: Worker, stream: Stream, articles: Sequence[RawArticle]) -> None:
    before = _metric(worker, SUM), _metric(worker, COUNT)
    for number, article in enumerate(articles):
        stream.publish([_written(article, f"alone-{number}")])
        worker.wait_until(lambda n=number: stream.committed(RAW) == n + 1, what="done", within_s=60)  # type: ignore[misc]
    _wait_for_all(worker, stream)
    seconds, coded = _metric(worker, SUM) - before[0], _metric(worker, COUNT) - before[1]
    print(f"worker    one at a time: {1000 * seconds / coded:.0f} ms from Kafka to the event, on average")


def _together(worker: Worker, stream: Stream, articles: Sequence[RawArticle], count: int) -> None:
    many = [_written(articles[n % len(articles)], f"together-{n}") for n in range(count)]
    done = stream.committed(RAW)
    started = time.perf_counter()
    stream.publish(many)
    worker.wait_until(lambda: stream.committed(RAW) == done + count, what="done", within_s=600)
    _wait_for_all(worker, stream)
    took = time.perf_counter() - started
    print(f"worker    {count} at once: {count / took:.1f} articles/s, {took:.1f} s")


def _wait_for_all(worker: Worker, stream: Stream) -> None:
    classified = len(stream.read(CLASSIFIED))
    worker.wait_until(lambda: stream.committed(CLASSIFIED) >= classified, what="done", within_s=600)


def _written(article: RawArticle, identity: str) -> Written:
    return Written(identity, article.model_copy(update={"id": identity}).model_dump_json().encode())


def _metric(worker: Worker, name: str) -> float:
    lines = worker.get("/metrics")[1].splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.split("{")[0].split(" ")[0] == name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--articles", type=int, default=300, help="how many the worker gets at once (300)")
    parser.add_argument("--pool-size", type=int, default=1, help="coder processes of the worker (1)")
    parser.add_argument("--coder-only", action="store_true", help="no worker: needs neither Java nor Maven")
    given = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it says each failed try while Kafka starts
    samples = sample_articles()
    bench_coder(samples)
    if not given.coder_only:
        bench_worker(samples, count=given.articles, settings={"DIPLOMACY_POOL_SIZE": str(given.pool_size)})
