"""`diplomacy worker --embedded`: a broker, its topics and a worker in one command, gone when it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.delivery.worker import DIPLOMACY, Worker, assert_gone


@pytest.mark.embedded
@pytest.mark.model
def test_a_worker_with_its_own_broker_stops_in_order_and_leaves_nothing(tmp_path: Path) -> None:
    worker = Worker((*DIPLOMACY, "worker", "--embedded"), settings={}, folder=tmp_path)
    try:
        worker.start_and_wait()
        children = worker.children()
        assert len(children) >= 2, "the broker and a coder process"
        assert worker.terminate(within_s=10) == 0
        assert_gone(children)
    finally:
        worker.dispose()
