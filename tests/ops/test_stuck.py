"""A consumer that is stuck shows its lag: the broker is asked how much there is, not the last fetch."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.conftest import Kafka
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import Worker

PAUSED = (sys.executable, "-m", "tests.ops.paused_worker")
ARTICLES = 30


@pytest.mark.kafka
def test_a_paused_partition_is_lag_without_progress(kafka: Kafka, tmp_path: Path) -> None:
    stream = Stream(kafka.bootstrap)
    stream.create_topics()
    worker = Worker(PAUSED, settings=stream.settings, folder=tmp_path)
    try:
        worker.start_and_wait()
        stream.publish(
            Written(f"a{number}", json.dumps({"id": f"a{number}", "body": "Talks."}).encode())
            for number in range(ARTICLES)
        )
        worker.wait_until(
            lambda: worker.metric("diplomacy_consumer_lag", stage="classify") == ARTICLES,
            what="showing its lag",
            within_s=30,
        )
        # As DiplomacyStalled has it: messages wait and none was finished.
        assert worker.metric("diplomacy_messages_done_total", stage="classify") == 0
        assert worker.metric("diplomacy_in_progress", stage="classify") == 0
        assert worker.get("/healthz")[0] == 200
    finally:
        worker.dispose()
