"""A worker in a process of its own, for demo and benches: started, asked whether it is ready, read, ended."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.error import URLError
from urllib.request import urlopen

from streams.errors import FatalError
from streams.settings import ENV_PREFIX, Settings

_STOP_S = 15.0
_TAIL_LINES = 15


class WorkerEnded(FatalError):  # noqa: N818  # the name says what became of it, as in streams.errors
    """The worker ended, or was not ready in time. The message carries its last words."""


@dataclass(frozen=True, kw_only=True)
class WorkerProcess:
    """A running worker; `url` is where its health and metrics are."""

    process: subprocess.Popen[bytes]
    log: Path
    url: str

    def wait_until_ready(self, timeout_s: float) -> None:
        """Wait until it has loaded the coder and joined its group.

        Raises:
            WorkerEnded: it ended, or is not ready in time.
        """
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            self.check()
            if self._answers("/readyz"):
                return
            time.sleep(0.1)
        raise WorkerEnded(f"the worker was not ready after {timeout_s:.0f} s. {self._last_words()}")

    def check(self) -> None:
        """Raise WorkerEnded where it doesn't run any more."""
        status = self.process.poll()
        if status is not None:
            raise WorkerEnded(f"the worker ended with status {status}. {self._last_words()}")

    def children(self) -> list[int]:
        """Process ids of its coder processes."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def metrics(self) -> dict[str, float]:
        """Return what it says of itself: each sample of the Prometheus page by name and labels."""
        with urlopen(f"{self.url}/metrics", timeout=5) as page:  # noqa: S310  # loopback, our own worker
            lines = page.read().decode().splitlines()
        samples = (line.rpartition(" ") for line in lines if line and not line.startswith("#"))
        return {name: float(value) for name, _, value in samples}

    def _answers(self, path: str) -> bool:
        try:
            with urlopen(f"{self.url}{path}", timeout=1):  # noqa: S310
                return True
        except (URLError, OSError):
            return False

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        return "Its last words:\n" + "\n".join(lines) if lines else "It said nothing."


@contextmanager
def worker_process(
    settings: Settings, *, given: Mapping[str, str] = MappingProxyType({})
) -> Iterator[WorkerProcess]:
    """Run a worker on `settings.bootstrap` while the context is open; then it is told to stop.

    `given` are variables of its environment that go before ours.
    """
    port = _free_port()
    environment = {
        **os.environ,
        **given,
        f"{ENV_PREFIX}BROKER": settings.bootstrap,
        f"{ENV_PREFIX}WEB_PORT": str(port),
        f"{ENV_PREFIX}WEB_HOST": "127.0.0.1",
        f"{ENV_PREFIX}WEB_ENABLED": "true",
    }
    with tempfile.TemporaryDirectory(prefix="diplomacy-demo-") as directory:
        log = Path(directory, "worker.log")
        with log.open("wb") as output:
            # Its own session: Ctrl-C reaches us, and we tell it in our turn.
            process = subprocess.Popen(
                [sys.executable, "-m", "streams.cli", "worker"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        try:
            yield WorkerProcess(process=process, log=log, url=f"http://127.0.0.1:{port}")
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
