"""The coder pool: articles in small batches to coder processes that may crash, hang or eat memory.

A batch that fails is done again one article at a time, in a fresh process, so that what was wrong costs
one article and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from schemas import ActorEntry, RawArticle
from streams.core.results import Coding, Relevance
from streams.delivery.codec import check_sizes
from streams.delivery.coder_process import CoderHome, CoderProcess, CoderThread
from streams.delivery.pool_worker import Actors, Answer, Hello, Job, Work
from streams.errors import ArticleError, CoderKilled, CoderTimedOut, FatalError, MalformedArticle
from streams.ops.metrics import Metrics
from streams.settings import MIB, Settings

logger = logging.getLogger(__name__)

LOADER = "streams.core.coder:load_coder"


@dataclass(frozen=True, slots=True)
class _Asked:
    job: Job
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class CoderPool:
    """`settings.pool_size` coder processes (or one thread, at 0) behind one queue.

    `on_fatal` is called once when the coder can't be loaded any more.
    """

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        *,
        on_fatal: Callable[[FatalError], None],
        loader: str = LOADER,
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._on_fatal = on_fatal
        options = {"model": settings.model, "longest_sentence": settings.max_sentence_chars}
        hello = Hello(loader, options, settings.pool_memory_limit_mib)
        self.homes: list[CoderHome] = [CoderProcess(hello) for _ in range(settings.pool_size)]
        self.homes = self.homes or [CoderThread(hello)]
        self._queue: asyncio.Queue[_Asked] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._loaded = 0
        self._actors = Actors(())
        self._told: dict[CoderHome, Actors] = {}
        self.coder_version = ""

    @property
    def ready(self) -> bool:
        """At least one coder is loaded."""
        return self._loaded > 0

    async def start(self) -> None:
        """Start loading the coders; work given meanwhile waits."""
        self._tasks = [asyncio.create_task(self._serve(home), name="coder") for home in self.homes]

    async def stop(self) -> None:
        """Kill the processes; whoever waits for an answer is cancelled."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for home in self.homes:
            await home.close()
        while not self._queue.empty():
            self._queue.get_nowait().answer.cancel()

    def use_actors(self, entries: Iterable[ActorEntry]) -> None:
        """Each coder uses these live entries, and no others, from its next batch on."""
        self._actors = Actors(tuple(entries))

    async def classify(self, article: RawArticle, *, now: datetime) -> tuple[RawArticle, Relevance]:
        """The article with its body (made from its html if need be) and its relevance.

        Raises ArticleError.
        """
        answer: tuple[RawArticle, Relevance] = await self._ask(Job(Work.CLASSIFY, article, now))
        check_sizes(answer[0], self._settings)  # the body may have been made of html only there
        return answer

    async def code(self, article: RawArticle, *, now: datetime) -> Coding:
        """The article's events. Raises ArticleError."""
        answer: Coding = await self._ask(Job(Work.CODE, article, now))
        return answer

    async def _ask(self, job: Job) -> Any:
        asked = _Asked(job)
        self._queue.put_nowait(asked)
        return await asked.answer

    async def _serve(self, home: CoderHome) -> None:
        batch: list[_Asked] = []
        try:
            await self._open(home)
            while True:
                batch = await self._next_batch()
                await self._answer(home, batch)
        except FatalError as exc:
            self._on_fatal(exc)
        finally:
            for asked in batch:
                asked.answer.cancel()

    async def _open(self, home: CoderHome) -> None:
        self.coder_version = await home.open()
        self._told[home] = Actors(())
        self._loaded += 1
        logger.info("coder loaded", extra={"coder_version": self.coder_version})

    async def _reopen(self, home: CoderHome, why: str) -> None:
        self._loaded -= 1
        self._metrics.pool_restarts.labels(reason=why).inc()
        await home.close()
        await self._open(home)

    async def _tell(self, home: CoderHome) -> None:
        """Give it the live actors of now, if it has others."""
        while self._told[home] != (actors := self._actors):
            try:
                await home.tell(actors)
                self._told[home] = actors
            except (CoderTimedOut, CoderKilled) as exc:
                logger.warning("coder process replaced", extra={"error": str(exc)})
                await self._reopen(home, "timeout" if isinstance(exc, CoderTimedOut) else "died")

    async def _next_batch(self) -> list[_Asked]:
        batch = [await self._queue.get()]
        deadline = asyncio.get_running_loop().time() + self._settings.batch_wait_ms / 1000
        while len(batch) < self._settings.batch_size:
            try:
                async with asyncio.timeout_at(deadline):
                    batch.append(await self._queue.get())
            except TimeoutError:
                break
        # Whoever asked may have gone: its partition was given up.
        return [asked for asked in batch if not asked.answer.done()]

    async def _answer(self, home: CoderHome, batch: list[_Asked]) -> None:
        if not batch:
            return
        if home.gone:  # between two batches, so no article of this one did it
            logger.warning("coder process replaced", extra={"error": "it died while it had nothing to do"})
            await self._reopen(home, "died")
        await self._tell(home)
        try:
            answers = await home.ask(
                [asked.job for asked in batch], within_s=self._settings.article_time_limit_s
            )
        except (CoderTimedOut, CoderKilled) as exc:
            logger.warning("coder process replaced", extra={"articles": len(batch), "error": str(exc)})
            await self._reopen(home, "timeout" if isinstance(exc, CoderTimedOut) else "died")
            if len(batch) == 1:
                _settle(batch[0], exc)
                return
            for asked in batch:
                await self._answer(home, [asked])
            return
        coder = str(self.homes.index(home))
        self._metrics.coder_memory.labels(coder=coder).set(answers.resident_mib * MIB)
        starved = []
        for asked, answer in zip(batch, answers.answers, strict=True):
            if answer.starved and len(batch) > 1:
                starved.append(asked)  # who took the memory shows when each goes alone
            else:
                _settle(asked, answer)
        recycle = self._settings.pool_recycle_mib
        if any(answer.starved for answer in answers.answers) or 0 < recycle < answers.resident_mib:
            logger.warning("coder process replaced", extra={"resident_mib": answers.resident_mib})
            await self._reopen(home, "memory")
        for asked in starved:
            await self._answer(home, [asked])


def _settle(asked: _Asked, answer: Answer | ArticleError) -> None:
    if asked.answer.done():
        return
    if isinstance(answer, ArticleError):
        asked.answer.set_exception(answer)
    elif answer.error:
        stage = "validate" if answer.error is MalformedArticle else None
        asked.answer.set_exception(answer.error(answer.fault, stage=stage))
    else:
        asked.answer.set_result(answer.result)
