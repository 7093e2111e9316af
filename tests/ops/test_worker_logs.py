"""What a worker writes while articles fail: that they did and where, and nothing of what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.topics import DEAD_LETTERS, EVENTS
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import FAKE_CODER, Worker

pytestmark = pytest.mark.embedded

SECRET = "Sarpsborg"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADERS = (("traceparent", f"00-{TRACE}-00f067aa0ba902b7-01".encode()),)
BAD = {
    "raised": json.dumps({"id": "raised", "body": f"raise {SECRET}"}).encode(),
    "no-article": json.dumps({"body": [SECRET]}).encode(),
    "no-json": f"{SECRET} {{".encode(),
    "killed": json.dumps({"id": "killed", "body": f"die {SECRET}"}).encode(),
}


def test_a_failed_article_is_named_and_not_quoted(embedded: str, tmp_path: Path) -> None:
    stream = Stream(embedded)
    stream.create_topics()
    worker = Worker(FAKE_CODER, settings={**stream.settings, "DIPLOMACY_LOG_LEVEL": "info"}, folder=tmp_path)
    try:
        worker.start_and_wait()
        good = json.dumps({"id": "good", "title": SECRET, "body": SECRET}).encode()
        stream.publish([Written(key, value, HEADERS) for key, value in {**BAD, "good": good}.items()])
        letters = stream.read(DEAD_LETTERS, until=lambda found: len(found) == len(BAD))
        assert stream.read(EVENTS, until=bool)
        assert worker.terminate(within_s=15) == 0
    finally:
        worker.dispose()
    assert {(letter.key or b"").decode() for letter in letters} == set(BAD)
    text = worker.log.read_text(encoding="utf-8")
    assert SECRET not in text
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["signal"] for line in lines if line["event"] == "told to stop"] == ["SIGTERM"]
    told = [line for line in lines if line["event"] == "dead letter"]
    assert len(told) == len(BAD)
    assert {line["trace_id"] for line in told} == {TRACE}
    assert {line.get("article_id") for line in told} == {"raised", "killed", None}
    assert {line["error"] for line in told} == {"CoderFailed", "CoderKilled", "MalformedArticle"}


def test_a_worker_that_cannot_start_says_why_in_its_last_words(embedded: str, tmp_path: Path) -> None:
    without_topics = Stream(embedded)
    worker = Worker(FAKE_CODER, settings=without_topics.settings, folder=tmp_path)
    try:
        worker.start()
        assert worker.status(within_s=60) == 1
    finally:
        worker.dispose()
    told = [json.loads(line) for line in worker.log.read_text(encoding="utf-8").splitlines()]
    [stops] = [line for line in told if line["event"] == "worker stops"]
    assert stops["level"] == "critical"
    assert "diplomacy topics create" in stops["error"]
