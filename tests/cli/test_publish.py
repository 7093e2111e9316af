"""What `publish` checks, shows, reports and remembers."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from streams import cli
from streams.errors import TopicError
from streams.settings import Settings, load_settings
from streams.terminal.exits import Exit
from streams.terminal.publish import deliver
from streams.terminal.sources import expand, read_all
from streams.topics import RAW
from tests.cli.test_stream import Run, run  # noqa: F401  # a fixture

GOOD = '{"id": "%s", "body": "Norway expelled two Russian diplomats."}\n'


def lines_of(tmp_path: Path, count: int) -> Path:
    file = tmp_path / "news.jsonl"
    file.write_text("".join(GOOD % f"a{number}" for number in range(count)))
    return file


def test_a_dry_run_needs_no_broker_and_names_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DIPLOMACY_BROKER", raising=False)
    file = tmp_path / "news.jsonl"
    file.write_text(GOOD % "a1" + "no json\n\n" + GOOD % "a4" + '{"id": "a5"}\n')
    assert cli.main(["publish", "--dry-run", str(file)]) == Exit.REFUSED
    captured = capsys.readouterr()
    shown = [line.split("\t") for line in captured.out.splitlines()]
    assert [row[:2] for row in shown] == [[f"{file}:1", "a1"], [f"{file}:4", "a4"]]
    assert shown[0][2] == str(len((GOOD % "a1").strip()))
    assert f"{file}:2: value: not JSON" in captured.err
    assert f"{file}:5: body and html are both empty" in captured.err
    assert "2 would be sent, 2 refused" in captured.err


def test_what_is_over_the_limit_of_the_worker_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIPLOMACY_MAX_MESSAGE_BYTES", "1024")
    file = tmp_path / "long.txt"
    file.write_text("x" * 1024)
    assert cli.main(["publish", "--dry-run", str(file)]) == Exit.REFUSED
    assert "DIPLOMACY_MAX_MESSAGE_BYTES" in capsys.readouterr().err


def test_the_report_says_where_the_broker_put_each(run: Run, tmp_path: Path) -> None:  # noqa: F811
    file, report = lines_of(tmp_path, 3), tmp_path / "report.jsonl"
    with file.open("a") as more:
        more.write("no json\n")
    assert run("publish", "--report", str(report), str(file))[0] == Exit.REFUSED
    told = [json.loads(line) for line in report.read_text().splitlines()]
    assert [each["origin"] for each in told] == [f"{file}:{number}" for number in (1, 2, 3, 4)]
    assert [each.get("id") for each in told[:3]] == ["a0", "a1", "a2"]
    assert all(each["topic"].endswith(RAW.name) and each["offset"] >= 0 for each in told[:3])
    assert "not JSON" in told[3]["refusal"]
    code, out, _ = run("tail", "raw", "--json", "--from-beginning", "--limit", "3", "--timeout", "20")
    assert code == Exit.DONE
    assert {json.loads(line)["id"] for line in out.splitlines()} == {"a0", "a1", "a2"}


def test_an_interrupted_run_goes_on_where_it_stopped(run: Run, tmp_path: Path) -> None:  # noqa: F811
    file, journal = lines_of(tmp_path, 40), tmp_path / "journal"
    text = file.read_text()
    file.write_text(text.replace('"a7"', "7}"))

    class Interrupted(Exception):  # noqa: N818
        pass

    async def stop_after(count: int) -> None:
        from streams.terminal.journal import Journal

        kept = Journal(journal, [file])
        settings = load_settings()
        seen = 0
        deliveries = deliver(settings, read_all([file], settings=settings))
        try:
            async for delivery in deliveries:
                kept.take(delivery.entry, refused=delivery.refusal is not None)
                seen += 1
                if seen == count:
                    raise Interrupted
        finally:
            await deliveries.aclose()
            kept.write()

    with pytest.raises(Interrupted):
        asyncio.run(stop_after(15))
    code, _, errors = run("publish", "--resume", str(journal), str(file))
    assert code == Exit.REFUSED  # for what was refused before the interruption
    assert "25 delivered" in errors
    assert "1 refused before" in errors
    code, out, _ = run("tail", "raw", "--json", "--from-beginning", "--timeout", "3")
    ids = [json.loads(line)["id"] for line in out.splitlines()]
    assert set(ids) == {f"a{number}" for number in range(40) if number != 7}
    # Again: nothing is left. What was in flight at the interruption may have come twice, under its own id.
    assert "0 delivered" in run("publish", "--resume", str(journal), str(file))[2]


def test_a_file_that_changed_is_not_resumed(run: Run, tmp_path: Path) -> None:  # noqa: F811
    file, journal = lines_of(tmp_path, 2), tmp_path / "journal"
    assert run("publish", "--resume", str(journal), str(file))[0] == Exit.DONE
    lines_of(tmp_path, 3)
    code, _, errors = run("publish", "--resume", str(journal), str(file))
    assert code == Exit.USAGE
    assert "changed since" in errors


def test_the_standard_input_is_not_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DIPLOMACY_BROKER", "127.0.0.1:1")
    assert cli.main(["publish", "--resume", str(tmp_path / "journal"), "-"]) == Exit.USAGE
    assert "give a file" in capsys.readouterr().err


def test_a_rate_is_kept(run: Run, tmp_path: Path) -> None:  # noqa: F811
    began = time.monotonic()
    assert run("publish", "--rate", "10", str(lines_of(tmp_path, 11)))[0] == Exit.DONE
    assert time.monotonic() - began >= 1.0  # eleven at ten a second; how much longer is the machine's affair


def test_a_broker_that_is_gone_is_no_fault_of_the_articles(tmp_path: Path) -> None:
    settings = Settings(broker="127.0.0.1:1", request_timeout_s=1)
    entries = read_all(expand([str(lines_of(tmp_path, 2))]), settings=settings)

    async def send_all() -> None:
        async for _ in deliver(settings, entries):
            pass

    with pytest.raises(TopicError, match="no answer"):
        asyncio.run(send_all())
