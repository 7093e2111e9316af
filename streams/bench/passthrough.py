"""A bare passthrough: what comes in goes out as it is, once by Faust and once by aiokafka.

`python -m streams.bench.passthrough faust|aiokafka BROKER IN OUT GROUP FOLDER` runs until it is told to stop.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

FETCHED = 500  # messages taken at a time


def by_faust(broker: str, source: str, target: str, group: str, folder: str) -> None:
    """One agent that sends each value on and waits for the broker, as the stream's agents do at the least."""
    import faust

    app = faust.App(
        group,
        broker=f"kafka://{broker}",
        datadir=folder,
        web_enabled=False,
        topic_disable_leader=True,
        stream_wait_empty=False,
        broker_commit_interval=0.5,
        consumer_auto_offset_reset="earliest",
    )
    into = app.topic(source, value_serializer="raw", key_serializer="raw")
    out = app.topic(target, value_serializer="raw", key_serializer="raw")

    @app.agent(into)  # type: ignore[untyped-decorator]
    async def passed(stream: Any) -> AsyncIterator[None]:
        async for event in stream.events():
            await out.send(key=event.key, value=event.value)
            yield

    faust.Worker(app, loglevel="WARNING", redirect_stdouts=False).execute_from_commandline()


async def by_aiokafka(broker: str, source: str, target: str, group: str) -> None:
    """Fetch, send, wait for the broker, commit."""
    from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

    async with (
        AIOKafkaConsumer(
            source,
            bootstrap_servers=broker,
            group_id=group,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        ) as consumer,
        AIOKafkaProducer(bootstrap_servers=broker) as producer,
    ):
        while True:
            came = await consumer.getmany(timeout_ms=200, max_records=FETCHED)
            sent = [
                await producer.send(target, key=message.key, value=message.value)
                for messages in came.values()
                for message in messages
            ]
            await asyncio.gather(*sent)
            if came:
                await consumer.commit()


if __name__ == "__main__":
    kind, broker, source, target, group, folder = sys.argv[1:]
    if kind == "faust":
        by_faust(broker, source, target, group, folder)
    else:
        asyncio.run(by_aiokafka(broker, source, target, group))
