"""What becomes of an event on Kafka: itself, on two topics, and its retraction when it no longer holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from schemas import DiplomacyEvent, QuadClass, Retraction, RetractionReason
from streams.delivery.codec import to_json
from streams.delivery.headers import event_headers, retraction_headers
from streams.delivery.record import Headers, Outbound
from streams.delivery.repeats import Published
from streams.settings import Settings
from streams.topics import EVENTS, QUAD_CLASSES, RETRACTIONS


class Outputs:
    """Records for the topics of one environment."""

    def __init__(self, settings: Settings) -> None:
        prefix = settings.topic_prefix
        self._events = EVENTS.full_name(prefix)
        self._quads = {quad: topic.full_name(prefix) for quad, topic in QUAD_CLASSES.items()}
        self._retractions = RETRACTIONS.full_name(prefix)

    def event(self, event: DiplomacyEvent, *, trace: Headers, arrived: datetime | None) -> Iterator[Outbound]:
        """The event, for the events topic and its quad class's."""
        value, headers = to_json(event), (*event_headers(event), *trace)
        for topic in (self._events, self._quads[event.quad_class.value]):
            yield Outbound(
                topic=topic, key=event.dyad.encode(), value=value, headers=headers, arrived=arrived
            )

    def retraction(
        self,
        gone: Published,
        *,
        article_id: str,
        reason: RetractionReason,
        now: datetime,
        trace: Headers,
        replaced_by: str | None = None,
    ) -> Outbound:
        """What tells that an event of that article no longer holds."""
        retraction = Retraction(
            event_id=gone.event_id,
            article_id=article_id,
            dyad=gone.dyad,
            quad_class=QuadClass(gone.quad_class),
            reason=reason,
            replaced_by=replaced_by,
            retracted_at=now,
        )
        return Outbound(
            topic=self._retractions,
            key=gone.dyad.encode(),
            value=to_json(retraction),
            headers=(*retraction_headers(retraction), *trace),
        )
