"""A worker takes no partition before its coder can work on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Kafka
from tests.delivery.stream import Stream
from tests.delivery.worker import FAKE_CODER, Worker

pytestmark = pytest.mark.kafka


def ready(worker: Worker, check: str) -> float:
    return worker.metric("diplomacy_ready", check=check)


def test_a_worker_joins_when_its_coder_is_loaded(kafka: Kafka, tmp_path: Path) -> None:
    may_load = tmp_path / "may-load"
    own = {"DIPLOMACY_TEST_LOADER": "tests.agents.fake_coder:load_when_told", "CODER_MAY_LOAD": str(may_load)}
    waits = worker(kafka, tmp_path / "waits", **own)
    other = worker(kafka, tmp_path / "other")
    try:
        waits.start()
        waits.wait_until(lambda: waits.get("/healthz")[0] == 200, what="alive", within_s=60)
        other.start_and_wait()  # it began later and is in its group
        assert not ready(waits, "in_group")
        assert waits.get("/healthz")[0] == 200
        may_load.touch()
        waits.wait_until_ready()
    finally:
        waits.dispose()
        other.dispose()


def worker(kafka: Kafka, folder: Path, **own: str) -> Worker:
    stream = Stream(kafka.bootstrap)
    stream.create_topics()
    return Worker(FAKE_CODER, settings={**stream.settings, **own}, folder=folder)
