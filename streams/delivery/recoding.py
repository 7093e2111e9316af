"""Coding old articles again with the coder of today, beside the workers and without their group.

Articles are read from the raw topic by time. Their events go where the first ones went, with the same ids for
the same acts; what the coder of today doesn't find any more is retracted. What the workers remember is read,
never written: it tells which text of an article is the latest, and which events it gave.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from schemas import ClassifiedArticle, DiplomacyEvent, RawArticle, RetractionReason
from streams.core.results import Relevance
from streams.delivery.actor_entries import entries_now
from streams.delivery.backlog import backlog
from streams.delivery.codec import read_raw
from streams.delivery.headers import passed_on
from streams.delivery.outbox import close_producer, open_producer, publish
from streams.delivery.outputs import Outputs
from streams.delivery.pool import LOADER, CoderPool
from streams.delivery.record import Done, Inbound, Outbound
from streams.delivery.repeats import Published, Seen, text_digest
from streams.errors import ArticleError, FatalError
from streams.ops.metrics import Metrics
from streams.settings import Settings
from streams.topics import RAW, SEEN

_Answer = TypeVar("_Answer")
_PREFIX = "code/"  # of what the coding stage remembers


@dataclass(slots=True)
class Tally:
    """What became of the articles that lay in the span of time."""

    read: int = 0
    irrelevant: int = 0
    outdated: int = 0
    """There is a later text of the article, or another corrects it."""
    repeated: int = 0
    coded: int = 0
    events: int = 0
    retractions: int = 0
    faults: list[tuple[Inbound, ArticleError]] = field(default_factory=list)
    coder_version: str = ""


@dataclass(frozen=True, slots=True)
class _Chosen:
    inbound: Inbound
    article: RawArticle
    relevance: Relevance
    digest: str


class _Known:
    """What is remembered of each article, in a file without a name."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("")
        self._file.execute("CREATE TABLE known (id TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID")

    def put(self, rows: Iterable[tuple[str, bytes]]) -> None:
        with self._file:
            self._file.executemany("INSERT OR REPLACE INTO known VALUES (?, ?)", rows)

    def get(self, article_id: str) -> Seen | None:
        found = self._file.execute("SELECT value FROM known WHERE id = ?", (article_id,)).fetchone()
        return Seen.from_bytes(found[0]) if found else None


async def recode(
    settings: Settings,
    *,
    since: datetime,
    until: datetime | None,
    dry_run: bool,
    loader: str = LOADER,
) -> Tally:
    """Code the articles again that the broker got from `since` until before `until`, None for now.

    `dry_run` codes and counts, and publishes nothing. Raises TransientError, TopicError, FatalError.
    """
    failed: asyncio.Future[FatalError] = asyncio.get_running_loop().create_future()
    pool = CoderPool(settings, Metrics(), on_fatal=failed.set_result, loader=loader)
    pool.use_actors((await entries_now(settings)).values())
    await pool.start()
    producer = None if dry_run else await open_producer(settings)
    recoding = asyncio.create_task(_Recoding(settings, pool, producer).run(since, until or datetime.now(UTC)))
    try:
        first: set[asyncio.Future[Any]] = {recoding, failed}
        await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        if not recoding.done():
            raise failed.result()
        return recoding.result()
    finally:
        recoding.cancel()
        await pool.stop()
        await close_producer(producer)


