"""`publish` and `tail` against brokers, and the whole of `demo`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import RawArticle
from streams import cli
from streams.broker_topics import create_blocking
from streams.settings import load_settings
from streams.terminal.exits import Exit

SAMPLES = Path(__file__).parents[2] / "streams" / "samples"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(broker: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a verb on fresh topics; gives exit code, stdout and stderr."""
    monkeypatch.setenv("DIPLOMACY_BROKER", broker)
    monkeypatch.setenv("DIPLOMACY_TOPIC_PREFIX", f"cli-{uuid.uuid4().hex[:8]}.")
    create_blocking(load_settings())

    def verb(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        captured = capfd.readouterr()
        assert code != Exit.FAILED, captured.err
        return code, captured.out, captured.err

    return verb


def test_what_is_published_is_read_back_and_what_is_not_is_named(run: Run) -> None:
    code, _, errors = run("publish", str(SAMPLES))
    assert code == Exit.REFUSED
    assert "09-malformed.jsonl:1: value: not JSON" in errors
    assert "09-malformed.jsonl:2: body: " in errors
    assert "21 delivered to" in errors

    code, out, _ = run("tail", "raw", "--json", "--from-beginning", "--limit", "21", "--timeout", "20")
    assert code == Exit.DONE
    articles = [RawArticle.model_validate_json(line) for line in out.splitlines()]
    assert len({article.id for article in articles}) == 21
    text = (SAMPLES / "01-critical-minerals.txt").read_bytes().decode()
    assert text in [article.body for article in articles]

    code, out, _ = run("tail", "raw", "--from-beginning", "--limit", "3", "--timeout", "20")
    assert code == Exit.DONE
    assert len(out.splitlines()) == 3


def test_unchecked_sends_the_bytes_as_they_are(run: Run) -> None:
    assert run("publish", "--unchecked", str(SAMPLES / "09-malformed.jsonl"))[0] == Exit.DONE
    code, out, _ = run("tail", "raw", "--json", "--from-beginning", "--limit", "2", "--timeout", "20")
    assert code == Exit.DONE
    first = (SAMPLES / "09-malformed.jsonl").read_text(encoding="utf-8").splitlines()[0]
    assert first in [json.loads(line).get("value") for line in out.splitlines()]


def test_tail_ends_by_itself(run: Run) -> None:
    assert run("tail", "--timeout", "0.5") == (Exit.DONE, "", "")
    assert run("tail", "--timeout", "0.5", "--limit", "1")[0] == Exit.INCOMPLETE


def test_tail_shows_only_what_comes_unless_told(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Old news.")
    assert run("publish", str(file))[0] == Exit.DONE
    assert run("tail", "raw", "--from-beginning", "--timeout", "3", "--limit", "1")[0] == Exit.DONE
    # A second later it is a backlog even to a broker that gets the end of a partition wrong.
    subprocess.run(["sleep", "1.2"], check=True)
    assert run("tail", "raw", "--timeout", "1")[1] == ""


def test_topics_are_made_once_and_listed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOMACY_TOPIC_PREFIX", f"made-{uuid.uuid4().hex[:8]}.")
    code, out, _ = run("topics", "list")
    assert code == Exit.INCOMPLETE
    assert all("\tmissing\t" in line for line in out.splitlines())
    assert "(new)" in run("topics", "create")[1]
    assert "(new)" not in run("topics", "create")[1]
    code, out, _ = run("topics", "list")
    assert code == Exit.DONE
    assert "missing" not in out


def test_a_topic_that_is_not_there_is_told_with_the_remedy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOMACY_TOPIC_PREFIX", f"none-{uuid.uuid4().hex[:8]}.")
    code, _, errors = run("tail", "--timeout", "1")
    assert code == Exit.BROKER
    assert "diplomacy topics create" in errors


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.embedded
@pytest.mark.usefixtures("embedded")
def test_the_demo_accounts_for_every_article_and_ends() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DIPLOMACY_BROKER"}
    done = subprocess.run(
        [sys.executable, "-m", "streams.cli", "demo"],
        capture_output=True,
        text=True,
        timeout=200,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "23 articles" in done.stdout
    assert "2 dead letters" in done.stdout
    assert re.search(r"JPN-USA [01]\.\d\d  Sign formal agreement", done.stdout)
    assert "planned ▸ postponed ▸ happened; 5 articles, 4 outlets, 3 independent sources" in done.stdout
    assert re.search(r"GRC-TUR   1 day: \d stories, tension \d+  7 days:", done.stdout)
    assert "diplomacy_events_coded_total" in done.stdout
    assert "Pakistan crush Sri Lanka" in done.stdout
    assert "\x1b" not in done.stdout
