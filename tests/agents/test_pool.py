"""One bad article costs itself: real coder processes that hang, die, raise and grow."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from schemas import RawArticle
from streams.delivery.coder_process import CoderProcess
from streams.delivery.pool import CoderPool
from streams.errors import (
    CoderFailed,
    CoderKilled,
    CoderTimedOut,
    FatalError,
    MalformedArticle,
    OversizedArticle,
)
from streams.ops.metrics import Metrics
from streams.settings import Settings, load_settings
from tests.agents.conftest import FAKE

NOW = datetime(2025, 10, 28, tzinfo=UTC)
T = TypeVar("T")


def article(body: str, name: str = "a") -> RawArticle:
    return RawArticle(id=name, body=body)


@asynccontextmanager
async def running(settings: Settings, loader: str = FAKE) -> AsyncIterator[CoderPool]:
    fatal: list[FatalError] = []
    pool = CoderPool(settings, Metrics(), on_fatal=fatal.append, loader=loader)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.stop()
        assert not fatal


def in_pool(settings: Settings, scenario: Callable[[CoderPool], Awaitable[T]]) -> T:
    async def main() -> T:
        async with asyncio.timeout(60), running(settings) as pool:
            return await scenario(pool)

    return asyncio.run(main())


@pytest.mark.parametrize("size", [0, 1, 2])
def test_every_article_is_coded(settings: Settings, size: int) -> None:
    async def scenario(pool: CoderPool) -> list[str]:
        codings = await asyncio.gather(*(pool.code(article("x", f"a{i}"), now=NOW) for i in range(40)))
        return [coding.article_id for coding in codings]

    assert in_pool(settings.model_copy(update={"pool_size": size}), scenario) == [f"a{i}" for i in range(40)]


@pytest.mark.parametrize(
    ("body", "fault"), [("hang", CoderTimedOut), ("die", CoderKilled), ("raise oops", CoderFailed)]
)
def test_one_bad_article_among_good_ones(settings: Settings, body: str, fault: type[Exception]) -> None:
    async def scenario(pool: CoderPool) -> list[object]:
        bodies = ["x", "x", body, "x", "x"]
        asked = (pool.code(article(text), now=NOW) for text in bodies)
        return list(await asyncio.gather(*asked, return_exceptions=True))

    results = in_pool(settings, scenario)
    assert [isinstance(result, Exception) for result in results] == [False, False, True, False, False]
    assert isinstance(results[2], fault)


def test_an_article_that_eats_memory(settings: Settings) -> None:
    limited = settings.model_copy(update={"pool_memory_limit_mib": 300, "article_time_limit_s": 20.0})

    async def scenario(pool: CoderPool) -> list[object]:
        asked = (pool.code(article(text), now=NOW) for text in ("eat", "x"))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    eaten, other = in_pool(limited, scenario)
    assert isinstance(eaten, CoderKilled)
    assert not isinstance(other, Exception)


def test_articles_behind_one_that_left_no_memory_are_coded(settings: Settings) -> None:
    limited = settings.model_copy(update={"pool_memory_limit_mib": 300, "article_time_limit_s": 20.0})

    async def scenario(pool: CoderPool) -> list[object]:
        asked = (pool.code(article(text), now=NOW) for text in ("eat", "grow 40", "grow 40"))
        return list(await asyncio.gather(*asked, return_exceptions=True))

    results = in_pool(limited, scenario)
    assert [isinstance(result, Exception) for result in results] == [True, False, False]


def test_a_body_made_of_html_is_limited_too(settings: Settings) -> None:
    text = "The ministers of Japan and the United States met in Tokyo on Tuesday. " * 20

    async def scenario(pool: CoderPool) -> None:
        page = RawArticle(id="p", html=f"<html><body><article><p>{text}</p></article></body></html>")
        await pool.classify(page, now=NOW)

    with pytest.raises(OversizedArticle, match="DIPLOMACY_MAX_BODY_CHARS"):
        in_pool(settings.model_copy(update={"max_body_chars": 500}), scenario)


def test_a_grown_process_is_replaced_between_batches(settings: Settings) -> None:
    recycling = settings.model_copy(update={"pool_recycle_mib": 150, "article_time_limit_s": 20.0})

    async def scenario(pool: CoderPool) -> tuple[int | None, int | None]:
        home = pool.homes[0]
        assert isinstance(home, CoderProcess)
        await pool.code(article("x"), now=NOW)
        before = home.pid
        await pool.code(article("grow 200"), now=NOW)
        await pool.code(article("x"), now=NOW)
        return before, home.pid

    before, after = in_pool(recycling, scenario)
    assert before != after


def test_classifying_makes_the_body_of_a_page(settings: Settings) -> None:
    text = (
        "The ministers of Japan and the United States met in Tokyo on Tuesday and signed an agreement. " * 2
    )

    async def scenario(pool: CoderPool) -> tuple[RawArticle, object]:
        page = RawArticle(id="p", html=f"<html><body><article><p>{text}</p></article></body></html>")
        return await pool.classify(page, now=NOW)

    complete, _ = in_pool(settings, scenario)
    assert complete.body
    assert "signed an agreement" in complete.body


def test_a_page_without_an_article_is_malformed(settings: Settings) -> None:
    async def scenario(pool: CoderPool) -> None:
        await pool.classify(RawArticle(id="p", html="<html><body>404</body></html>"), now=NOW)

    with pytest.raises(MalformedArticle, match="no article text"):
        in_pool(settings, scenario)


def test_a_coder_that_cannot_be_loaded_is_fatal(settings: Settings) -> None:
    async def main() -> FatalError:
        fatal = asyncio.get_running_loop().create_future()
        pool = CoderPool(
            settings, Metrics(), on_fatal=fatal.set_result, loader="tests.agents.fake_coder:missing"
        )
        await pool.start()
        async with asyncio.timeout(30):
            told: FatalError = await fatal
        await pool.stop()
        return told

    assert "missing" in str(asyncio.run(main()))


def test_a_process_that_died_while_it_had_nothing_to_do_costs_no_article(settings: Settings) -> None:
    async def scenario(pool: CoderPool) -> str:
        await pool.code(article("x"), now=NOW)
        [home] = [home for home in pool.homes if isinstance(home, CoderProcess)]
        assert home.pid
        os.kill(home.pid, signal.SIGKILL)
        await asyncio.to_thread(os.waitid, os.P_PID, home.pid, os.WEXITED | os.WNOWAIT)
        return (await pool.code(article("x", "next"), now=NOW)).article_id

    assert in_pool(settings, scenario) == "next"


def test_a_process_that_is_killed_while_it_loads_is_started_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODER_DEATHS", str(tmp_path))

    async def main() -> str:
        loader = "tests.agents.fake_coder:load_at_the_third_try"
        async with asyncio.timeout(60), running(settings, loader) as pool:
            return (await pool.code(article("x"), now=NOW)).article_id

    assert asyncio.run(main()) == "a"
    assert len(list(tmp_path.iterdir())) == 2


def test_no_process_is_left(settings: Settings) -> None:
    async def scenario(pool: CoderPool) -> list[int]:
        await pool.code(article("x"), now=NOW)
        return [home.pid for home in pool.homes if isinstance(home, CoderProcess) and home.pid]

    pids = in_pool(settings, scenario)
    assert pids
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_settings_with_secrets_do_not_reach_the_coder(monkeypatch: pytest.MonkeyPatch) -> None:
    from streams.delivery.coder_process import _environment

    monkeypatch.setenv("DIPLOMACY_SASL_PASSWORD", "s3cret")
    assert "s3cret" not in _environment().values()
    assert load_settings(security_protocol="PLAINTEXT").sasl_password is not None
