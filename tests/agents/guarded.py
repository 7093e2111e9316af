"""What the tests of the guard share: messages, an outbox that remembers, and a guard run on them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from streams.delivery.guard import Guard
from streams.delivery.record import Done, Inbound, Outbound, Partition
from streams.ops.metrics import Metrics
from streams.settings import Settings


def inbound(offset: int, value: bytes = b"") -> Inbound:
    return Inbound(topic="in", partition=0, offset=offset, timestamp=0, key=b"k", value=value)


async def given_messages(count: int) -> AsyncIterator[Inbound]:
    for offset in range(count):
        yield inbound(offset)


class Outbox:
    """Remembers what was delivered; `fault` may raise before."""

    def __init__(self, fault: Callable[[Sequence[Done]], None] | None = None) -> None:
        self.delivered: list[Done] = []
        self.published: list[Outbound] = []
        self._fault = fault

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def reset(self) -> None: ...

    async def prepare(self, tp: Partition) -> int:
        return 0

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        await asyncio.sleep(0)
        if self._fault:
            self._fault(batch)
        self.delivered.extend(batch)
        self.published.extend(output for done in batch for output in done.outputs)
        return {}

    @property
    def offsets(self) -> list[int]:
        return [done.inbound.offset for done in self.delivered]


async def echo(message: Inbound) -> Sequence[Outbound]:
    return [Outbound(topic="out", key=message.key, value=b"%d" % message.offset)]


class Run:
    """A guard with what it needs; `fatal` is what it gave up for."""

    def __init__(
        self, step: Callable[[Inbound], Awaitable[Sequence[Outbound]]], outbox: Outbox, settings: Settings
    ) -> None:
        self.fatal: list[BaseException] = []
        self.guard = Guard(
            "code",
            step,
            outbox=outbox,
            settings=settings,
            metrics=Metrics(),
            on_fatal=self.fatal.append,
        )
