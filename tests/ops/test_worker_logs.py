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
    told = [line for line in map(json.loads, text.splitlines()) if line["event"] == "dead letter"]
    assert len(told) == len(BAD)
    assert {line["trace_id"] for line in told} == {TRACE}
    assert {line.get("article_id") for line in told} == {"raised", "killed", None}
    assert {line["error"] for line in told} == {"CoderFailed", "CoderKilled", "MalformedArticle"}
