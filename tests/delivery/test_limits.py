"""One bad article costs itself, and what the broker refuses is never acknowledged."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest
from aiokafka import AIOKafkaProducer

from streams.settings import MIB
from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, RAW
from tests.conftest import Kafka
from tests.delivery.accounting import (
    account,
    articles,
    coded,
    named,
    wait_for_events,
    wait_until_done,
)
from tests.delivery.conftest import StartWorker
from tests.delivery.scenarios import fresh
from tests.delivery.stream import Message, Stream, headers_of
from tests.delivery.worker import FAKE_CODER, Worker, assert_gone

pytestmark = pytest.mark.kafka
UNPACKED = {"DIPLOMACY_COMPRESSION": "none"}
"""What says one thing over and over packs to next to nothing, and no limit would be met."""
BOTH = pytest.mark.parametrize("delivery", ["at_least_once", "exactly_once"])


@pytest.fixture
def stream(kafka: Kafka) -> Stream:
    return fresh(kafka.bootstrap)


def faults(letters: list[Message]) -> dict[str, str]:
    """What each dead letter's article was refused for."""
    return {(letter.key or b"").decode(): headers_of(letter)["dlq.error.class"] for letter in letters}


def test_coders_that_are_killed_die_hang_or_eat_memory_cost_their_article_alone_and_leave_no_process(
    stream: Stream, new_worker: StartWorker
) -> None:
    # To fill the memory must take less than the time limit, on a busy machine too.
    limits = {"DIPLOMACY_ARTICLE_TIME_LIMIT_S": "2", "DIPLOMACY_POOL_MEMORY_LIMIT_MIB": "200"}
    worker = new_worker(FAKE_CODER, stream, **limits)
    worker.start_and_wait()
    stream.publish(articles(100))
    coders = []
    for number in (1, 2):
        wait_for_events(worker, 30 * number)
        coders += kill_coder(worker)
    wait_until_done(stream)
    by_kill = stream.read(DEAD_LETTERS)
    assert len(by_kill) <= 2, "more than the article that each was on"

    stream.publish([named("dies", body="die"), named("hangs", body="hang"), named("eats", body="eat")])
    stream.publish(articles(140, first=100))
    wait_until_done(stream)
    found = account(stream, 140)
    assert (found.lost, found.dead) == (len(by_kill), len(by_kill) + 3), found
    letters = stream.read(DEAD_LETTERS)
    assert faults([letter for letter in letters if (letter.key or b"").endswith(b"s")]) == {
        "dies": "CoderKilled",
        "hangs": "CoderTimedOut",
        "eats": "CoderKilled",
    }

    # The worker itself is killed while its coder hangs and can't hear that nobody waits for an answer.
    stream.publish([named("hangs-too", body="hang")])
    worker.wait_until(
        lambda: worker.metric("diplomacy_in_progress", stage="code") == 1, what="hanging", within_s=20
    )
    coders += worker.children()
    worker.kill()
    assert_gone(coders)


def kill_coder(worker: Worker) -> list[int]:
    """kill -9 of its coder process; waits for the next one. Returns the dead one's id."""
    [old] = worker.children()
    os.kill(old, signal.SIGKILL)
    worker.wait_until(lambda: worker.children() not in ([], [old]), what="with a new coder", within_s=20)
    return [old]


@BOTH
def test_nothing_is_acknowledged_while_its_topic_is_gone(
    stream: Stream, new_worker: StartWorker, delivery: str
) -> None:
    impatient = {"DIPLOMACY_REQUEST_TIMEOUT_S": "1", "DIPLOMACY_TRANSACTION_TIMEOUT_S": "2"}
    # So that nothing reads the topic that goes.
    stages = {"DIPLOMACY_STAGES": "classify,code"}
    worker = new_worker(FAKE_CODER, stream, DIPLOMACY_DELIVERY=delivery, **impatient, **stages)
    worker.start_and_wait()
    stream.publish(articles(20))
    wait_until_done(stream)
    acknowledged = stream.committed(CLASSIFIED)
    stream.delete(EVENTS)
    stream.publish(articles(40, first=20))
    wait_for_retries(worker)
    assert stream.committed(CLASSIFIED) == acknowledged
    stream.create_topics()
    wait_until_done(stream)
    events = stream.read(EVENTS)
    assert coded(events) == coded_of(20, 40)
    if delivery == "exactly_once":
        assert len(events) == 20
    assert worker.terminate(within_s=15) == 0


