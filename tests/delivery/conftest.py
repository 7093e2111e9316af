"""Streams and workers that clean up after themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.delivery.stream import Stream
from tests.delivery.worker import Worker

StartWorker = Callable[..., Worker]


@pytest.fixture
def stream(broker: str) -> Stream:
    """Fresh topics on each broker in turn."""
    stream = Stream(broker)
    stream.create_topics()
    return stream


@pytest.fixture
def new_worker(tmp_path: Path) -> Iterator[StartWorker]:
    """`new_worker(command, stream, **settings)` makes a worker, not yet started, for one test."""
    with ExitStack() as running:

        def make(command: Sequence[str], stream: Stream, **settings: str) -> Worker:
            worker = Worker(command, settings={**stream.settings, **settings}, folder=tmp_path)
            running.callback(worker.dispose)
            return worker

        yield make
