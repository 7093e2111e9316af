"""The coder process: `python -m streams.delivery.pool_worker FD`, talking to its worker over a socket.

It imports neither Faust nor aiokafka, ignores the signals of the terminal and the supervisor (the worker
decides when it ends), and dies with the worker, even when that is killed.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from schemas import ActorEntry, RawArticle, in_one_line
from streams.core.page import complete
from streams.errors import ArticleError, CoderFailed, CoderKilled, MalformedArticle
from streams.ops.allocator import give_back

_PR_SET_PDEATHSIG = 1
_MIB = 1024 * 1024
_GIVE_BACK_S = 2.0


class Work(StrEnum):
    """What is asked of the coder."""

    CLASSIFY = "classify"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Hello:
    """First message to a coder process. `loader` is `module:function`, called with `options`."""

    loader: str
    options: dict[str, Any]
    memory_limit_mib: int


@dataclass(frozen=True, slots=True)
class Ready:
    """The coder is loaded; `fault` is set when it isn't."""

    version: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Actors:
    """All live entries, to be used from now on; the answer is `Ready`."""

    entries: tuple[ActorEntry, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """One article and what to do with it; `now` is the reference time."""

    work: Work
    article: RawArticle
    now: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """The result, or what is wrong with the article: whose fault it is, and the words for it."""

    result: Any = None
    error: type[ArticleError] | None = None
    fault: str = ""

    @property
    def starved(self) -> bool:
        """The process met its memory limit, and nobody knows what is left of it."""
        return self.error is CoderKilled


@dataclass(frozen=True, slots=True)
class Answers:
    """One answer a job, in the order of the jobs, and the process's resident memory."""

    answers: tuple[Answer, ...]
    resident_mib: int


def load(hello: Hello) -> Any:
    """Build the coder that `hello` names."""
    module, _, function = hello.loader.partition(":")
    return getattr(import_module(module), function)(**hello.options)


def tell(coder: Any, actors: Actors) -> Ready:
    """Give the coder the live entries."""
    try:
        coder.use_actors(actors.entries)
    except Exception as exc:
        return Ready(fault=_told(exc))
    return Ready(version=str(coder.version))


def answer(coder: Any, jobs: Sequence[Job]) -> tuple[Answer, ...]:
    """Do the jobs, those to code in one call; a job that raises spoils no other."""
    to_code = [job for job in jobs if job.work is Work.CODE]
    coded: dict[int, Answer] = {}
    if len(to_code) > 1:
        with contextlib.suppress(Exception):  # one of them raises: find out which by coding each alone
            results = coder.code_many([job.article for job in to_code], now=to_code[0].now)
            if len(results) == len(to_code):
                coded = {id(job): Answer(result) for job, result in zip(to_code, results, strict=True)}
    return tuple(coded.get(id(job)) or _answer_one(coder, job) for job in jobs)


def _answer_one(coder: Any, job: Job) -> Answer:
    try:
        if job.work is Work.CLASSIFY:
            return _classified(coder, job.article)
        return Answer(coder.code(job.article, now=job.now))
    except MemoryError as exc:
        return Answer(error=CoderKilled, fault=f"over the memory limit of a coder process: {_told(exc)}")
    except Exception as exc:
        return Answer(error=CoderFailed, fault=_told(exc))


def _classified(coder: Any, article: RawArticle) -> Answer:
    """The article with its body, and the coder's verdict on it."""
    try:
        complete_article = complete(article)
    except ValueError as exc:
        fault = in_one_line(exc) if isinstance(exc, ValidationError) else str(exc)
        return Answer(error=MalformedArticle, fault=fault)
    return Answer((complete_article, coder.classify(complete_article)))


def _told(exc: BaseException) -> str:
    """The exception with the place it came from, in one line, for a dead letter."""
    frames = traceback.extract_tb(exc.__traceback__)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(exc).__name__}: {exc}{place}"


def resident_mib() -> int:
    """MiB of this process that are in memory."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return pages * resource.getpagesize() // _MIB


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked to be told
        sys.exit(1)


def main(descriptor: int, parent: int) -> None:
    """Load the coder, then answer until the worker closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _die_with(parent)
    worker = Connection(descriptor)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        hello: Hello = worker.recv()
        try:
            if hello.memory_limit_mib:
                # Private memory, not address space: models map far more than they touch.
                limit = hello.memory_limit_mib * _MIB
                resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
            coder = load(hello)
        except Exception as exc:
            worker.send(Ready(fault=_told(exc)))
            return
        worker.send(Ready(version=str(coder.version)))
        given_back = 0.0
        while True:
            asked: Actors | Sequence[Job] = worker.recv()
            if isinstance(asked, Actors):
                worker.send(tell(coder, asked))
            else:
                worker.send(Answers(answer(coder, asked), resident_mib()))
                # Parsing takes and frees blocks that stay with the process otherwise: 25 MiB of its 330.
                if time.monotonic() - given_back > _GIVE_BACK_S:
                    give_back()
                    given_back = time.monotonic()


if __name__ == "__main__":
    # Under `-m` this module is `__main__`; what it sends must be of the module that the worker imports.
    from streams.delivery import pool_worker

    pool_worker.main(int(sys.argv[1]), int(sys.argv[2]))