def coded_of(first: int, end: int) -> set[str]:
    return {f"article-{number:06}" for number in range(first, end)}


def wait_for_retries(worker: Worker) -> None:
    worker.wait_until(
        lambda: worker.metric("diplomacy_retries_total", stage="code") >= 1, what="retrying", within_s=30
    )


def test_an_event_over_the_brokers_limit_becomes_a_dead_letter_and_its_neighbours_go_on(
    stream: Stream, new_worker: StartWorker
) -> None:
    stream.configure(EVENTS, max_message_bytes="3000")
    stream.configure(DEAD_LETTERS, max_message_bytes="3000")
    worker = new_worker(FAKE_CODER, stream, DIPLOMACY_DELIVERY="exactly_once", **UNPACKED)
    worker.start_and_wait()
    # An event bears its evidence, a dead letter its article: either too large for its topic.
    stream.publish([*articles(20), named("long", body="word " * 2000), *articles(40, first=20)])
    wait_until_done(stream)
    assert coded(stream.read(EVENTS)) == coded_of(0, 40)
    [letter] = stream.read(DEAD_LETTERS)
    headers = headers_of(letter)
    assert headers["dlq.error.class"] == "OutputRefused"
    assert not letter.value
    original = next(message for message in stream.read(CLASSIFIED) if message.key == b"long")
    assert headers["dlq.value-left-out"] == str(len(original.value or b""))
    assert (headers["dlq.original.partition"], headers["dlq.original.offset"]) == (
        str(original.partition),
        str(original.offset),
    )
    assert worker.terminate(within_s=15) == 0


def test_events_that_are_too_large_together_are_published_one_by_one(
    stream: Stream, new_worker: StartWorker
) -> None:
    stream.configure(EVENTS, max_message_bytes="3000")
    loader = {"DIPLOMACY_TEST_LOADER": "tests.delivery.scripted_coder:load"}
    worker = new_worker(FAKE_CODER, stream, **loader, **UNPACKED)
    worker.start_and_wait()
    stream.publish([named("busy", body="\n".join(["JPN USA 040"] * 8))])  # one dyad, so one partition
    wait_until_done(stream)
    events = stream.read(EVENTS)
    assert len({headers_of(event)["ce_id"] for event in events}) == 8
    assert sum(len(event.value or b"") for event in events) > 2 * 3000, "they would fit into one request"
    assert not stream.read(DEAD_LETTERS)


def test_a_message_that_compression_hid_from_the_brokers_limit_stops_nothing(
    stream: Stream, new_worker: StartWorker
) -> None:
    worker = new_worker(FAKE_CODER, stream)
    worker.start_and_wait()
    asyncio.run(_publish_compressed(stream, b"0" * 9 * MIB))
    stream.publish(articles(5))
    found = account(stream, 5)
    assert not found.lost, found
    [letter] = stream.read(DEAD_LETTERS)
    headers = headers_of(letter)
    assert headers["dlq.value-left-out"] == str(9 * MIB)
    assert headers["dlq.error.class"] == "OversizedArticle"
    assert headers["dlq.original.topic"] == stream.topic(RAW)


async def _publish_compressed(stream: Stream, value: bytes) -> None:
    options = {"compression_type": "gzip", "max_request_size": 16 * MIB}
    async with AIOKafkaProducer(bootstrap_servers=stream.broker, **options) as producer:
        await producer.send_and_wait(stream.topic(RAW), key=b"bomb", value=value)
