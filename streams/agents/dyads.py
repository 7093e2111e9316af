"""The agent of the dyads: what stories mean to a pair in, its windows and alerts out."""

from __future__ import annotations

from collections.abc import Sequence

from streams.agents.folding import Folding
from streams.core.dyads.fold import LAYOUT, fold
from streams.core.moves import Move
from streams.delivery.codec import read_record
from streams.delivery.record import Inbound, Outbound
from streams.topics import ALERTS, DYAD_ROWS, DYADS, MOVES


class Dyads(Folding):
    """One move to the windows and alerts that it changes."""

    stage = "dyads"
    reads = (MOVES,)
    changelog = DYAD_ROWS
    kept = (DYADS, ALERTS)
    layout = LAYOUT

    async def __call__(self, inbound: Inbound) -> Sequence[Outbound]:
        """Decode, fold, publish. Raises MalformedRecord."""
        move = read_record(inbound, Move)
        async with self.state.turn(inbound) as rows:
            emissions = () if rows is None else fold(rows, move)
        return tuple(self._emitted.records(emissions, inbound))
