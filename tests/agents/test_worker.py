"""The worker as a process, on the embedded broker: what comes out, and how it ends."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from streams.broker_topics import create_blocking
from streams.embedded import embedded_broker
from streams.settings import load_settings
from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, QUAD_CLASSES, RAW, Topic

pytestmark = [pytest.mark.embedded, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
DEADLINE_S = 60.0


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with embedded_broker() as address:
        create_blocking(load_settings(broker=address))
        yield address


@contextmanager
def worker(broker: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    chosen = {f"DIPLOMACY_{name.upper()}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.agents.worker_main"],
        env={**os.environ, "DIPLOMACY_BROKER": broker, "DIPLOMACY_WEB_PORT": "0", **chosen},
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


async def publish(broker: str, records: dict[bytes, bytes], prefix: str = "") -> None:
    producer = AIOKafkaProducer(bootstrap_servers=broker)
    await producer.start()
    for key, value in records.items():
        await producer.send_and_wait(
            RAW.full_name(prefix), key=key, value=value, headers=[("traceparent", b"00-a-b-01")]
        )
    await producer.stop()


async def read(broker: str, topic: Topic, count: int) -> list[Any]:
    consumer = AIOKafkaConsumer(topic.name, bootstrap_servers=broker, auto_offset_reset="earliest")
    await consumer.start()
    found: list[Any] = []
    deadline = time.monotonic() + DEADLINE_S
    while len(found) < count and time.monotonic() < deadline:
        for records in (await consumer.getmany(timeout_ms=200)).values():
            found.extend(records)
    await consumer.stop()
    return found


def article(name: str, body: str) -> bytes:
    return json.dumps({"id": name, "body": body}).encode()


def test_articles_in_events_and_dead_letters_out(broker: str) -> None:
    good = {f"a{i}".encode(): article(f"a{i}", "they met") for i in range(30)}
    bad = {b"bad": b"\xff not json", b"die": article("die", "die"), b"raise": article("raise", "raise oops")}
    with worker(broker) as process:
        asyncio.run(publish(broker, {**good, **bad, b"no": article("no", "irrelevant")}))
        events = asyncio.run(read(broker, EVENTS, len(good)))
        letters = {letter.key: letter for letter in asyncio.run(read(broker, DEAD_LETTERS, len(bad)))}
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert process.wait(DEADLINE_S) == 0
        assert time.monotonic() - started < 10
    assert {json.loads(event.value)["article_id"] for event in events} == {key.decode() for key in good}
    assert len(events) == len(good)
    headers = dict(events[0].headers)
    assert events[0].key == b"JPN-USA"
    assert headers["ce_id"] == json.loads(events[0].value)["event_id"].encode()
    assert headers["traceparent"] == b"00-a-b-01"
    quads = asyncio.run(read(broker, QUAD_CLASSES["verbal_cooperation"], len(good)))
    assert sorted(event.value for event in quads) == sorted(event.value for event in events)
    assert letters.keys() == bad.keys()
    assert letters[b"bad"].value == bad[b"bad"]
    assert dict(letters[b"die"].headers)["dlq.error.class"] == b"CoderKilled"
    classified = asyncio.run(read(broker, CLASSIFIED, len(good) + 2))
    assert b"no" not in {record.key for record in classified}


def test_a_restarted_worker_goes_on_where_it_was(broker: str) -> None:
    before = len(asyncio.run(read(broker, EVENTS, 30)))
    with worker(broker):
        asyncio.run(publish(broker, {b"later": article("later", "they met again")}))
        events = asyncio.run(read(broker, EVENTS, before + 1))
    assert len(events) == before + 1


def test_missing_topics_are_said_and_end_the_worker(broker: str) -> None:
    with worker(broker, topic_prefix="other.") as process:
        assert process.wait(DEADLINE_S) == 1


def test_a_second_signal_ends_at_once(broker: str) -> None:
    create_blocking(load_settings(broker=broker, topic_prefix="second."))
    patient = {"drain_timeout_s": "300", "article_time_limit_s": "300", "web_port": "26066"}
    with worker(broker, group_id="second", topic_prefix="second.", **patient) as process:
        asyncio.run(publish(broker, {b"s": article("s", "sleep 250")}, prefix="second."))
        wait_for_in_progress(26066)
        process.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(2) == 128 + signal.SIGTERM


def wait_for_in_progress(port: int) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        try:
            page = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
        except urllib.error.URLError:
            page = ""
        if 'diplomacy_in_progress{stage="code"} 1.0' in page:
            return
        time.sleep(0.1)
    pytest.fail("the article didn't reach the coder")