class _Recoding:
    """One run."""

    def __init__(self, settings: Settings, pool: CoderPool, producer: Any) -> None:
        self._settings = settings
        self._pool = pool
        self._producer = producer
        self._outputs = Outputs(settings)
        self._room = asyncio.Semaphore(settings.in_flight)
        self._remembered = _Known()
        self._here = _Known()
        self._tally = Tally()

    async def run(self, since: datetime, until: datetime) -> Tally:
        async for chunk in backlog(self._settings, SEEN):
            named = [(record, (record.key or b"").decode(errors="replace")) for record in chunk]
            self._remembered.put(
                (key.removeprefix(_PREFIX), record.value)
                for record, key in named
                if key.startswith(_PREFIX) and record.value
            )
        end = until.timestamp() * 1000
        async for chunk in backlog(self._settings, RAW, since=since):
            within = [record for record in chunk if since.timestamp() * 1000 <= record.timestamp < end]
            await self._recode(within)
        self._tally.coder_version = self._pool.coder_version
        return self._tally

    async def _recode(self, records: Sequence[Inbound]) -> None:
        """In the order of the records, but for the work of the coder."""
        self._tally.read += len(records)
        classified = await self._together(records, self._classify)
        chosen = [one for each in classified if (one := self._choose(*each))]
        coded = await self._together(chosen, self._code)
        batch = [
            Done(inbound=one.inbound, outputs=tuple(self._published(one, events))) for one, events in coded
        ]
        if self._producer is not None:
            await publish(self._producer, batch)

    async def _classify(self, record: Inbound) -> tuple[Inbound, RawArticle, Relevance]:
        article = read_raw(record, self._settings)
        return record, *await self._pool.classify(article, now=datetime.now(UTC))

    def _choose(self, record: Inbound, article: RawArticle, relevance: Relevance) -> _Chosen | None:
        """The article, if it is to be coded: about diplomacy, and its latest text."""
        digest = text_digest(article)
        remembered, here = self._remembered.get(article.id), self._here.get(article.id)
        if not relevance.relevant:
            self._tally.irrelevant += 1
        elif remembered is not None and (remembered.replaced_by or remembered.digest != digest):
            self._tally.outdated += 1
        elif here is not None and here.digest == digest:
            self._tally.repeated += 1
        else:
            self._here.put([(article.id, Seen(digest=digest).to_bytes())])
            return _Chosen(record, article, relevance, digest)
        return None

    async def _code(self, one: _Chosen) -> tuple[_Chosen, tuple[DiplomacyEvent, ...]]:
        now = datetime.now(UTC)
        classified = ClassifiedArticle.of(
            one.article,
            body=one.article.body or "",
            relevant=True,
            score=one.relevance.score,
            language=one.relevance.language,
            topics=one.relevance.topics,
            reason=one.relevance.reason,
            received_at=now,
        )
        return one, (await self._pool.code(classified, now=now)).events

    def _published(self, one: _Chosen, events: tuple[DiplomacyEvent, ...]) -> Iterable[Outbound]:
        """The events, and the retractions of what was published of this text and isn't found any more."""
        remembered = self._remembered.get(one.article.id)
        reason = RetractionReason.RECODED if remembered else RetractionReason.UPDATED
        before = remembered or self._here.get(one.article.id)
        gone = before.without(events) if before else ()
        now, trace = datetime.now(UTC), passed_on(one.inbound)
        self._tally.coded += 1
        self._tally.events += len(events)
        self._tally.retractions += len(gone)
        supersedes = tuple(each.event_id for each in gone)
        for event in events:
            told = event.model_copy(update={"supersedes": supersedes})
            yield from self._outputs.event(told, trace=trace, arrived=None)
        for each in gone:
            yield self._outputs.retraction(
                each, article_id=one.article.id, reason=reason, now=now, trace=trace
            )
        seen = Seen(digest=one.digest, events=tuple(map(Published.of, events)))
        self._here.put([(one.article.id, seen.to_bytes())])

    async def _together(
        self, items: Sequence[Any], work: Callable[[Any], Awaitable[_Answer]]
    ) -> list[_Answer]:
        """The answers in the order of the items; what fails is noted and left out."""

        async def do(item: Any) -> _Answer | ArticleError:
            async with self._room:
                try:
                    return await work(item)
                except ArticleError as exc:
                    return exc

        answers = await asyncio.gather(*map(do, items))
        found = []
        for item, answer in zip(items, answers, strict=True):
            if isinstance(answer, ArticleError):
                record = item.inbound if isinstance(item, _Chosen) else item
                self._tally.faults.append((record, answer))
            else:
                found.append(answer)
        return found
