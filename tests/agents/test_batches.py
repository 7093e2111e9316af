"""How articles come to coders: none waits for others, no coder waits for us, only who is guilty is blamed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from schemas import RawArticle
from streams.core.results import Coding, Relevance
from streams.delivery.pool import CoderPool
from streams.delivery.pool_worker import Actors, Answer, Answers, Job, Work
from streams.errors import CoderKilled
from streams.ops.metrics import Metrics
from streams.settings import Settings

NOW = datetime(2025, 10, 28, tzinfo=UTC)
VERDICT = Relevance(relevant=False, score=0.0, language="en", topics=(), reason="")


class Home:
    """A coder that notes what it is asked, and answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Work, ...]] = []
        self.opened = 0
        self._waiting: list[asyncio.Future[Exception | None]] = []
        self._jobs: list[Sequence[Job]] = []

    @property
    def gone(self) -> bool:
        return False

    async def open(self) -> str:
        self.opened += 1
        return "noting"

    async def tell(self, actors: Actors) -> None:
        pass

    async def ask(self, jobs: Sequence[Job], *, within_s: float) -> Answers:
        self.asked.append(tuple(job.work for job in jobs))
        told: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(told)
        if (fault := await told) is not None:
            raise fault
        return Answers(tuple(_answer(job) for job in jobs), resident_mib=1)

    async def close(self) -> None:
        for each in self._waiting:
            each.cancel()
        self._waiting.clear()

    def answer(self, fault: Exception | None = None) -> None:
        self._waiting.pop(0).set_result(fault)


def _answer(job: Job) -> Answer:
    if job.work is Work.CLASSIFY:
        return Answer((job.article, VERDICT))
    return Answer(Coding(job.article.id, VERDICT, ()))


class Scene:
    """A pool of such coders."""

    def __init__(self, settings: Settings, coders: int = 1) -> None:
        self.homes = [Home() for _ in range(coders)]
        self.pool = CoderPool(settings.model_copy(update={"pool_size": coders}), Metrics(), on_fatal=print)
        for seat, home in zip(self.pool._seats, self.homes, strict=True):
            seat.home = home
        self.asking: list[asyncio.Task[object]] = []

    async def __aenter__(self) -> Scene:
        await self.pool.start()
        await settled()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.pool.stop()

    async def code(self, *names: str, body: str = "x") -> None:
        self.asking += [
            asyncio.create_task(self.pool.code(RawArticle(id=name, body=body), now=NOW)) for name in names
        ]
        await settled()

    async def classify(self, *names: str) -> None:
        self.asking += [
            asyncio.create_task(self.pool.classify(RawArticle(id=name, body="x"), now=NOW)) for name in names
        ]
        await settled()

    async def answer(self, fault: Exception | None = None) -> None:
        self.homes[0].answer(fault)
        await settled()


async def settled() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def sizes(home: Home) -> list[int]:
    return [len(batch) for batch in home.asked]


def test_an_article_that_comes_alone_goes_alone_and_at_once(settings: Settings) -> None:
    async def scenario() -> list[int]:
        async with Scene(settings) as scene:
            await scene.code("a")
            return sizes(scene.homes[0])

    assert asyncio.run(scenario()) == [1]


def test_a_coder_has_its_next_batch_before_it_is_done_and_no_more_than_that(settings: Settings) -> None:
    async def scenario() -> tuple[list[int], list[int]]:
        async with Scene(settings) as scene:
            await scene.code("a")
            await scene.code("b", "c")
            await scene.code("d", "e", "f")
            before = sizes(scene.homes[0])
            await scene.answer()
            return before, sizes(scene.homes[0])

    before, after = asyncio.run(scenario())
    assert before == [1, 2]
    assert after == [1, 2, 3]


def test_what_came_together_is_shared_among_coders_that_have_nothing_to_do(settings: Settings) -> None:
    async def scenario() -> list[list[int]]:
        async with Scene(settings, coders=2) as scene:
            await scene.code("a", "b", "c", "d")
            return [sizes(home) for home in scene.homes]

    assert asyncio.run(scenario()) == [[2], [2]]


def test_a_batch_ends_at_so_many_articles_and_at_so_much_text(settings: Settings) -> None:
    small = settings.model_copy(update={"batch_size": 3, "batch_chars": 1000})

    async def scenario() -> list[int]:
        async with Scene(small) as scene:
            await scene.code("a", "b", "c", "d")
            await scene.code("e", "f", body="x" * 600)
            for _ in range(3):
                await scene.answer()
            return sizes(scene.homes[0])

    assert asyncio.run(scenario()) == [3, 1, 1, 1]


def test_what_was_read_is_coded_before_more_is_read(settings: Settings) -> None:
    async def scenario() -> list[set[Work]]:
        async with Scene(settings.model_copy(update={"batch_size": 2})) as scene:
            await scene.classify("a", "b", "c", "d", "e", "f", "g", "h")
            await scene.code("i", "j", "k")
            for _ in range(4):
                await scene.answer()
            return [set(batch) for batch in scene.homes[0].asked]

    code, read = {Work.CODE}, {Work.CLASSIFY}
    assert asyncio.run(scenario()) == [read, read, code, code, read, read]


def test_who_is_behind_a_batch_that_killed_the_coder_is_not_blamed(settings: Settings) -> None:
    async def scenario() -> tuple[list[int], int, list[object]]:
        async with Scene(settings) as scene:
            [home] = scene.homes
            await scene.code("guilty")
            await scene.code("behind", "too")
            await scene.answer(CoderKilled("it died"))
            asked = sizes(home)
            await scene.answer()
            answers = await asyncio.gather(*scene.asking, return_exceptions=True)
            return asked, home.opened, list(answers)

    asked, opened, [guilty, *others] = asyncio.run(scenario())
    assert asked == [1, 2, 2]  # the second is asked again, of a fresh coder
    assert opened == 2
    assert isinstance(guilty, CoderKilled)
    assert [isinstance(each, Coding) for each in others] == [True, True]


def test_of_a_batch_that_killed_the_coder_each_goes_alone_before_all_others(settings: Settings) -> None:
    async def scenario() -> tuple[list[int], list[type]]:
        async with Scene(settings) as scene:
            await scene.code("a", "guilty", "c")
            await scene.code("d", "e")
            await scene.answer(CoderKilled("it died"))
            await scene.answer()
            await scene.answer(CoderKilled("it died again"))
            for _ in range(2):
                await scene.answer()
            answers = await asyncio.gather(*scene.asking, return_exceptions=True)
            return sizes(scene.homes[0]), [type(each) for each in answers]

    asked, answers = asyncio.run(scenario())
    # three and two; the first alone and the next ahead; the last ahead and again; the two at the end
    assert asked == [3, 2, 1, 1, 1, 1, 2]
    assert answers == [Coding, CoderKilled, Coding, Coding, Coding]


@pytest.mark.parametrize("coders", [1, 2])
def test_nobody_is_left_waiting_when_the_pool_stops(settings: Settings, coders: int) -> None:
    async def scenario() -> list[object]:
        async with Scene(settings, coders) as scene:
            for number in range(6):
                await scene.code(str(number))
        return list(await asyncio.gather(*scene.asking, return_exceptions=True))

    assert {type(each) for each in asyncio.run(scenario())} == {asyncio.CancelledError}
