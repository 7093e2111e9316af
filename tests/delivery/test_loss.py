"""Nothing is lost: not when the worker is stopped, nor killed, nor when the broker goes away.

The coder is the fake one, which makes exactly one event of every article, so that each can be accounted for.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, RAW
from tests.conftest import Kafka
from tests.delivery.conftest import StartWorker
from tests.delivery.stream import Message, Stream, Written, headers_of
from tests.delivery.worker import FAKE_CODER, Worker, assert_gone

IN_FLIGHT = 32


def article(number: int, *, body: str = "sleep 0.01") -> Written:
    """An article that takes the fake coder about 10 ms."""
    identity = f"article-{number:04}"
    return Written(identity, json.dumps({"id": identity, "body": body}).encode())


def coded(messages: Sequence[Message]) -> set[str]:
    """Ids of the articles that gave these events."""
    return {headers_of(message)["ce_subject"] for message in messages}


def expected(count: int) -> set[str]:
    return {f"article-{number:04}" for number in range(count)}


def wait_for_events(worker: Worker, count: int) -> None:
    """Wait until this run of the worker has published that many events."""

    def published() -> bool:
        lines = worker.get("/metrics")[1].splitlines()
        return sum(float(line.split()[-1]) for line in lines if _counts_events(line)) >= count

    worker.wait_until(published, what=f"done with {count} events", within_s=60)


def _counts_events(line: str) -> bool:
    return line.startswith("diplomacy_messages_published_total{") and f'{EVENTS.name}"' in line


def test_a_stopped_worker_exits_in_order_and_a_restart_continues(
    stream: Stream, new_worker: StartWorker
) -> None:
    stream.publish(article(number) for number in range(300))
    worker = new_worker(FAKE_CODER, stream, DIPLOMACY_IN_FLIGHT=str(IN_FLIGHT))
    worker.start_and_wait()
    wait_for_events(worker, 20)
    assert worker.terminate(within_s=10) == 0
    done = stream.committed(CLASSIFIED)
    assert 20 <= done < 300, "the test wants to stop it in the middle"
    assert len(stream.read(EVENTS)) == done, "what was published and what was acknowledged differ"

    stream.publish(article(number) for number in range(300, 330))
    worker.start_and_wait()
    events = stream.read(EVENTS, until=lambda events: coded(events) == expected(330))
    assert len(events) == 330, "an orderly stop repeats nothing"
    worker.wait_until(
        lambda: stream.committed(RAW) == stream.committed(CLASSIFIED) == 330, what="done", within_s=10
    )
    assert worker.terminate(within_s=10) == 0


@pytest.mark.kafka
@pytest.mark.parametrize("delivery", ["at_least_once", "exactly_once"])
def test_kill_9_under_load_loses_nothing(kafka: Kafka, new_worker: StartWorker, delivery: str) -> None:
    stream, kills = Stream(kafka.bootstrap), 3
    stream.create_topics()
    stream.publish(article(number) for number in range(400))
    worker = new_worker(FAKE_CODER, stream, DIPLOMACY_IN_FLIGHT=str(IN_FLIGHT), DIPLOMACY_DELIVERY=delivery)
    for _ in range(kills):
        worker.start_and_wait()
        wait_for_events(worker, 40)
        coders = worker.children()
        assert coders
        worker.kill()
        assert_gone(coders)
    assert stream.committed(CLASSIFIED) < 400, "the test wants to kill it in the middle"

    worker.start_and_wait()
    events = stream.read(EVENTS, until=lambda events: coded(events) == expected(400))
    # At least once, what was in flight in each of the two agents may come twice, with the same ids.
    repeated_at_most = kills * 2 * IN_FLIGHT if delivery == "at_least_once" else 0
    assert len(events) <= 400 + repeated_at_most
    articles = len(stream.read(CLASSIFIED))
    worker.wait_until(lambda: stream.committed(RAW) == 400, what="done with the raw ones", within_s=20)
    worker.wait_until(lambda: stream.committed(CLASSIFIED) >= articles, what="done", within_s=20)
    assert not stream.read(DEAD_LETTERS)


@pytest.mark.kafka
def test_a_broker_that_freezes_and_restarts_under_load_loses_nothing(
    kafka: Kafka, new_worker: StartWorker
) -> None:
    node, stream = kafka.own_node(), Stream(kafka.bootstrap)
    stream.create_topics()
    stream.publish(article(number) for number in range(300))
    worker = new_worker(FAKE_CODER, stream, DIPLOMACY_REQUEST_TIMEOUT_S="2")
    worker.start_and_wait()
    wait_for_events(worker, 30)
    node.pause()
    try:
        worker.wait_until(lambda: worker.get("/readyz")[0] == 503, what="unready", within_s=30)
        assert worker.get("/healthz")[0] == 200, "a broker's fault is no reason to restart the worker"
    finally:
        node.resume()
    wait_for_events(worker, 60)
    node.kill()
    node.start()
    events = stream.read(EVENTS, until=lambda events: coded(events) == expected(300), within_s=120)
    assert len(events) >= 300
    worker.wait_until(lambda: stream.committed(RAW) == 300, what="done", within_s=60)
    assert worker.terminate(within_s=15) == 0
