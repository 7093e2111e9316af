"""The coder pool: articles in small batches to coder processes that may crash, hang or eat memory.

Nobody waits for a batch to fill: while the coders are busy others come, and a coder that has room takes what
is there. So batches are as large as the load makes them, up to a bound, and an article that comes alone goes
alone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from schemas import ActorEntry, RawArticle
from streams.core.results import Coding, Relevance
from streams.delivery.codec import check_sizes
from streams.delivery.coder_process import CoderHome, CoderProcess, CoderThread
from streams.delivery.pool_worker import Actors, Hello, Job, Work
from streams.delivery.seat import Asked, Seat
from streams.errors import FatalError
from streams.ops.metrics import Metrics
from streams.settings import Settings

LOADER = "streams.core.coder:load_coder"


class CoderPool:
    """`settings.pool_size` coder processes (or one thread, at 0).

    What was read is coded before more is read: so little lies between the stages, and an article that was
    begun is soon done. `on_fatal` is called once when the coder can't be loaded any more.
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
        self._on_fatal = on_fatal
        options = {"model": settings.model, "longest_sentence": settings.max_sentence_chars}
        hello = Hello(loader, options, settings.pool_memory_limit_mib)
        self.homes: list[CoderHome] = [CoderProcess(hello) for _ in range(settings.pool_size)]
        self.homes = self.homes or [CoderThread(hello)]
        self._seats = [
            Seat(home, number, settings=settings, metrics=metrics, freed=self._freed)
            for number, home in enumerate(self.homes)
        ]
        self._waiting: dict[Work, deque[Asked]] = {work: deque() for work in (Work.CODE, Work.CLASSIFY)}
        self._tasks: list[asyncio.Task[None]] = []
        self._opened = asyncio.Event()
        self._fault: FatalError | None = None

    @property
    def ready(self) -> bool:
        """At least one coder is loaded."""
        return any(seat.loaded for seat in self._seats)

    @property
    def coder_version(self) -> str:
        """Of the coders; "" before the first is loaded."""
        return next((seat.coder_version for seat in self._seats if seat.coder_version), "")

    async def start(self) -> None:
        """Start loading the coders; work given meanwhile waits."""
        self._tasks = [asyncio.create_task(self._run(seat), name="coder") for seat in self._seats]

    async def loaded(self) -> None:
        """Wait for the first coder. Raises FatalError where none can be loaded."""
        await self._opened.wait()
        if self._fault is not None:
            raise self._fault

    async def stop(self) -> None:
        """Kill the processes; whoever waits for an answer is cancelled."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for home in self.homes:
            await home.close()
        for queue in self._waiting.values():
            while queue:
                queue.popleft().answer.cancel()

    def use_actors(self, entries: Iterable[ActorEntry]) -> None:
        """Each coder uses these live entries, and no others, from its next batch on."""
        actors = Actors(tuple(entries))
        for seat in self._seats:
            seat.use_actors(actors)

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
        asked = Asked(job)
        self._waiting[job.work].append(asked)
        # Not at once: those that are read in this turn of the loop go together.
        asyncio.get_running_loop().call_soon(self._hand_out)
        return await asked.answer

    async def _run(self, seat: Seat) -> None:
        try:
            await seat.run()
        except FatalError as exc:
            self._fault = exc
            self._opened.set()
            self._on_fatal(exc)

    def _freed(self) -> None:
        if self.ready:
            self._opened.set()
        self._hand_out()

    def _hand_out(self) -> None:
        """Give what waits to the coders that have room, the least busy first."""
        while room := max(seat.room for seat in self._seats):
            idlest = [seat for seat in self._seats if seat.room == room]
            batch = self._next_batch(len(idlest))
            if not batch:
                return
            idlest[0].take(batch)

    def _next_batch(self, sharers: int) -> list[Asked]:
        """Of one kind of work: a fair share of what waits, so much as is answered soon."""
        for queue in self._waiting.values():
            most = min(self._settings.batch_size, -(-len(queue) // sharers))
            batch: list[Asked] = []
            chars = 0
            while queue and len(batch) < max(1, most):
                chars += _length(queue[0].job.article)
                if batch and chars > self._settings.batch_chars:
                    break
                asked = queue.popleft()
                if not asked.answer.done():  # whoever asked may have gone: its partition was given up
                    batch.append(asked)
            if batch:
                return batch
        return []


def _length(article: RawArticle) -> int:
    return len(article.body or article.html or "")
