"""The canonical article through a worker and a broker: its annotated events come out as events."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas import DiplomacyEvent
from streams.topics import CLASSIFIED, EVENTS, RAW
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import DIPLOMACY, Worker
from tests.golden.scoring import pairs, rests_on

pytestmark = pytest.mark.model

LEAST = 12  # of the 17 events of the article that nobody should miss
SEED = Path(__file__).parents[1] / "golden" / "seed.jsonl"


def test_the_canonical_articles_events_come_out_of_the_broker(broker: str, tmp_path: Path) -> None:
    row = json.loads(SEED.read_text(encoding="utf-8"))
    stream = Stream(broker)
    stream.create_topics()
    worker = Worker((*DIPLOMACY, "worker"), settings=stream.settings, folder=tmp_path)
    try:
        worker.start_and_wait()
        stream.publish([Written("seed", json.dumps(row["article"]).encode())])
        worker.wait_until(
            lambda: stream.committed(RAW) == 1 and stream.committed(CLASSIFIED) == 1,
            what="done",
            within_s=60,
        )
        coded = [
            DiplomacyEvent.model_validate_json(message.value or b"").model_dump(mode="json")
            for message in stream.read(EVENTS)
        ]
    finally:
        worker.dispose()
    found = sum(gold["tier"] == "core" for gold, _ in pairs(row["events"], coded))
    assert found >= LEAST
    assert not any(rests_on(event, no) for event in coded for no in row["must_not"])
