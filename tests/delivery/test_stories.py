"""Stories, dyads and alerts are the same in the end, whatever becomes of the workers that make them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from streams.topics import ALERTS, DYADS, EVENTS, MOVES, RETRACTIONS, STORIES, Topic
from tests.conftest import Kafka
from tests.delivery.fleet import LEAVE_S, Fleet, fleet
from tests.delivery.incidents import taken_back, told
from tests.delivery.scenarios import fresh
from tests.delivery.stream import Stream
from tests.delivery.worker import Worker

pytestmark = pytest.mark.kafka

EVENTS_TOLD = 600
STAGES = {"DIPLOMACY_STAGES": "stories,dyads", "DIPLOMACY_IN_FLIGHT": "32"}
Latest = Mapping[tuple[str, bytes | None], tuple[bytes, tuple[tuple[str, bytes], ...]]]


def latest(stream: Stream, *topics: Topic) -> Latest:
    """What a compacted topic holds in the end: value and headers by topic and key."""
    found = {}
    for topic in topics:
        by_place = sorted(stream.read(topic), key=lambda each: (each.partition, each.offset))
        for each in by_place:
            found[topic.name, each.key] = (each.value, tuple(each.headers))
    return {key: (value, headers) for key, (value, headers) in found.items() if value is not None}


def folded(worker: Worker) -> float:
    """Events and moves that this run of the worker is done with."""
    return sum(worker.metric("diplomacy_messages_done_total", stage=stage) for stage in ("stories", "dyads"))


def wait_until_done(stream: Stream, running: Fleet) -> None:
    [worker, *_] = running.workers
    worker.wait_until(
        lambda: all(stream.acknowledged(topic) for topic in (EVENTS, RETRACTIONS, MOVES)),
        what="done",
        within_s=180,
    )


def wait_until_folding(worker: Worker, count: int) -> None:
    began = folded(worker)
    worker.wait_until(lambda: folded(worker) >= began + count, what="folding", within_s=90)


def killed(running: Fleet, tell: Callable[[], None]) -> None:
    """kill -9 in the middle, twice; the second time the disk is lost with it."""
    [worker] = running.workers
    for lost in (False, True):
        wait_until_folding(worker, 100)
        worker.kill()
        if lost:
            shutil.rmtree(running.folder / "disk-0")
        tell()
        worker.start_and_wait()


def rebalanced(running: Fleet, tell: Callable[[], None]) -> None:
    """Another worker comes in the middle, the first one goes, and comes back."""
    [worker] = running.workers
    wait_until_folding(worker, 100)
    heir = running.add()
    tell()
    wait_until_folding(heir, 20)
    assert worker.terminate(within_s=LEAVE_S) == 0
    tell()
    wait_until_folding(heir, 20)
    worker.start_and_wait()


def run(
    kafka: Kafka,
    folder: Path,
    disturb: Callable[[Fleet, Callable[[], None]], None] = lambda running, tell: None,
    **settings: str,
) -> Stream:
    """A stream of its own, with all events told in three parts."""
    stream = fresh(kafka.bootstrap)
    parts = [range(first, first + 200) for first in range(0, EVENTS_TOLD, 200)]

    def tell() -> None:
        if parts:
            part = parts.pop(0)
            half = len(part) // 2
            stream.publish(taken_back(part[:half]), topic=RETRACTIONS)
            stream.publish(told(part), topic=EVENTS)
            stream.publish(taken_back(part[half:]), topic=RETRACTIONS)

    tell()
    with fleet(stream, folder / stream.name, 1, **STAGES, **settings) as running:
        disturb(running, tell)
        while parts:
            tell()
        wait_until_done(stream, running)
    return stream


@pytest.fixture(scope="module")
def undisturbed(kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> Latest:
    found = latest(run(kafka, tmp_path_factory.mktemp("undisturbed")), STORIES, DYADS, ALERTS)
    assert {topic for topic, _ in found} >= {STORIES.name, DYADS.name}
    return found


@pytest.mark.parametrize("disturb", [killed, rebalanced])
@pytest.mark.parametrize("delivery", ["at_least_once", "exactly_once"])
def test_kills_and_rebalances_leave_the_same_stories_to_the_byte(
    kafka: Kafka,
    tmp_path: Path,
    undisturbed: Latest,
    delivery: str,
    disturb: Callable[[Fleet, Callable[[], None]], None],
) -> None:
    stream = run(kafka, tmp_path, disturb, DIPLOMACY_DELIVERY=delivery)
    found = latest(stream, STORIES, DYADS, ALERTS)
    assert found.keys() == undisturbed.keys()
    assert found == undisturbed
