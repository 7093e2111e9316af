"""A real Alertmanager as a child process, with the project's routes on Prometheus' fast clock."""

from __future__ import annotations

import json
import subprocess
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.deploy.prometheus import DEPLOY, faster, tool, wait_until
from tests.kafka.broker import _die_with_parent, free_ports

ROUTES = DEPLOY / "prometheus" / "alertmanager.yml"
NOBODY = "  - name: nobody\n"


class Somebody(ThreadingHTTPServer):
    """Whoever is to be told: takes Alertmanager's messages over HTTP and keeps what they say."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Ear)
        self.told: set[tuple[str, str]] = set()
        """(Alert, `firing` or `resolved`)."""


class _Ear(BaseHTTPRequestHandler):
    server: Somebody

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.told |= {(each["labels"]["alertname"], each["status"]) for each in message["alerts"]}
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        pass


class Alertmanager:
    """Tells `somebody`, who has taken the place of nobody, as an operator is asked to do."""

    def __init__(self, folder: Path) -> None:
        """Write its files below `folder`."""
        self._program = tool("prometheus-alertmanager", package="prometheus-alertmanager")
        self._folder = folder
        self.address = f"127.0.0.1:{free_ports(1)[0]}"
        self.somebody = Somebody()
        routes = faster(ROUTES.read_text(encoding="utf-8"))
        assert NOBODY in routes
        hook = f"    webhook_configs: [{{url: 'http://127.0.0.1:{self.somebody.server_address[1]}/'}}]\n"
        (folder / "alertmanager.yml").write_text(routes.replace(NOBODY, NOBODY + hook), encoding="utf-8")
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        threading.Thread(target=self.somebody.serve_forever, daemon=True).start()
        with (self._folder / "alertmanager.log").open("wb") as output:
            self._server = subprocess.Popen(
                [
                    self._program,
                    f"--config.file={self._folder / 'alertmanager.yml'}",
                    f"--storage.path={self._folder / 'state'}",
                    f"--web.listen-address={self.address}",
                    "--cluster.listen-address=",
                    "--log.level=warn",
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
                preexec_fn=_die_with_parent,
            )
        wait_until(self._answers, what="an answer of Alertmanager", within_s=30)

    def stop(self) -> None:
        """End it, and nobody listens any more."""
        if self._server is not None:
            self._server.kill()
            self._server.wait()
        self.somebody.shutdown()
        self.somebody.server_close()

    def inhibited(self) -> set[str]:
        """Alerts that it tells nobody of now, because of a worse one."""
        return {alert["labels"]["alertname"] for alert in self._alerts() if alert["status"]["inhibitedBy"]}

    def _answers(self) -> bool:
        try:
            self._alerts()
        except OSError:
            return False
        return True

    def _alerts(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"http://{self.address}/api/v2/alerts", timeout=10) as answer:
            found: list[dict[str, Any]] = json.load(answer)
            return found
