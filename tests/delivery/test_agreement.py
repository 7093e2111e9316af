"""What `publish --dry-run` takes for an article, the worker takes for one, and the other way round."""

from __future__ import annotations

from pathlib import Path

import jsonschema_rs
import orjson
import pytest

from schemas import RawArticle
from schemas.jsonschema import json_schema
from streams import cli
from streams.delivery.acceptance import accept
from streams.errors import ArticleError
from streams.settings import Settings
from streams.terminal.exits import Exit
from streams.topics import DEAD_LETTERS, RAW
from tests.delivery.candidates import MAX_BYTES, MAX_DEPTH, candidates
from tests.delivery.conftest import StartWorker
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import FAKE_CODER

COUNT = 10_000
LIMITS = {
    "DIPLOMACY_MAX_MESSAGE_BYTES": str(MAX_BYTES),
    "DIPLOMACY_MAX_JSON_DEPTH": str(MAX_DEPTH),
    "DIPLOMACY_IN_FLIGHT": "1000",
    "DIPLOMACY_BATCH_SIZE": "200",
    "DIPLOMACY_REPEAT_WINDOW_H": "0",
}


@pytest.mark.slow
@pytest.mark.kafka
@pytest.mark.parametrize("broker", [pytest.param("kafka", marks=pytest.mark.kafka)], indirect=True)
def test_ten_thousand_articles_are_judged_alike(
    stream: Stream,
    new_worker: StartWorker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    values = candidates(COUNT, seed=8)
    file = tmp_path / "candidates.jsonl"
    file.write_bytes(b"".join(value + b"\n" for value in values))
    for name, value in LIMITS.items():
        monkeypatch.setenv(name, value)
    capfd.readouterr()
    assert cli.main(["publish", "--dry-run", str(file)]) == Exit.REFUSED
    taken = {int(row.split("\t")[0].rpartition(":")[2]) - 1 for row in capfd.readouterr().out.splitlines()}
    assert COUNT / 5 < len(taken) < COUNT * 4 / 5, "both kinds are there"

    worker = new_worker(FAKE_CODER, stream, **LIMITS)
    worker.start_and_wait()
    stream.publish(Written(str(number), value) for number, value in enumerate(values))
    worker.wait_until(lambda: stream.committed(RAW) == COUNT, what="done with all", within_s=180)
    dead = {int(message.key or b"-1") for message in stream.read(DEAD_LETTERS)}
    worker.terminate(within_s=30)
    disputed = {number: values[number][:200] for number in taken & dead | set(range(COUNT)) - taken - dead}
    assert not disputed


def test_what_the_worker_takes_the_schema_takes() -> None:
    settings = Settings(max_message_bytes=MAX_BYTES, max_json_depth=MAX_DEPTH)
    schema = jsonschema_rs.Draft202012Validator(json_schema(RawArticle))
    checked = 0
    for value in candidates(COUNT, seed=9):
        try:
            accept(value, settings)
        except ArticleError:
            continue
        faults = [error.message for error in schema.iter_errors(orjson.loads(value.lstrip(b"\x00\x07")))]
        assert not faults, (value[:300], faults)
        checked += 1
    assert checked > COUNT / 5
