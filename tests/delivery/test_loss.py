"""Nothing is lost and, exactly once, nothing comes twice: whatever becomes of the workers and of the broker.

The coder is the fake one, which makes exactly one event of every article, so that each can be accounted for.
`make soak` runs the same for longer.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from streams.topics import CLASSIFIED, EVENTS, RAW
from tests.conftest import Kafka, unavailable
from tests.delivery.accounting import account, article, articles, coded, expected, wait_for_events
from tests.delivery.conftest import StartWorker
from tests.delivery.scenarios import (
    IN_FLIGHT,
    broken_broker,
    cut_off,
    fresh,
    frozen,
    killed,
    restarted,
    short_of_replicas,
)
from tests.delivery.stream import Stream
from tests.delivery.worker import FAKE_CODER
from tests.kafka.jars import KafkaUnavailable

pytestmark = pytest.mark.kafka
BOTH = pytest.mark.parametrize("delivery", ["at_least_once", "exactly_once"])


@pytest.fixture
def stream(kafka: Kafka) -> Stream:
    return fresh(kafka.bootstrap)


def test_a_stopped_worker_exits_in_order_and_a_restart_continues(
    stream: Stream, new_worker: StartWorker
) -> None:
    stream.publish(articles(300))
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


@BOTH
def test_kill_9_of_a_worker_under_load_loses_nothing(stream: Stream, tmp_path: Path, delivery: str) -> None:
    kills = 2
    found = killed(stream, tmp_path, delivery=delivery, workers=1, count=300, kills=kills)
    assert found.complete, found
    # At least once, what was in flight in each of the two stages may come twice, with the same ids.
    assert found.repeated <= kills * 2 * IN_FLIGHT
    if delivery == "exactly_once":
        assert found.exact, found


def test_kill_9_of_one_of_three_workers_repeats_nothing_exactly_once(stream: Stream, tmp_path: Path) -> None:
    found = killed(stream, tmp_path, delivery="exactly_once", workers=3, count=600, kills=3)
    assert found.exact, found


def test_a_rolling_restart_of_three_workers_one_gone_and_one_added_repeats_nothing(
    stream: Stream, tmp_path: Path
) -> None:
    found = restarted(stream, tmp_path, delivery="at_least_once")
    assert found.exact, found


def test_a_worker_that_wakes_up_after_another_took_its_place_repeats_nothing(
    stream: Stream, tmp_path: Path
) -> None:
    found = frozen(stream, tmp_path, delivery="exactly_once")
    assert found.exact, found


def test_a_broker_that_freezes_and_restarts_under_load_costs_nothing(
    kafka: Kafka, stream: Stream, tmp_path: Path
) -> None:
    found = broken_broker(kafka.own_node(), stream, tmp_path, delivery="at_least_once", count=300, frozen_s=4)
    assert found.complete, found


def test_a_worker_that_is_stopped_while_the_broker_hangs_leaves_by_its_deadline_and_costs_nothing(
    kafka: Kafka, stream: Stream, new_worker: StartWorker
) -> None:
    node, drain_s = kafka.own_node(), 2
    worker = new_worker(FAKE_CODER, stream, DIPLOMACY_DRAIN_TIMEOUT_S=str(drain_s))
    worker.start_and_wait()
    stream.publish(articles(100))
    wait_for_events(worker, 10)
    node.pause()
    try:
        assert worker.terminate(within_s=drain_s + 5) == 0
    finally:
        node.resume()
    worker.start_and_wait()
    found = account(stream, 100)
    assert found.complete, found


def test_a_topic_that_lost_its_second_copy_costs_nothing(tmp_path: Path) -> None:
    try:
        found = short_of_replicas(tmp_path, delivery="at_least_once", count=60)
    except KafkaUnavailable as reason:
        unavailable(f"Apache Kafka: {reason}")
    assert found.exact, found


def test_cut_connections_cost_nothing(kafka: Kafka, stream: Stream, tmp_path: Path) -> None:
    found = cut_off(kafka.own_node(), stream, tmp_path, delivery="exactly_once", count=300, cuts=2)
    assert found.exact, found
