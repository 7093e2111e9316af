"""A worker whose consumer is paused as soon as it has its partitions: stuck, alive and well otherwise."""

from __future__ import annotations

import asyncio
import sys

from streams.app import create_app
from streams.ops.worker import run_worker
from streams.settings import load_settings
from tests.agents.conftest import FAKE

app = create_app(load_settings(), loader=FAKE)


@app.task  # type: ignore[untyped-decorator]
async def pause() -> None:
    """Pause whatever is assigned, and keep it so over a rebalance."""
    while True:
        app.consumer.pause_partitions(app.consumer.assignment())
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    sys.exit(run_worker(app))
