"""Where the coder runs: a process of its own, or a thread of the worker. Both answer batches of jobs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, Protocol

from streams.delivery.pool_worker import Actors, Answers, Hello, Job, Ready, answer, load, tell
from streams.errors import CoderKilled, CoderTimedOut, FatalError
from streams.settings import ENV_PREFIX

logger = logging.getLogger(__name__)

_LOAD_S = 180.0
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Variables by which the linear algebra of a process keeps to one core."""
# One that loads may be killed as any other may, for want of memory; that each is must have a cause.
_STARTS = 3
_KILL_WAIT_S = 5.0


class CoderHome(Protocol):
    """A place where one coder lives and answers one batch after the other."""

    @property
    def gone(self) -> bool:
        """It ended while nobody asked it."""

    async def open(self) -> str:
        """Load the coder; return its version. Raises FatalError when it can't be loaded."""

    async def tell(self, actors: Actors) -> None:
        """Have the coder use these live entries. Raises CoderTimedOut, CoderKilled or FatalError."""

    async def ask(self, jobs: Sequence[Job], *, within_s: float) -> Answers:
        """Answer, when what was asked before is answered.

        Raises CoderTimedOut or CoderKilled; the home is then closed, and what was asked later fails somehow.
        """

    async def close(self) -> None:
        """End it, whatever it is doing."""


class CoderThread:
    """The coder in the worker's own process: for tests and small machines. No limit can be enforced."""

    def __init__(self, hello: Hello) -> None:
        self._hello = hello
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="coder")
        self._coder: Any = None

    @property
    def gone(self) -> bool:
        """A thread stays."""
        return False

    async def open(self) -> str:
        """Load the coder in the thread."""
        loop = asyncio.get_running_loop()
        try:
            self._coder = await loop.run_in_executor(self._thread, load, self._hello)
        except Exception as exc:
            raise FatalError(f"the coder can't be loaded: {type(exc).__name__}: {exc}") from exc
        return str(self._coder.version)

    async def tell(self, actors: Actors) -> None:
        """Tell it in the thread."""
        loop = asyncio.get_running_loop()
        _check(await loop.run_in_executor(self._thread, tell, self._coder, actors))

    async def ask(self, jobs: Sequence[Job], *, within_s: float) -> Answers:
        """Answer in the thread; it can't be interrupted."""
        loop = asyncio.get_running_loop()
        answers = await loop.run_in_executor(self._thread, answer, self._coder, jobs)
        return Answers(answers, resident_mib=0)

    async def close(self) -> None:
        """Let the thread end after its batch."""
        self._thread.shutdown(wait=False, cancel_futures=True)


class CoderProcess:
    """The coder in a process of its own, which can be killed."""

    def __init__(self, hello: Hello) -> None:
        self._hello = hello
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None
        self._open_threads()

    @property
    def pid(self) -> int | None:
        """Process id, while it runs."""
        return self._process.pid if self._process else None

    @property
    def gone(self) -> bool:
        """Whether it was killed or died."""
        return self._process is None or self._process.poll() is not None

    async def open(self) -> str:
        """Start the process and load the coder in it, anew where it is killed meanwhile."""
        starts = 0
        while True:
            starts += 1
            try:
                return await self._start()
            except (CoderKilled, CoderTimedOut) as exc:
                if starts == _STARTS or isinstance(exc, CoderTimedOut):
                    raise FatalError(f"the coder process can't be started: {exc}") from exc
                logger.warning("coder process died while it loaded", extra={"error": str(exc)})

    async def _start(self) -> str:
        ours, theirs = socket.socketpair()
        try:
            # In the loop's thread: the kernel ends the child with the *thread* that started it.
            self._process = subprocess.Popen(  # noqa: ASYNC220, S603
                [
                    sys.executable,
                    "-m",
                    "streams.delivery.pool_worker",
                    str(theirs.fileno()),
                    str(os.getpid()),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        finally:
            theirs.close()
        self._line = Connection(ours.detach())
        ready = await self._exchange(self._hello, within_s=_LOAD_S)
        if not isinstance(ready, Ready) or ready.fault:
            await self.close()
            raise FatalError(f"the coder can't be loaded: {getattr(ready, 'fault', ready)}")
        return ready.version

    async def tell(self, actors: Actors) -> None:
        """Send them, wait until the coder has them."""
        _check(await self._exchange(actors, within_s=_LOAD_S))

    async def ask(self, jobs: Sequence[Job], *, within_s: float) -> Answers:
        """Send the jobs, wait for the answers, at most `within_s` seconds after those of the call before."""
        answers = await self._exchange(tuple(jobs), within_s=within_s)
        assert isinstance(answers, Answers)  # noqa: S101  # the protocol of pool_worker
        return answers

    async def _exchange(self, message: object, *, within_s: float) -> object:
        line = self._line
        if line is None:
            raise CoderKilled("the coder process is gone")

        def receive() -> object:
            if not line.poll(within_s):
                raise TimeoutError
            return line.recv()

        loop = asyncio.get_running_loop()
        sent = loop.run_in_executor(self._sender, line.send, message)
        try:
            received = await loop.run_in_executor(self._waiter, receive)
            await sent
            return received
        except TimeoutError:
            await self.close()
            raise CoderTimedOut(
                f"no answer from the coder within the {within_s:g} s of {ENV_PREFIX}ARTICLE_TIME_LIMIT_S"
            ) from None
        except (EOFError, OSError):
            status = await self._ended()
            raise CoderKilled(f"the coder process died ({status})") from None
        except asyncio.CancelledError:
            await self.close()
            raise
        finally:
            sent.cancel()
            sent.add_done_callback(_ignore)

    def _open_threads(self) -> None:
        # Each does one thing after the other, so answers come in the order of the questions, and a question
        # is sent while the answer before it is awaited. Killing the process ends what they wait for.
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="coder-questions")
        self._waiter = ThreadPoolExecutor(1, thread_name_prefix="coder-answers")

    async def _ended(self) -> str:
        process = self._process
        with contextlib.suppress(subprocess.TimeoutExpired):
            if process:  # its line is closed, so it is as good as gone: let it say how it ended
                process.wait(1.0)
        await self.close()
        code = process.returncode if process else None
        return f"signal {-code}" if code is not None and code < 0 else f"status {code}"

    async def close(self) -> None:
        """Kill the process (it holds nothing that matters) and reap it."""
        process, self._process = self._process, None
        line, self._line = self._line, None
        if process:
            if process.poll() is None:
                process.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_KILL_WAIT_S)  # killed: a millisecond
        if line:
            # After the kill: a thread waiting on the line wakes up with EOF before its descriptor goes.
            for thread in (self._sender, self._waiter):
                thread.shutdown(wait=True, cancel_futures=True)
            self._open_threads()
            line.close()


def _ignore(sent: asyncio.Future[None]) -> None:
    """A line that broke is told by the answer that doesn't come."""
    if not sent.cancelled():
        sent.exception()


def _check(ready: object) -> None:
    if not isinstance(ready, Ready) or ready.fault:
        raise FatalError(f"the coder can't take the live actors: {getattr(ready, 'fault', ready)}")


def _environment() -> dict[str, str]:
    """What the process needs of ours: no settings (they hold passwords), our import path, one core."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(ENV_PREFIX)}
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**kept, "PYTHONPATH": path, **ONE_CORE}
