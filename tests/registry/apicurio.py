"""Apicurio Registry as a child process: a real schema registry with Confluent's API, in memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.kafka.broker import free_ports
from tests.kafka.jars import java

VERSION = "2.6.13.Final"  # the last of which Maven Central has the whole program
START_SECONDS = 60.0
JVM_FLAGS = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


class RegistryUnavailable(Exception):  # noqa: N818  # it says what is the case
    """The registry can't be run here. The message says what is missing and how to get it."""


class Apicurio:
    """One registry on loopback; `url` is the base of Confluent's API."""

    def __init__(self, folder: Path) -> None:
        """Raises KafkaUnavailable without Java, RegistryUnavailable without the program."""
        self._command = [java(), *JVM_FLAGS, "-jar", str(_program())]
        self._port = free_ports(1)[0]
        self.log = folder / "registry.log"
        self.url = f"http://127.0.0.1:{self._port}/apis/ccompat/v7"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {**os.environ, "QUARKUS_HTTP_HOST": "127.0.0.1", "QUARKUS_HTTP_PORT": str(self._port)}
        with self.log.open("wb") as output:
            self._child = subprocess.Popen(
                self._command, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the registry did not start; its log is {self.log}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/subjects", timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            return False


def _program() -> Path:
    """The runner, fetched by Maven and unpacked if this is the first run."""
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "diplomacy-event-stream"
    folder = root / f"apicurio-{VERSION}"
    runner = folder / f"apicurio-registry-app-{VERSION}-runner.jar"
    if runner.is_file():
        return runner
    maven = shutil.which("mvn")
    if maven is None:
        raise RegistryUnavailable("no mvn on the PATH to fetch Apicurio (Debian: apt-get install maven)")
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as unfinished:
        fetched = subprocess.run(
            [
                maven,
                "--batch-mode",
                "--quiet",
                "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:unpack",
                f"-Dartifact=io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all",
                f"-DoutputDirectory={unfinished}/program",
            ],
            cwd=unfinished,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        if fetched.returncode:
            raise RegistryUnavailable(f"mvn could not fetch Apicurio: {fetched.stdout[-800:]}")
        try:
            Path(unfinished, "program").rename(folder)
        except OSError:
            if not folder.is_dir():  # else another run was faster
                raise
    return runner
