"""The agent of the live actors: what is no entry becomes a dead letter, once for the whole group.

The entries themselves are used by every worker: see `streams.delivery.live_actors`.
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.delivery.actor_entries import read_entry
from streams.delivery.record import Inbound, Outbound
from streams.topics import ACTORS


class Actors:
    """One record of the actors topic to nothing, or to its dead letter."""

    stage = "actors"
    reads = (ACTORS,)

    async def __call__(self, inbound: Inbound) -> Sequence[Outbound]:
        """Decode. Raises MalformedEntry."""
        read_entry(inbound)
        return ()
