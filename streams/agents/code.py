"""The coding agent: classified articles in, diplomacy events out, once for each text that an article has."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from schemas import ClassifiedArticle, RetractionReason
from streams.delivery.codec import read_classified
from streams.delivery.headers import is_withdrawal, passed_on, replaced_by
from streams.delivery.memory import Memory
from streams.delivery.outputs import Outputs
from streams.delivery.pool import CoderPool
from streams.delivery.record import Inbound, Outbound
from streams.delivery.repeats import Published, Seen, text_digest
from streams.ops.context import bind
from streams.ops.metrics import Metrics
from streams.settings import Settings
from streams.topics import CLASSIFIED

logger = logging.getLogger(__name__)


class Code:
    """One record of the classified topic to two an event: for the events topic and its quad class's.

    A text that was coded before gives nothing. A changed one gives its events, which supersede those of the
    text before that no longer hold, and a retraction of each of these; so does one that is withdrawn.
    """

    stage = "code"
    reads = (CLASSIFIED,)

    def __init__(self, *, pool: CoderPool, settings: Settings, metrics: Metrics) -> None:
        self._pool = pool
        self._settings = settings
        self._metrics = metrics
        self._outputs = Outputs(settings)
        self.memory = Memory(self.stage, settings)

    async def __call__(self, inbound: Inbound) -> Sequence[Outbound]:
        """Decode, ask the core, publish. Raises ArticleError."""
        if is_withdrawal(inbound):
            return await self._withdraw((inbound.key or b"").decode(errors="replace"), inbound)
        article = read_classified(inbound, self._settings)
        bind(article_id=article.id)
        async with self.memory.turn(article.id):
            before, digest = await self._seen(article.id, inbound), text_digest(article)
            if before is not None and before.digest == digest:
                self._metrics.repeated.labels(text="unchanged").inc()
                logger.debug("coded before")
                return ()
            return await self._code(article, digest, before, inbound)

    async def _code(
        self, article: ClassifiedArticle, digest: str, before: Seen | None, inbound: Inbound
    ) -> Sequence[Outbound]:
        now = datetime.now(UTC)
        coding = await self._pool.code(article, now=now)
        events = coding.events
        gone: tuple[Published, ...] = ()
        if before is not None:
            self._metrics.repeated.labels(text="changed").inc()
            gone = before.without(events)
            ids = tuple(each.event_id for each in gone)
            events = tuple(event.model_copy(update={"supersedes": ids}) for event in events)
        outputs: list[Outbound] = []
        for event in events:
            self._metrics.count_event(event)
            outputs += self._outputs.event(event, trace=passed_on(inbound), arrived=article.received_at)
        outputs += self._retractions(gone, article.id, RetractionReason.UPDATED, inbound)
        seen = Seen(digest=digest, events=tuple(map(Published.of, events)))
        return (*outputs, self.memory.entry(inbound, article.id, seen.to_bytes()))

    async def _withdraw(self, article_id: str, inbound: Inbound) -> Sequence[Outbound]:
        bind(article_id=article_id)
        async with self.memory.turn(article_id):
            before, replacement = await self._seen(article_id, inbound), replaced_by(inbound)
            if before is None or before.replaced_by or not before.digest:
                return ()
            self._metrics.repeated.labels(text="withdrawn").inc()
            if replacement is None:
                seen, reason = Seen(digest=""), RetractionReason.WITHDRAWN
            else:
                # The text stays known: a late copy of it isn't coded again.
                seen = Seen(digest=before.digest, replaced_by=replacement)
                reason = RetractionReason.CORRECTED
            outputs = self._retractions(before.events, article_id, reason, inbound, replacement)
            return (*outputs, self.memory.entry(inbound, article_id, seen.to_bytes()))

    def _retractions(
        self,
        gone: Sequence[Published],
        article_id: str,
        reason: RetractionReason,
        inbound: Inbound,
        replacement: str | None = None,
    ) -> list[Outbound]:
        now, trace = datetime.now(UTC), passed_on(inbound)
        return [
            self._outputs.retraction(
                each, article_id=article_id, reason=reason, now=now, trace=trace, replaced_by=replacement
            )
            for each in gone
        ]

    async def _seen(self, article_id: str, inbound: Inbound) -> Seen | None:
        if not self._settings.repeat_window_h:
            return None
        found = await self.memory.recall(inbound.tp, article_id)
        return None if found is None else Seen.from_bytes(found)
