"""The classifying agent: raw articles in, those about diplomacy out."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from schemas import ClassifiedArticle, RawArticle
from streams.core.results import Relevance
from streams.delivery.codec import read_raw, to_json
from streams.delivery.headers import article_headers, passed_on, withdrawal_headers
from streams.delivery.memory import Memory
from streams.delivery.pool import CoderPool
from streams.delivery.record import Inbound, Outbound
from streams.ops.context import bind
from streams.ops.metrics import Metrics
from streams.settings import Settings
from streams.topics import CLASSIFIED, RAW

logger = logging.getLogger(__name__)

_RELEVANT, _IRRELEVANT = b"relevant", b"irrelevant"


class Classify:
    """One record of the raw topic to one or no record of the classified topic.

    An article that is about diplomacy no longer is withdrawn there, and so is one that another corrects: by a
    record with its key and an empty value.
    """

    stage = "classify"
    reads = (RAW,)

    def __init__(self, *, pool: CoderPool, settings: Settings, metrics: Metrics) -> None:
        self._pool = pool
        self._settings = settings
        self._metrics = metrics
        self._topic = CLASSIFIED.full_name(settings.topic_prefix)
        self.memory = Memory(self.stage, settings)

    async def __call__(self, inbound: Inbound) -> Sequence[Outbound]:
        """Decode, ask the core, publish. Raises ArticleError."""
        article = read_raw(inbound, self._settings)
        bind(article_id=article.id)
        async with self.memory.turn(article.id):
            return await self._classify(article, inbound)

    async def _classify(self, article: RawArticle, inbound: Inbound) -> Sequence[Outbound]:
        now = datetime.now(UTC)
        article, relevance = await self._pool.classify(article, now=now)
        self._metrics.classified.labels(relevant=str(relevance.relevant).lower()).inc()
        outputs = []
        if article.correction_of and article.correction_of != article.id:
            outputs.append(self._withdrawal(article.correction_of, inbound, now, replaced_by=article.id))
        if not relevance.relevant:
            logger.debug("irrelevant", extra={"reason": relevance.reason})
            if await self._was_relevant(article.id, inbound):
                outputs.append(self._withdrawal(article.id, inbound, now))
                outputs.append(self.memory.entry(inbound, article.id, _IRRELEVANT))
            return outputs
        outputs.append(self._classified(article, relevance, inbound, now))
        if self._settings.repeat_window_h:
            await self.memory.recall(inbound.tp, article.id)
            outputs.append(self.memory.entry(inbound, article.id, _RELEVANT))
        return outputs

    def _classified(
        self, article: RawArticle, relevance: Relevance, inbound: Inbound, now: datetime
    ) -> Outbound:
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
        return Outbound(
            topic=self._topic,
            key=article.id.encode(),
            value=to_json(classified),
            headers=(*headers, *passed_on(inbound)),
        )

    def _withdrawal(
        self, article_id: str, inbound: Inbound, now: datetime, *, replaced_by: str | None = None
    ) -> Outbound:
        headers = withdrawal_headers(article_id, time=now, replaced_by=replaced_by)
        return Outbound(
            topic=self._topic,
            key=article_id.encode(),
            value=None,
            headers=(*headers, *passed_on(inbound)),
        )

    async def _was_relevant(self, article_id: str, inbound: Inbound) -> bool:
        if not self._settings.repeat_window_h:
            return False
        return await self.memory.recall(inbound.tp, article_id) == _RELEVANT


def _arrival(inbound: Inbound, now: datetime) -> datetime:
    """When the record came to Kafka; a producer can write any number there, so only a past one counts."""
    if 0 < inbound.timestamp <= now.timestamp() * 1000:
        return datetime.fromtimestamp(inbound.timestamp / 1000, UTC)
    return now
