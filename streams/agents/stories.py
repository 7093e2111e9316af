"""The agent of the stories: events and their retractions in, stories out, and what they mean to each pair."""

from __future__ import annotations

from collections.abc import Sequence

from schemas import DiplomacyEvent, Retraction
from streams.agents.folding import Folding
from streams.core.stories.fold import LAYOUT, fold
from streams.delivery.codec import read_record
from streams.delivery.event_places import note_events
from streams.delivery.record import Inbound, Outbound
from streams.ops.context import bind
from streams.topics import EVENTS, RETRACTIONS, STORIES, STORY_ROWS


class Stories(Folding):
    """One event or retraction to the stories that it changes."""

    stage = "stories"
    reads = (EVENTS, RETRACTIONS)
    changelog = STORY_ROWS
    kept = (STORIES,)
    layout = LAYOUT

    async def __call__(self, inbound: Inbound) -> Sequence[Outbound]:
        """Decode, fold, publish. Raises MalformedRecord."""
        change = self._read(inbound)
        bind(article_id=change.article_id)
        async with self.state.turn(inbound) as rows:
            emissions = () if rows is None else fold(rows, change)
            if rows is not None:
                note_events(rows, change.event_id, inbound.offset)
        return tuple(self._emitted.records(emissions, inbound))

    def _read(self, inbound: Inbound) -> DiplomacyEvent | Retraction:
        if inbound.topic == RETRACTIONS.full_name(self._prefix):
            return read_record(inbound, Retraction)
        return read_record(inbound, DiplomacyEvent)
