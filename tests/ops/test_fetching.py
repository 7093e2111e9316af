"""How long the broker may keep a fetch: so long no other partition of it is fetched."""

from __future__ import annotations

import asyncio

from streams.app import create_app
from streams.settings import load_settings


def test_a_fetch_of_quiet_partitions_is_kept_a_tenth_of_a_second_at_most() -> None:
    async def kept_ms() -> int:
        app = create_app(load_settings(broker="127.0.0.1:1"))
        reader = app.consumer._thread._create_worker_consumer(app.transport)
        wait: int = reader._fetch_max_wait_ms
        await reader.stop()
        return wait

    assert asyncio.run(kept_ms()) <= 100
