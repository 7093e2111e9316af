"""Articles that keep coming while something happens to the workers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiokafka import AIOKafkaProducer

from streams.topics import RAW
from tests.delivery.accounting import article, name_of
from tests.delivery.stream import Stream

TICK_S = 0.1


class Load:
    """Publishes so many articles a second, each acknowledged, until it is told to stop."""

    def __init__(self, stream: Stream, *, per_second: int, takes_s: float) -> None:
        self.count = 0
        self._stream = stream
        self._body = f"sleep {takes_s}"
        self._per_tick = max(1, int(per_second * TICK_S))
        self._ended = threading.Event()
        self._least = 0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._publish()), daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def finish(self, *, least: int = 0) -> int:
        """Publish up to `least` articles in all, then end. Returns how many were published."""
        self._least = least
        self._ended.set()
        self._thread.join()
        return self.count

    async def _publish(self) -> None:
        async with AIOKafkaProducer(bootstrap_servers=self._stream.broker) as producer:
            while not self._ended.is_set() or self.count < self._least:
                wave = range(self.count, self.count + self._per_tick)
                topic = self._stream.topic(RAW)
                sent = [
                    await producer.send(
                        topic, key=name_of(number).encode(), value=article(number, body=self._body).value
                    )
                    for number in wave
                ]
                await asyncio.gather(*sent)
                self.count += len(wave)
                if not self._ended.is_set():
                    await asyncio.sleep(TICK_S)  # the pace of the load


@contextmanager
def load(stream: Stream, *, per_second: int, takes_s: float = 0.01) -> Iterator[Load]:
    """A load that runs inside the `with`; `takes_s` is what one article takes the coder."""
    made = Load(stream, per_second=per_second, takes_s=takes_s)
    made.start()
    try:
        yield made
    finally:
        made.finish()
