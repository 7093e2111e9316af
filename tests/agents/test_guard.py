"""The guard acknowledges nothing unpublished, in order, whatever fails."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from streams.delivery.outbox import OutputRefused
from streams.delivery.record import Done, Inbound, Outbound
from streams.errors import FatalError, MalformedArticle, TransientError
from streams.settings import Settings, load_settings
from tests.agents.guarded import Outbox, Run, echo, given_messages, inbound


@hypothesis_settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 60))
def test_acknowledges_in_the_order_read(chance: random.Random, count: int) -> None:
    outbox = Outbox()

    async def step(message: Inbound) -> Sequence[Outbound]:
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        return await echo(message)

    async def scenario() -> None:
        await Run(step, outbox, load_settings(in_flight=7)).guard.follow(given_messages(count))

    asyncio.run(scenario())
    assert outbox.offsets == list(range(count))
    assert [output.value for output in outbox.published] == [b"%d" % offset for offset in range(count)]


def test_a_slow_first_message_holds_back_those_behind(settings: Settings) -> None:
    outbox, release = Outbox(), asyncio.Event()

    async def step(message: Inbound) -> Sequence[Outbound]:
        if message.offset == 0:
            await release.wait()
        return await echo(message)

    async def scenario() -> None:
        run = Run(step, outbox, settings)
        following = asyncio.create_task(run.guard.follow(given_messages(5)))
        for _ in range(100):
            await asyncio.sleep(0)
        assert outbox.offsets == []
        release.set()
        await following

    asyncio.run(scenario())
    assert outbox.offsets == [0, 1, 2, 3, 4]


def test_no_more_in_flight_than_allowed(settings: Settings) -> None:
    working = most = 0

    async def step(message: Inbound) -> Sequence[Outbound]:
        nonlocal working, most
        working += 1
        most = max(most, working)
        await asyncio.sleep(0.001)
        working -= 1
        return ()

    asyncio.run(Run(step, Outbox(), settings).guard.follow(given_messages(50)))
    assert most <= settings.in_flight


def test_the_articles_fault_becomes_a_dead_letter_with_its_bytes(settings: Settings) -> None:
    outbox = Outbox()

    async def step(message: Inbound) -> Sequence[Outbound]:
        if message.offset == 1:
            raise MalformedArticle("value: not JSON", stage="decode")
        return await echo(message)

    asyncio.run(Run(step, outbox, settings).guard.follow(given_messages(3)))
    letter = outbox.published[1]
    headers = dict(letter.headers)
    assert letter.topic == "diplomacy.articles.dlq.v1"
    assert (letter.key, letter.value) == (b"k", b"")
    assert headers["dlq.error.stage"] == b"decode"
    assert headers["dlq.error.class"] == b"MalformedArticle"
    assert headers["dlq.original.offset"] == b"1"
    assert outbox.offsets == [0, 1, 2]


def test_a_transient_fault_is_tried_again(settings: Settings) -> None:
    tries = 0

    def fault(batch: Sequence[Done]) -> None:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise TransientError("broker away")

    outbox = Outbox(fault)
    asyncio.run(Run(echo, outbox, settings).guard.follow(given_messages(3)))
    assert outbox.offsets == [0, 1, 2]
    assert tries >= 4


def test_an_output_the_broker_refuses_becomes_a_dead_letter(settings: Settings) -> None:
    def fault(batch: Sequence[Done]) -> None:
        for done in batch:
            if done.inbound.offset == 1 and not done.dead:
                raise OutputRefused("too large")

    outbox = Outbox(fault)
    asyncio.run(Run(echo, outbox, settings).guard.follow(given_messages(3)))
    assert [output.topic for output in outbox.published] == ["out", "diplomacy.articles.dlq.v1", "out"]


def test_a_refused_dead_letter_stops_the_worker(settings: Settings) -> None:
    def fault(batch: Sequence[Done]) -> None:
        raise OutputRefused("too large")

    outbox = Outbox(fault)
    run = Run(echo, outbox, settings)

    async def scenario() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(run.guard.follow(endless()), 0.2)

    asyncio.run(scenario())
    assert [type(exc) for exc in run.fatal] == [FatalError]
    assert outbox.delivered == []


async def endless() -> AsyncIterator[Inbound]:
    yield inbound(0)
    await asyncio.Event().wait()


def test_a_bug_stops_the_worker_and_acknowledges_nothing_behind_it(settings: Settings) -> None:
    outbox = Outbox()

    async def step(message: Inbound) -> Sequence[Outbound]:
        if message.offset == 2:
            raise ZeroDivisionError
        return await echo(message)

    run = Run(step, outbox, settings)
    asyncio.run(run.guard.follow(given_messages(20)))
    assert [type(exc) for exc in run.fatal] == [ZeroDivisionError]
    assert outbox.offsets == [0, 1]
