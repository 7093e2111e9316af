"""Every command and program that the pages show is run, on a real broker with a worker behind it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from streams.topics import DEAD_LETTERS, EVENTS
from tests.conftest import Kafka
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import FAKE_CODER, Worker
from tests.docs.pages import CONSUMERS, KNOWLEDGE, OPERATORS, PAGES, PRODUCERS, README, ROOT, fences

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

BODY = "Norway expelled two Russian diplomats on Wednesday. The Kremlin said it would respond in kind."
LINE = json.dumps({"id": "line-1", "title": "Norway expels two", "body": BODY, "date": "2026-03-04"}) + "\n"
ITEM = f"<item><guid>f1</guid><description>{BODY}</description></item>"
FEED = f"<rss><channel><title>W</title>{ITEM}</channel></rss>"
NOT_RUN = (
    "make ",  # of these, tests/cli runs what `make demo` does; the others need Docker or take minutes
    "export DIPLOMACY_BROKER=",
    "diplomacy worker",  # runs till it is told to stop; tests/delivery starts it
    "docker ",
    "COMPOSE_PROFILES=",
    "kubectl ",
    "curl ",
)
ENDLESS = ("diplomacy tail",)
LETTER = "2@17"
"""The name of a dead letter that the pages show; here another one has it."""


@dataclass(frozen=True)
class Shell:
    """Where the snippets run: a folder with the files that they name, and the environment of a stream."""

    folder: Path
    stream: Stream
    environment: Mapping[str, str]
    letter: str

    def text(self, snippet: str) -> str:
        """The snippet on the test's broker and topics."""
        text = snippet.replace("127.0.0.1:9094", self.stream.broker).replace(LETTER, self.letter)
        text = text.replace(".venv/bin/diplomacy", "diplomacy")
        return re.sub(
            r"\bdiplomacy\.(articles|events|retractions)\b", rf"{self.stream.name}diplomacy.\1", text
        )


@pytest.fixture(scope="module")
def shell(kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    folder = tmp_path_factory.mktemp("snippets")
    (folder / "news").mkdir()
    for name, text in {
        "article.txt": BODY,
        "news/a.md": f"# Norway expels two\n\n{BODY}\n",
        "articles.jsonl": LINE,
        "today.jsonl": LINE,
        "feed.rss": FEED,
        "mentions.jsonl": '{"id": "1", "text": "the Kremlin"}\n',
    }.items():
        (folder / name).write_text(text)
    subprocess.run(["gzip", "-k", "today.jsonl"], cwd=folder, check=True)
    wet = f"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {len(BODY)}\r\n\r\n{BODY}\r\n\r\n"
    (folder / "crawl.warc").write_bytes(wet.encode())
    subprocess.run(["gzip", "crawl.warc"], cwd=folder, check=True)
    stream = Stream(kafka.bootstrap)
    stream.create_topics()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("DIPLOMACY_")}
    environment = {**inherited, **stream.settings, "PATH": path, "PYTHONPATH": str(ROOT)}
    worker = Worker(FAKE_CODER, settings=stream.settings, folder=folder / "worker")
    worker.start_and_wait()
    try:
        stream.publish([Written("broken", b"no json")])
        [dead] = stream.read(DEAD_LETTERS, until=lambda found: len(found) == 1)
        letter = f"{dead.partition}@{dead.offset}"
        yield Shell(folder=folder, stream=stream, environment=environment, letter=letter)
    finally:
        worker.dispose()


def lines_of(page: Path) -> list[str]:
    """Each command of the page's `sh` blocks; one that goes on behind a backslash is one."""
    blocks = [text.replace("\\\n", " ") for text in fences(page, "sh")]
    return [line.partition("  #")[0].strip() for text in blocks for line in text.splitlines() if line.strip()]


RUN = [
    pytest.param(page, line, id=f"{page.parent.name}/{page.name}: {line[:60]}")
    for page in PAGES
    for line in lines_of(page)
    if not line.startswith(NOT_RUN) and not line.startswith("#")
]


@pytest.mark.parametrize(
    "page", [README, PRODUCERS, CONSUMERS, KNOWLEDGE, OPERATORS], ids=lambda page: page.name
)
def test_a_page_shows_how_it_is_done(page: Path) -> None:
    assert any("```" in line for line in page.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(("page", "line"), RUN)
def test_a_command_does_what_the_page_shows(page: Path, line: str, shell: Shell, kcat: str) -> None:
    command = shell.text(line)
    if command.startswith(ENDLESS):
        command += " --timeout 2"
    if line.startswith(("diplomacy tail", "diplomacy inspect", "diplomacy export", "kcat -C")):
        publish(shell)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=shell.folder,
        env=dict(shell.environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # The broken message behind the dead letter is among what a replay reads, and it says so.
    wanted = (0, 1) if line.startswith("diplomacy replay") else (0,)
    assert done.returncode in wanted, f"{command}\n{done.stdout[-1000:]}\n{done.stderr[-2000:]}"


@pytest.mark.parametrize("number", range(len(fences(PRODUCERS, "python"))))
def test_a_producer_delivers(number: int, shell: Shell) -> None:
    done = python(shell, fences(PRODUCERS, "python")[number])
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("page", "text"),
    [
        pytest.param(page, text, id=f"{page.name}-{number}")
        for page in (README, CONSUMERS)
        for number, text in enumerate(fences(page, "python"))
    ],
)
def test_a_consumer_reads(page: Path, text: str, shell: Shell) -> None:
    if "asyncio.run" not in text:  # only a function
        assert python(shell, text).returncode == 0
        return
    publish(shell)
    printed = shell.folder / f"printed-{time.monotonic_ns()}"
    with printed.open("wb") as output:
        consumer = subprocess.Popen(
            [sys.executable, "-c", shell.text(text)],
            cwd=shell.folder,
            env=dict(shell.environment),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + 60
        while b"event" not in printed.read_bytes():
            assert consumer.poll() is None, printed.read_text()
            assert time.monotonic() < deadline, printed.read_text()
            time.sleep(0.05)
    finally:
        consumer.kill()
        consumer.wait()


def python(shell: Shell, text: str) -> subprocess.CompletedProcess[str]:
    """Run a program of a page in a folder without the project."""
    return subprocess.run(
        [sys.executable, "-c", shell.text(text)],
        cwd=shell.folder,
        env=dict(shell.environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def publish(shell: Shell) -> None:
    """See to it that an event is there, and a file of events."""
    events = shell.folder / "events.jsonl"
    if events.is_file() and events.stat().st_size:
        return
    env, folder = dict(shell.environment), shell.folder
    subprocess.run(["diplomacy", "publish", "today.jsonl"], cwd=folder, env=env, check=True, timeout=60)
    shell.stream.read(EVENTS, until=lambda found: len(found) > 0)
    subprocess.run(
        ["diplomacy", "export", "--to", "events.jsonl"], cwd=folder, env=env, check=True, timeout=60
    )
