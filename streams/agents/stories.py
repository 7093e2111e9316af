"""The agent of the stories: events and their retractions in, stories out, and what they mean to each pair."""

from __future__ import annotations

from collections.abc import Sequence

from schemas import DiplomacyEvent, Retraction
from streams.agents.folding import Folding
from streams.core.stories.fold import fold
from streams.delivery.codec import read_record
from streams.delivery.record import Inbound, Outbound
from streams.delivery.rows import Rows
from streams.delivery.state import place_of_event, reported_in
from streams.ops.context import bind
from streams.topics import EVENTS, RETRACTIONS, STORIES, STORY_ROWS


class Stories(Folding):
    """One event or retraction to the stories that it changes."""

    stage = "stories"
    reads = (EVENTS, RETRACTIONS)
    changelog = STORY_ROWS
    kept = (STORIES,)

    async def __call__(self, inbound: Inbound) -> Sequence[Outbound]:
        """Decode, fold, publish. Raises MalformedRecord."""
        change = self._read(inbound)
        bind(article_id=change.article_id)
        async with self.state.turn(inbound) as rows:
            emissions = () if rows is None else fold(rows, change)
            if rows is not None:
                _note_events(rows, change.event_id, inbound.offset)
        return tuple(self._emitted.records(emissions, inbound))

    def _read(self, inbound: Inbound) -> DiplomacyEvent | Retraction:
        if inbound.topic == RETRACTIONS.full_name(self._prefix):
            return read_record(inbound, Retraction)
        return read_record(inbound, DiplomacyEvent)


def _note_events(rows: Rows, event_id: str, offset: int) -> None:
    """Where on the broker the events lie that the fold keeps, for those who ask for one."""
    for key, there in rows.touched().items():
        reported = reported_in(key)
        if reported == event_id and there:
            rows[place_of_event(event_id)] = offset
        elif reported is not None and not there:
            rows.pop(place_of_event(reported), None)
