"""One coder and the batches that it has: the one it is on and the next, so that it never waits for us.

A batch that fails is done again one article at a time, in a fresh process, so that what was wrong costs one
article and nothing else. The batch behind it was not begun, and is asked of the fresh process as it is.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from streams.delivery.coder_process import CoderHome
from streams.delivery.pool_worker import Actors, Answer, Answers, Job
from streams.errors import ArticleError, CoderKilled, CoderTimedOut, MalformedArticle
from streams.ops.metrics import Metrics
from streams.settings import MIB, Settings

logger = logging.getLogger(__name__)

AHEAD = 2
"""Batches that a coder has at most. With one it waits from its answer until the next question is there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A job and who waits for its answer."""

    job: Job
    answer: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass(slots=True)
class _Batch:
    asked: Sequence[Asked]
    answers: asyncio.Task[Answers] | None = None


class Seat:
    """A coder at work. `number` names it in metrics; `freed` is called when it has room for a batch."""

    def __init__(
        self, home: CoderHome, number: int, *, settings: Settings, metrics: Metrics, freed: Callable[[], None]
    ) -> None:
        self.home = home
        self.coder_version = ""
        self.loaded = False
        self._number = str(number)
        self._settings = settings
        self._metrics = metrics
        self._freed = freed
        self._line: deque[_Batch] = deque()
        self._came = asyncio.Event()
        self._told = self._actors = Actors(())

    @property
    def room(self) -> int:
        """How many more batches it can be given."""
        return max(0, AHEAD - len(self._line)) if self.loaded else 0

    def use_actors(self, actors: Actors) -> None:
        """These from the next batch on that isn't asked yet."""
        self._actors = actors

    def take(self, asked: Sequence[Asked]) -> None:
        """Give it a batch, where it has room."""
        self._line.append(_Batch(asked))
        self._came.set()
        if self._line[0].answers is not None:
            self._ask()

    async def run(self) -> None:
        """Load the coder, then answer until cancelled. Raises FatalError where it can't be loaded."""
        try:
            await self._open()
            while True:
                await self._came.wait()
                await self._answer_first()
                if not self._line:
                    self._came.clear()
                self._freed()
        finally:
            for batch in self._line:
                if batch.answers is not None:
                    batch.answers.cancel()
                for asked in batch.asked:
                    asked.answer.cancel()

    async def _open(self) -> None:
        self.coder_version = await self.home.open()
        self._told = Actors(())
        self.loaded = True
        logger.info("coder loaded", extra={"coder_version": self.coder_version})
        self._freed()

    async def _reopen(self, why: str) -> None:
        """Begin anew with a fresh coder; what it was asked is asked again."""
        self.loaded = False
        self._metrics.pool_restarts.labels(reason=why).inc()
        await self.home.close()
        unanswered = [batch.answers for batch in self._line if batch.answers is not None]
        for batch in self._line:
            batch.answers = None
        # Each closes the home in its turn: none may be left when the next coder is there.
        await asyncio.gather(*unanswered, return_exceptions=True)
        await self._open()

    def _ask(self) -> None:
        """Hand over what it may have. After live actors changed, those that it has are answered first."""
        for batch in list(self._line)[:AHEAD]:
            if batch.answers is None and self._told == self._actors:
                question = self.home.ask(
                    [asked.job for asked in batch.asked], within_s=self._settings.article_time_limit_s
                )
                batch.answers = asyncio.create_task(question, name="coder-batch")

    async def _answer_first(self) -> None:
        first = self._line[0]
        if first.answers is None:
            if self.home.gone:  # between two batches, so no article of this one did it
                logger.warning(
                    "coder process replaced", extra={"error": "it died while it had nothing to do"}
                )
                await self._reopen("died")
            await self._tell()
        self._ask()
        assert first.answers is not None  # noqa: S101  # it has the live actors of now
        try:
            answers = await first.answers
        except (CoderTimedOut, CoderKilled) as exc:
            await self._failed(exc)
        else:
            self._line.popleft()
            await self._answered(first.asked, answers)

    async def _tell(self) -> None:
        """Give it the live actors of now, if it has others."""
        while self._told != (actors := self._actors):
            try:
                await self.home.tell(actors)
                self._told = actors
            except (CoderTimedOut, CoderKilled) as exc:
                logger.warning("coder process replaced", extra={"error": str(exc)})
                await self._reopen(_why(exc))

    async def _failed(self, exc: CoderTimedOut | CoderKilled) -> None:
        """The first batch did it: the process answers one after the other."""
        first = self._line.popleft()
        logger.warning("coder process replaced", extra={"articles": len(first.asked), "error": str(exc)})
        await self._reopen(_why(exc))
        if len(first.asked) == 1:
            settle(first.asked[0], exc)
        else:
            self._singly(first.asked)

    async def _answered(self, asked: Sequence[Asked], answers: Answers) -> None:
        self._metrics.coder_memory.labels(coder=self._number).set(answers.resident_mib * MIB)
        starved = []
        for each, answer in zip(asked, answers.answers, strict=True):
            if answer.starved and len(asked) > 1:
                starved.append(each)  # who took the memory shows when each goes alone
            else:
                settle(each, answer)
        recycle = self._settings.pool_recycle_mib
        if any(answer.starved for answer in answers.answers) or 0 < recycle < answers.resident_mib:
            logger.warning("coder process replaced", extra={"resident_mib": answers.resident_mib})
            await self._reopen("memory")
        self._singly(starved)

    def _singly(self, asked: Sequence[Asked]) -> None:
        """Each alone, before all others. Whoever asked may have gone: its partition was given up."""
        self._line.extendleft(_Batch([each]) for each in reversed(asked) if not each.answer.done())


def _why(exc: CoderTimedOut | CoderKilled) -> str:
    return "timeout" if isinstance(exc, CoderTimedOut) else "died"


def settle(asked: Asked, answer: Answer | ArticleError) -> None:
    """Tell whoever asked."""
    if asked.answer.done():
        return
    if isinstance(answer, ArticleError):
        asked.answer.set_exception(answer)
    elif answer.error:
        stage = "validate" if answer.error is MalformedArticle else None
        asked.answer.set_exception(answer.error(answer.fault, stage=stage))
    else:
        asked.answer.set_result(answer.result)
