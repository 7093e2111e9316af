"""What a person types: help, errors in one line, exit codes, and JSON lines in and out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas import Actor, RawArticle
from streams import cli
from streams.core.results import Coding
from streams.terminal import coding, explain
from streams.terminal.exits import Exit
from tests.agents.fake_coder import FakeCoder

NOW = datetime(2025, 10, 28, tzinfo=UTC)
VERBS = ("demo", "worker", "publish", "tail", "code", "resolve", "explain", "topics", "dlq", "replay", "settings")


class Coder(FakeCoder):
    """The fake of the agents' tests, which also resolves, and fails in a batch as it fails alone."""

    batches: list[int]

    def __init__(self) -> None:
        super().__init__()
        self.batches = []

    def code_many(self, articles: Sequence[RawArticle], *, now: datetime) -> list[Coding]:
        self.batches.append(len(articles))
        return super().code_many(articles, now=now)

    def resolve(self, text: str, *, context: str | None, date: datetime | None) -> Actor | None:
        return Actor(country="RUS", role=f"{context} {date and date.year}") if text == "the Kremlin" else None


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIPLOMACY_BROKER", raising=False)


@pytest.fixture
def coder() -> Coder:
    return Coder()


def run_code(
    coder: Coder, file: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[Exit, list[dict[str, Any]], str]:
    exit_code = coding.code(lambda: coder, [str(file)], now=NOW)  # type: ignore[arg-type, return-value]
    captured = capsys.readouterr()
    return exit_code, [json.loads(line) for line in captured.out.splitlines()], captured.err


def test_help_of_every_verb_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in VERBS:
        with pytest.raises(SystemExit) as ended:
            cli.main([verb, "--help"])
        assert ended.value.code == 0
        assert "example:\n  " in capsys.readouterr().out
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    shown = capsys.readouterr().out
    assert all(verb in shown for verb in (*VERBS, "exit codes"))


@pytest.mark.parametrize("arguments", [[], ["cook"], ["tail", "--limit", "0"], ["code"], ["topics"]])
def test_wrong_arguments_are_exit_code_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == Exit.USAGE


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "words"),
    [
        (["publish", "nowhere.txt"], {"DIPLOMACY_BROKER": "127.0.0.1:1"}, Exit.USAGE, "no such file"),
        (["tail", "weather"], {}, Exit.USAGE, "articles.raw"),
        (["tail", "v1"], {}, Exit.USAGE, "several topics"),
        (["tail"], {}, Exit.SETTINGS, "DIPLOMACY_BROKER"),
        (["topics", "list"], {}, Exit.SETTINGS, "DIPLOMACY_BROKER"),
        (["tail"], {"DIPLOMACY_BROKER": "127.0.0.1:1"}, Exit.BROKER, "no answer"),
        (["topics", "create"], {"DIPLOMACY_BROKER": "127.0.0.1:1"}, Exit.BROKER, "no answer"),
        (["settings"], {"DIPLOMACY_POOL_SIZE": "many"}, Exit.SETTINGS, "DIPLOMACY_POOL_SIZE"),
    ],
)
def test_a_failure_is_one_line_and_an_exit_code(
    arguments: list[str],
    environment: dict[str, str],
    code: Exit,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.main(arguments) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.err.startswith("diplomacy: ")
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_a_fault_of_the_program_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("oh")

    file = tmp_path / "a.txt"
    file.write_text("x")
    monkeypatch.setattr("streams.core.coder.load_coder", broken)
    assert cli.main(["code", str(file)]) == Exit.FAILED
    assert capsys.readouterr().err == "diplomacy: ZeroDivisionError: oh\n"
    monkeypatch.setenv("DIPLOMACY_LOG_LEVEL", "debug")
    assert cli.main(["code", str(file)]) == Exit.FAILED
    assert "Traceback" in capsys.readouterr().err


def test_the_command_answers_at_once() -> None:
    probe = "import sys; from streams import cli; print('faust' in sys.modules or 'spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_settings_are_rows_for_a_pipe_with_secrets_masked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIPLOMACY_SASL_PASSWORD", "hunter2")
    assert cli.main(["settings"]) == Exit.DONE
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert all(len(row) == 4 for row in rows)
    shown = {row[0]: row[1:3] for row in rows}
    assert shown["DIPLOMACY_SASL_PASSWORD"] == ["********", "environment"]
    assert shown["DIPLOMACY_GROUP_ID"] == ["diplomacy", "default"]


def test_code_prints_a_line_for_each_line_in_order(
    coder: Coder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text("".join(json.dumps({"id": f"a{n}", "body": f"text {n}"}) + "\n" for n in range(70)))
    exit_code, lines, _ = run_code(coder, file, capsys)
    assert exit_code == Exit.DONE
    assert [line["article_id"] for line in lines] == [f"a{n}" for n in range(70)]
    assert coder.batches == [32, 32, 6]
    assert set(lines[0]) == {"article_id", "relevant", "relevance", "events"}
    assert lines[0]["relevance"]["language"] == "en"
    assert lines[0]["events"][0]["dyad"] == "JPN-USA"


def test_a_bad_line_gives_an_error_line_and_exit_code_1_and_the_rest_goes_on(
    coder: Coder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": "a", "body": "x"}\nnot json\n{"id": "c", "body": 7}\n{"id": "d", "body": "x"}\n')
    exit_code, lines, errors = run_code(coder, file, capsys)
    assert exit_code == Exit.REFUSED
    assert [line["article_id"] for line in lines] == ["a", None, "c", "d"]
    assert "not JSON" in lines[1]["error"]
    assert "body" in lines[2]["error"]
    assert f"{file}:2: value: not JSON" in errors
    assert len(errors.splitlines()) == 2


def test_an_article_that_the_coder_fails_on_takes_no_other_with_it(
    coder: Coder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": "a", "body": "x"}\n{"id": "b", "body": "raise oops"}\n{"id": "c", "body": "x"}\n')
    exit_code, lines, _ = run_code(coder, file, capsys)
    assert exit_code == Exit.REFUSED
    assert [("error" in line, line["article_id"]) for line in lines] == [
        (False, "a"),
        (True, "b"),
        (False, "c"),
    ]
    assert "RuntimeError: oops" in lines[1]["error"]


def test_resolve_answers_each_line(coder: Coder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(
        '{"id": 1, "text": "the Kremlin", "context": "he said", "date": "2019-05-01"}\n'
        '{"id": 2, "text": "nobody"}\n'
        '{"id": 3}\n'
    )
    exit_code = coding.resolve(lambda: coder, [str(file)])  # type: ignore[arg-type, return-value]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert exit_code == Exit.REFUSED
    assert lines[0] == {
        "id": 1,
        "actor": {"country": "RUS", "sector": None, "role": "he said 2019", "name": None},
    }
    assert lines[1] == {"id": 2, "actor": None}
    assert "text" in lines[2]["error"]


def test_code_reads_json_lines_from_stdin(
    coder: Coder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "a", "body": "x"}\n')))
    assert coding.code(lambda: coder, ["-"], now=NOW) == Exit.DONE  # type: ignore[arg-type, return-value]
    assert json.loads(capsys.readouterr().out)["article_id"] == "a"


def test_explain_shows_article_evidence_and_fields(
    coder: Coder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "talks.txt"
    file.write_text("Japan met the United States.")
    assert explain.explain(lambda: coder, [str(file)], now=NOW) == Exit.DONE  # type: ignore[arg-type, return-value]
    shown = capsys.readouterr().out
    assert "[1: Japan met the United States. :1]" in shown
    assert "CAMEO 040" in shown
    assert "\x1b" not in shown
