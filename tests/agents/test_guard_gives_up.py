"""What becomes of what is in flight when the partitions are given up, and of what comes after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from streams.delivery.record import Done, Inbound, Outbound, Partition
from streams.errors import TransientError
from streams.settings import Settings
from tests.agents.guarded import Outbox, Run, echo, inbound


class Following:
    """A guard that follows a stream of the offsets that a test gives it, one after another."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._offsets = asyncio.Queue[int]()

    def give(self, *offsets: int) -> None:
        for offset in offsets:
            self._offsets.put_nowait(offset)

    async def messages(self) -> AsyncIterator[Inbound]:
        while True:
            yield inbound(await self._offsets.get())


@asynccontextmanager
async def following(run: Run) -> AsyncIterator[Following]:
    stream = Following(run)
    task = asyncio.create_task(run.guard.follow(stream.messages()))
    yield stream
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110  # step by step of the loop: it is about its moments
            await asyncio.sleep(0)


def test_draining_finishes_what_it_can_and_gives_up_the_rest(settings: Settings) -> None:
    outbox = Outbox()

    async def step(message: Inbound) -> Sequence[Outbound]:
        if message.offset == 2:
            await asyncio.Event().wait()
        return await echo(message)

    async def scenario() -> None:
        async with following(Run(step, outbox, settings)) as stream:
            stream.give(*range(5))
            await until(lambda: outbox.offsets == [0, 1])
            await stream.run.guard.drain(0.05)
            assert stream.run.guard.idle

    asyncio.run(scenario())
    assert outbox.offsets == [0, 1]


def test_after_giving_up_partitions_the_guard_goes_on(settings: Settings) -> None:
    outbox = Outbox()

    async def step(message: Inbound) -> Sequence[Outbound]:
        if message.offset == 99:
            await asyncio.Event().wait()
        return await echo(message)

    async def scenario() -> None:
        async with following(Run(step, outbox, settings)) as stream:
            stream.give(99)
            await until(lambda: not stream.run.guard.idle)
            await stream.run.guard.drain(0.01)
            stream.give(3)
            await until(lambda: outbox.offsets == [3])

    asyncio.run(scenario())


def test_partitions_may_be_given_up_at_the_very_moment_at_which_something_arrives(settings: Settings) -> None:
    outbox = Outbox()
    run = Run(echo, outbox, settings)

    async def scenario() -> None:
        async with following(run) as stream:
            for offset in range(20):
                stream.give(offset)
                await until(lambda: not run.guard.idle)
                run.guard.abandon()
            stream.give(99)
            await until(lambda: 99 in outbox.offsets)

    asyncio.run(scenario())
    assert run.fatal == []


class Stubborn(Outbox):
    """A delivery that goes on although it was cancelled, as one does while a broken producer is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.closed = asyncio.Event(), asyncio.Event()

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        if not self.begun.is_set():
            self.begun.set()
            try:
                await self.closed.wait()
            except asyncio.CancelledError:
                await self.closed.wait()
            raise TransientError("broker away")
        return await super().deliver(batch, singly=singly)


def test_a_delivery_that_outlives_its_partitions_acknowledges_nothing_of_those_that_come_after(
    settings: Settings,
) -> None:
    outbox, release = Stubborn(), asyncio.Event()

    async def step(message: Inbound) -> Sequence[Outbound]:
        if message.offset == 3:
            await release.wait()
        return await echo(message)

    async def scenario() -> None:
        async with following(Run(step, outbox, settings)) as stream:
            stream.give(0, 1, 2)
            await outbox.begun.wait()
            stream.run.guard.abandon()
            stream.give(3, 4, 5)
            outbox.closed.set()
            for _ in range(100):
                await asyncio.sleep(0)
            assert outbox.offsets == [], "the first of the new ones isn't done"
            release.set()
            await until(lambda: outbox.offsets == [3, 4, 5])

    asyncio.run(scenario())


def test_who_drains_waits_until_what_is_given_up_has_ended(settings: Settings) -> None:
    ended = False

    async def step(message: Inbound) -> Sequence[Outbound]:
        nonlocal ended
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)  # as a transaction that is aborted
            ended = True
        return ()

    async def scenario() -> None:
        async with following(Run(step, Outbox(), settings)) as stream:
            stream.give(0)
            await until(lambda: not stream.run.guard.idle)
            await asyncio.sleep(0)
            await stream.run.guard.drain(0.01)
            assert ended

    asyncio.run(scenario())


def test_what_waits_for_room_when_partitions_are_given_up_is_dropped_with_what_it_waited_for(
    settings: Settings,
) -> None:
    outbox, stuck = Outbox(), settings.in_flight

    async def step(message: Inbound) -> Sequence[Outbound]:
        if message.offset < stuck:
            await asyncio.Event().wait()
        return await echo(message)

    async def stream() -> AsyncIterator[Inbound]:
        for offset in range(stuck + 1):
            yield inbound(offset)
        await asyncio.Event().wait()

    async def scenario() -> None:
        run = Run(step, outbox, settings)
        following = asyncio.create_task(run.guard.follow(stream()))
        await asyncio.sleep(0.01)
        await run.guard.drain(0.01)
        for _ in range(50):
            await asyncio.sleep(0.001)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)

    asyncio.run(scenario())
    assert outbox.offsets == [], "acknowledging the last one would pass over all that were given up"
