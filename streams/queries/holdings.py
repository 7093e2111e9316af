"""What this worker can answer itself: the latest records on its disk, and events that lie on Kafka."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from schemas.wire import unframe
from streams.delivery.backlog import open_reader
from streams.delivery.event_places import place_of
from streams.delivery.state import ROWS, State
from streams.errors import TransientError
from streams.settings import Settings
from streams.topics import EVENTS, Topic

_FETCH_S = 10.0
_SCANNED = 2_000
"""Records looked at for one page, at most: a filter that lets nothing through would look at all of them."""
Fits = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """Some records of one partition, and the key to go on behind; None where that was the last."""

    records: list[dict[str, Any]]
    last: str | None


class Holdings:
    """The kept topics of all stages of this worker."""

    def __init__(self, settings: Settings, states: Mapping[Topic, State]) -> None:
        """`states`: for each topic that can be asked for the state of the stage that writes it."""
        self._settings = settings
        self._states = states

    def has(self, topic: Topic, partition: int) -> bool:
        """Whether this worker has the partition, and all that is known of it is read."""
        return topic in self._states and self._states[topic].known(partition)

    def get(self, topic: Topic, partition: int, key: str) -> dict[str, Any] | None:
        """The latest record of the key."""
        state = self._states[topic]
        raw = state.store.get(partition, state.kind_of(topic), key)
        return None if raw is None else orjson.loads(raw)

    async def page(self, topic: Topic, partition: int, *, after: str, limit: int, fits: Fits) -> Page:
        """The records behind the key `after`, in the order of their keys."""
        return await asyncio.to_thread(self._page, topic, partition, after, limit, fits)

    def _page(self, topic: Topic, partition: int, after: str, limit: int, fits: Fits) -> Page:
        state = self._states[topic]
        rows: Iterator[tuple[str, bytes]] = state.store.page(partition, state.kind_of(topic), after=after)
        found: list[dict[str, Any]] = []
        for number, (key, raw) in enumerate(rows, start=1):
            record = orjson.loads(raw)
            if fits(record):
                found.append(record)
            if len(found) == limit or number == _SCANNED:
                return Page(found, key)
        return Page(found, None)

    async def event(self, partition: int, event_id: str) -> dict[str, Any] | None:
        """The event, read from its topic; None where it isn't known or isn't kept any more.

        Raises TransientError.
        """
        state = self._states[EVENTS]
        raw = state.store.get(partition, ROWS, place_of(event_id))
        return None if raw is None else await self._fetch(partition, orjson.loads(raw), event_id)

    async def _fetch(self, partition: int, offset: int, event_id: str) -> dict[str, Any] | None:
        tp = TopicPartition(EVENTS.full_name(self._settings.topic_prefix), partition)
        async with open_reader(self._settings) as consumer:
            consumer.assign([tp])
            consumer.seek(tp, offset)
            try:
                async with asyncio.timeout(_FETCH_S):
                    record = await consumer.getone()
            except (TimeoutError, KafkaError) as exc:
                raise TransientError(f"{tp.topic} doesn't give the event: {exc!r}") from exc
        event: dict[str, Any] = orjson.loads(unframe(record.value or b"{}"))
        return event if event.get("event_id") == event_id else None
