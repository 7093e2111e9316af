"""The worker as a child process: start it, ask its health, stop it or kill it."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.kafka.broker import free_ports

READY_SECONDS = 60.0
POLL_SECONDS = 0.05

DIPLOMACY = (str(Path(sys.executable).with_name("diplomacy")),)
"""The console script as it is installed, so that what is tested is what people run."""
FAKE_CODER = (sys.executable, "-m", "tests.agents.worker_main")
"""The same worker with a coder that makes one event of every article, as slowly as the article asks."""


class Worker:
    """One worker process; its output goes to a file that a failing assertion names."""

    def __init__(self, command: Sequence[str], *, settings: Mapping[str, str], folder: Path) -> None:
        """`settings` are the DIPLOMACY_… variables; none of those around pytest is passed on."""
        self._port = free_ports(1)[0]
        self._command = command
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "worker.log"
        inherited = {name: text for name, text in os.environ.items() if not name.startswith("DIPLOMACY_")}
        self._environment = {
            **inherited,
            **settings,
            "DIPLOMACY_WEB_PORT": str(self._port),
            "DIPLOMACY_LOG_FORMAT": "json",
        }
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return at once."""
        with self.log.open("ab") as output:
            self._child = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def start_and_wait(self) -> None:
        """Start it and wait until /readyz says yes."""
        self.start()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until /readyz says yes."""
        self.wait_until(lambda: self.get("/readyz")[0] == 200, what="ready", within_s=READY_SECONDS)

    def wait_until(self, holds: Callable[[], bool], *, what: str, within_s: float) -> None:
        """Poll until `holds`. Raises AssertionError when the worker ends before, or time runs out."""
        deadline = time.monotonic() + within_s
        while not holds():
            status = self._process.poll()
            assert status is None, f"the worker ended with {status} before it was {what}: {self._words()}"
            assert time.monotonic() < deadline, (
                f"the worker was not {what} in {within_s:.0f} s: {self._words()}"
            )
            time.sleep(POLL_SECONDS)

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page of its web server; status 0 while nobody listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except OSError:
            return 0, ""

    def terminate(self, *, within_s: float) -> int:
        """SIGTERM, as a supervisor sends it. Returns the exit code."""
        self.signal(signal.SIGTERM)
        return self.status(within_s=within_s)

    def signal(self, number: signal.Signals) -> None:
        """Any signal: SIGSTOP freezes it as a host that hangs does, SIGCONT lets it go on."""
        self._process.send_signal(number)

    def status(self, *, within_s: float) -> int:
        """Wait for its end. Returns the exit code, negative for a signal."""
        try:
            status = self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {within_s:.0f} s: {self._words()}") from None
        self._child = None
        return status

    def kill(self) -> None:
        """SIGKILL, as the kernel sends it when memory is short."""
        self._process.kill()
        self._process.wait()
        self._child = None

    def dispose(self) -> None:
        """End it however it stands."""
        if self._child is not None:
            self.kill()

    def children(self) -> list[int]:
        """Process ids of its children: the coder processes."""
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric over its series with these labels, where an end of the value will do."""
        wanted = [re.compile(rf'{label}="[^"]*{re.escape(value)}"') for label, value in labels.items()]
        return sum(
            value for series, value in self._metrics(name) if all(each.search(series) for each in wanted)
        )

    def partitions(self) -> int:
        """How many input partitions are assigned to it, as it said in the last seconds."""
        return len(self._metrics("diplomacy_consumer_lag"))

    def _metrics(self, name: str) -> list[tuple[str, float]]:
        lines = self.get("/metrics")[1].splitlines()
        found = [line.rpartition(" ") for line in lines if re.split(r"[{ ]", line, maxsplit=1)[0] == name]
        return [(series, float(value)) for series, _, value in found]

    def resident_mib(self) -> dict[str, int]:
        """Memory of the worker and of its coder processes together."""
        return {
            "worker": _resident_mib(self._process.pid),
            "coders": sum(map(_resident_mib, self.children())),
        }

    def _words(self) -> str:
        """Where the log is, and its end."""
        return f"{self.log}\n{self.log.read_text(errors='replace')[-2000:]}"

    @property
    def _process(self) -> subprocess.Popen[bytes]:
        assert self._child is not None, "the worker isn't running"
        return self._child


def assert_gone(pids: Sequence[int], *, within_s: float = 5) -> None:
    """Wait until none of these processes is left. Raises AssertionError with those that are."""
    deadline = time.monotonic() + within_s
    while left := [pid for pid in pids if not _gone(pid)]:
        assert time.monotonic() < deadline, f"still running: {left}"
        time.sleep(POLL_SECONDS)


def _resident_mib(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() // (1024 * 1024)


def _gone(pid: int) -> bool:
    """Whether no process has this id, or only a dead one that nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True
