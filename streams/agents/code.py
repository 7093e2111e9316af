"""The coding agent: classified articles in, diplomacy events out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from schemas import DiplomacyEvent
from streams.delivery.codec import read_classified, to_json
from streams.delivery.headers import event_headers, passed_on
from streams.delivery.pool import CoderPool
from streams.delivery.record import Inbound, Outbound
from streams.ops.context import bind
from streams.ops.metrics import Metrics
from streams.settings import Settings
from streams.topics import CLASSIFIED, EVENTS, QUAD_CLASSES


class Code:
    """One record of the classified topic to two an event: for the events topic and its quad class's."""

    stage = "code"
    reads = CLASSIFIED

    def __init__(self, *, pool: CoderPool, settings: Settings, metrics: Metrics) -> None:
        self._pool = pool
        self._settings = settings
        self._metrics = metrics
        self._events = EVENTS.full_name(settings.topic_prefix)
        self._quads = {quad: topic.full_name(settings.topic_prefix) for quad, topic in QUAD_CLASSES.items()}

    async def __call__(self, inbound: Inbound) -> Sequence[Outbound]:
        """Decode, ask the core, publish. Raises ArticleError."""
        article = read_classified(inbound, self._settings)
        bind(article_id=article.id)
        now = datetime.now(UTC)
        coding = await self._pool.code(article, now=now)
        arrived = article.received_at
        return [output for event in coding.events for output in self._outputs(event, inbound, arrived)]

    def _outputs(self, event: DiplomacyEvent, inbound: Inbound, arrived: datetime) -> Iterator[Outbound]:
        self._metrics.count_event(event)
        value, headers = to_json(event), (*event_headers(event), *passed_on(inbound))
        for topic in (self._events, self._quads[event.quad_class.value]):
            yield Outbound(
                topic=topic, key=event.dyad.encode(), value=value, headers=headers, arrived=arrived
            )
