"""The dead letters that the guard writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from streams.delivery.outbox import OutputRefused
from streams.delivery.record import Done, Inbound, Outbound
from streams.errors import CoderFailed
from streams.settings import Settings
from tests.agents.guarded import Outbox, Run, echo, inbound


def test_a_refused_dead_letter_goes_without_its_value(settings: Settings) -> None:
    def fault(batch: Sequence[Done]) -> None:
        if any(output.value for done in batch for output in done.outputs):
            raise OutputRefused("too large")

    async def stream() -> AsyncIterator[Inbound]:
        yield inbound(7, b"large")

    outbox = Outbox(fault)
    run = Run(echo, outbox, settings)
    asyncio.run(run.guard.follow(stream()))
    [letter] = outbox.published
    headers = dict(letter.headers)
    assert (letter.key, letter.value) == (b"k", None)
    assert (headers["dlq.value-left-out"], headers["dlq.original.offset"]) == (b"5", b"7")
    assert not run.fatal


def test_a_replayed_dead_letter_counts_its_attempts(settings: Settings) -> None:
    outbox = Outbox()

    async def step(message: Inbound) -> Sequence[Outbound]:
        raise CoderFailed("again")

    async def stream() -> AsyncIterator[Inbound]:
        yield Inbound(
            topic="in",
            partition=0,
            offset=7,
            timestamp=5,
            key=None,
            value=b"x",
            headers=(("dlq.attempts", b"2"), ("traceparent", b"00-1-2-01")),
        )

    asyncio.run(Run(step, outbox, settings).guard.follow(stream()))
    names = [name for name, _ in outbox.published[0].headers]
    assert dict(outbox.published[0].headers)["dlq.attempts"] == b"3"
    assert names.count("dlq.attempts") == 1
    assert "traceparent" in names
