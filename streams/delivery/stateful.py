"""The outbox of a stage that keeps a state: what it publishes and what it changed leave together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from streams.delivery.outbox import Outbox
from streams.delivery.record import Done, Outbound, Partition
from streams.delivery.state import State


class Stateful:
    """An outbox that publishes with the outputs of a batch what it changed of the state."""

    def __init__(self, outbox: Outbox, state: State) -> None:
        self._outbox = outbox
        self._state = state
        state.prepare = outbox.prepare

    async def start(self) -> None:
        """See Outbox."""
        await self._outbox.start()

    async def stop(self) -> None:
        """See Outbox."""
        self._state.close()
        await self._outbox.stop()

    async def prepare(self, tp: Partition) -> int:
        """See Outbox."""
        return await self._outbox.prepare(tp)

    async def reset(self) -> None:
        """See Outbox."""
        self._state.reset()
        await self._outbox.reset()

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        """See Outbox."""
        whole = list(batch) if singly else self._latest(batch)
        for number, rows in self._state.changes(batch):
            whole[number] = replace(whole[number], outputs=(*whole[number].outputs, *rows))
        written = await self._outbox.deliver(whole, singly=singly)
        self._state.settle(batch, written)
        return written

    def _latest(self, batch: Sequence[Done]) -> list[Done]:
        """The batch without the outputs that a later one of it replaces. It goes out whole or not at all, and
        a story of which a hundred papers tell in a minute would go out a hundred times.
        """
        seen: set[tuple[str, bytes | None]] = set()
        found: list[Done] = []
        for done in reversed(batch):
            kept: list[Outbound] = []
            for output in reversed(done.outputs):
                place = (output.topic, output.key)
                if place not in seen:
                    kept.append(output)
                if self._state.keeps(output.topic):
                    seen.add(place)
            found.append(replace(done, outputs=tuple(reversed(kept))))
        return found[::-1]
