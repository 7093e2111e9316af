"""The classifying agent: raw articles in, those about diplomacy out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from schemas import ClassifiedArticle
from streams.delivery.codec import read_raw, to_json
from streams.delivery.headers import article_headers, passed_on
from streams.delivery.pool import CoderPool
from streams.delivery.record import Inbound, Outbound
from streams.ops.context import bind
from streams.ops.metrics import Metrics
from streams.settings import Settings
from streams.topics import CLASSIFIED, RAW

logger = logging.getLogger(__name__)


class Classify:
    """One record of the raw topic to one or no record of the classified topic."""

    stage = "classify"
    reads = RAW

    def __init__(self, *, pool: CoderPool, settings: Settings, metrics: Metrics) -> None:
        self._pool = pool
        self._settings = settings
        self._metrics = metrics
        self._topic = CLASSIFIED.full_name(settings.topic_prefix)

    async def __call__(self, inbound: Inbound) -> Sequence[Outbound]:
        """Decode, ask the core, publish. Raises ArticleError."""
        article = read_raw(inbound, self._settings)
        bind(article_id=article.id)
        now = datetime.now(UTC)
        article, relevance = await self._pool.classify(article, now=now)
        self._metrics.classified.labels(relevant=str(relevance.relevant).lower()).inc()
        if not relevance.relevant:
            logger.debug("irrelevant", extra={"reason": relevance.reason})
            return ()
        classified = ClassifiedArticle.of(
            article,
            body=article.body or "",
            relevant=True,
            score=relevance.score,
            language=relevance.language,
            topics=relevance.topics,
            reason=relevance.reason,
            received_at=_arrival(inbound, now),
        )
        headers = article_headers(classified, model="ClassifiedArticle", stage=self.stage, time=now)
        return (
            Outbound(
                topic=self._topic,
                key=article.id.encode(),
                value=to_json(classified),
                headers=(*headers, *passed_on(inbound)),
            ),
        )


def _arrival(inbound: Inbound, now: datetime) -> datetime:
    """When the record came to Kafka; a producer can write any number there, so only a past one counts."""
    if 0 < inbound.timestamp <= now.timestamp() * 1000:
        return datetime.fromtimestamp(inbound.timestamp / 1000, UTC)
    return now
