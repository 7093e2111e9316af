"""A real Prometheus as a child process, with the project's alerts on a clock that runs 60 times as fast."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import unavailable
from tests.kafka.broker import _die_with_parent, free_ports

DEPLOY = Path(__file__).parents[2] / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
FASTER = 60
SCRAPE = "1s"
POLL_SECONDS = 0.1
_SECONDS = {"s": 1, "m": 60, "h": 3600}


def tool(name: str, *, package: str = "prometheus") -> str:
    """Path of a program of that Debian package; skips where there is none, fails in CI."""
    return shutil.which(name) or unavailable(f"no {name} on the PATH (Debian: apt-get install {package})")


def faster(rules: str) -> str:
    """The rules with every duration divided by FASTER: the same expressions, sooner."""

    def shorter(found: re.Match[str]) -> str:
        milliseconds = int(found[1]) * _SECONDS[found[2]] * 1000 // FASTER
        return f"{milliseconds}ms"

    return re.sub(r"(?<=[\[: ])(\d+)([smh])(?=[\]:\n])", shorter, rules)


class Prometheus:
    """Scrapes whoever leaves a file in `targets`, and remembers every state that an alert has been in."""

    def __init__(self, folder: Path, *, tells: str) -> None:
        """Write its files below `folder`. `tells` is the `host:port` of an Alertmanager."""
        self._program = tool("prometheus")
        self.targets = folder / "targets"
        self.targets.mkdir(parents=True)
        self._folder = folder
        self._url = f"http://127.0.0.1:{free_ports(1)[0]}"
        (folder / "alerts.yml").write_text(faster(ALERTS.read_text(encoding="utf-8")), encoding="utf-8")
        (folder / "prometheus.yml").write_text(
            f"global: {{scrape_interval: {SCRAPE}, scrape_timeout: {SCRAPE}, evaluation_interval: 500ms}}\n"
            "rule_files: [alerts.yml]\n"
            f"alerting: {{alertmanagers: [{{static_configs: [{{targets: ['{tells}']}}]}}]}}\n"
            "scrape_configs:\n"
            "  - job_name: diplomacy\n"
            f"    file_sd_configs: [{{files: ['{self.targets}/*.json'], refresh_interval: 1s}}]\n",
            encoding="utf-8",
        )
        self._server: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self.history: dict[str, list[str]] = defaultdict(list)
        """Alert → the states it went through: pending, firing, and inactive after one of these."""

    def start(self) -> None:
        """Start it, wait until it answers, and begin to watch the alerts."""
        with (self._folder / "prometheus.log").open("wb") as output:
            self._server = subprocess.Popen(
                [
                    self._program,
                    f"--config.file={self._folder / 'prometheus.yml'}",
                    f"--storage.tsdb.path={self._folder / 'tsdb'}",
                    f"--web.listen-address={self._url.removeprefix('http://')}",
                    "--log.level=warn",
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent,
            )
        wait_until(self._answers, what="an answer of Prometheus", within_s=30)
        self._watching.start()

    def stop(self) -> None:
        """End it."""
        self._stopping.set()
        if self._server is not None:
            self._server.kill()
            self._server.wait()

    def ask(self, expression: str) -> list[dict[str, Any]]:
        """The series that an expression gives now."""
        query = urllib.parse.urlencode({"query": expression})
        found: list[dict[str, Any]] = self._get(f"query?{query}")["result"]
        return found

    def value(self, expression: str) -> float:
        """The sum of the series that an expression gives; 0 where there is none."""
        return sum(float(series["value"][1]) for series in self.ask(expression))

    def alerts(self) -> list[dict[str, Any]]:
        """The alerts that are pending or firing, as its API tells them."""
        found: list[dict[str, Any]] = self._get("alerts")["alerts"]
        return found

    def wait_for(self, alert: str, state: str, *, within_s: float) -> None:
        """Wait until the alert has newly come to this state."""
        wait_until(
            lambda: self.history[alert][-1:] == [state],
            what=f"{alert} {state}, it went {self.history[alert]}",
            within_s=within_s,
        )

    def _watch(self) -> None:
        while not self._stopping.wait(POLL_SECONDS):
            try:
                now = {alert["labels"]["alertname"]: alert["state"] for alert in self._by_state()}
            except OSError:
                continue  # it ends
            for name in {*self.history, *now}:
                state = now.get(name, "inactive")
                if self.history[name][-1:] != [state] and (self.history[name] or state != "inactive"):
                    self.history[name].append(state)

    def _by_state(self) -> list[dict[str, Any]]:
        """Firing ones last: an alert fires where one of its series does."""
        return sorted(self.alerts(), key=lambda alert: str(alert["state"]), reverse=True)

    def _answers(self) -> bool:
        try:
            self._get("query?query=1")
        except OSError:
            return False
        return True

    def _get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self._url}/api/v1/{path}", timeout=10) as answer:
            data: dict[str, Any] = json.load(answer)["data"]
            return data


def wait_until(holds: Callable[[], object], *, what: str, within_s: float) -> None:
    """Poll until `holds`. Raises AssertionError when time runs out."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"not in {within_s:.0f} s: {what}"
        time.sleep(POLL_SECONDS)
