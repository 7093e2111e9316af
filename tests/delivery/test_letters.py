"""Dead letters can be listed, looked at and sent back; nothing of the original is changed on the way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from streams.delivery.letters import note_of, offsets_of
from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, RAW
from tests.conftest import Kafka
from tests.delivery.command import diplomacy
from tests.delivery.stream import Stream, Written, headers_of
from tests.delivery.worker import FAKE_CODER, Worker

pytestmark = pytest.mark.kafka

TRACE = ("traceparent", b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
HOSTILE = "\x1b[2J\r\n2026-01-01 00:00:00  all is well\u2028"
BROKEN = json.dumps({"id": "broken-1", "body": "FRA DEU 042\nbroken\n"}).encode()
NO_ARTICLE = b'{"id": "no-body", "title": ' + json.dumps(HOSTILE).encode() + b"}"
NO_TEXT = b"\xff\xfe caf\xe9"


@dataclass(frozen=True)
class Failed:
    """A running worker that has made dead letters of three articles."""

    stream: Stream
    worker: Worker
    mended: Path

    def run(self, *arguments: str, exit_code: int = 0) -> bytes:
        done = diplomacy(self.stream.settings, "dlq", *arguments)
        assert done.returncode == exit_code, done.stderr.decode()
        return done.stdout + done.stderr

    def listed(self, *filters: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("list", "--json", *filters).splitlines()]


@pytest.fixture(scope="module")
def failed(kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Failed]:
    stream, folder = Stream(kafka.bootstrap), tmp_path_factory.mktemp("worker")
    stream.create_topics()
    settings = {
        **stream.settings,
        "DIPLOMACY_TEST_LOADER": "tests.delivery.scripted_coder:load",
        "SCRIPT_MENDED": str(folder / "mended"),
    }
    worker = Worker(FAKE_CODER, settings=settings, folder=folder)
    try:
        worker.start_and_wait()
        stream.publish(
            [
                Written("broken-1", BROKEN, headers=[TRACE]),
                Written("no-body", NO_ARTICLE),
                Written("no-text", NO_TEXT),
            ]
        )
        stream.read(DEAD_LETTERS, until=lambda found: len(found) == 3)
        yield Failed(stream, worker, folder / "mended")
    finally:
        worker.dispose()


def test_a_list_has_one_line_a_letter_whatever_the_letter_says(failed: Failed) -> None:
    lines = failed.run("list").decode().splitlines()
    assert len(lines) == 3
    assert all(re.match(r"\d+@\d+ ", line) for line in lines)
    assert sum("code CoderFailed  broken-1" in line and "not mended yet" in line for line in lines) == 1
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize(
    ("filters", "articles"),
    [
        (("--stage", "code"), {"broken-1"}),
        (("--stage", "validate"), {"no-body"}),
        (("--id", "no-text"), {"no-text"}),
        (("--since", "1h"), {"broken-1", "no-body", "no-text"}),
        (("--since", "2099-01-01T00:00:00Z"), set()),
        (("--stage", "decode", "--id", "broken-1"), set()),
    ],
)
def test_filters_choose(failed: Failed, filters: tuple[str, ...], articles: set[str]) -> None:
    assert {letter["article_id"] for letter in failed.listed(*filters)} == articles


def test_a_letter_is_shown_with_its_reason_and_its_bytes(failed: Failed) -> None:
    assert failed.run("show", "--id", "no-text", "--raw") == NO_TEXT + b"\n"
    shown = failed.run("show", "--id", "no-body").decode()
    assert "dlq.error.class: MalformedArticle" in shown
    assert "\x1b" not in shown
    [name] = [letter["letter"] for letter in failed.listed("--id", "no-text")]
    assert b"dlq.error.stage: decode" in failed.run("show", name)


@pytest.mark.parametrize("name", ["9@99", "first"])
def test_a_letter_that_is_not_there_is_a_wrong_argument(failed: Failed, name: str) -> None:
    assert name.encode() in failed.run("show", name, exit_code=2)


def test_a_letter_goes_back_as_it_came_and_is_not_coded_twice(failed: Failed) -> None:
    stream = failed.stream
    [before] = [m for m in stream.read(CLASSIFIED) if m.key == b"broken-1"]
    assert b"1 to be sent back" in failed.run("replay", "--stage", "code", "--dry-run")

    # Still broken: the letter it gives again counts on.
    assert b"1 sent back, 0 were before" in failed.run("replay", "--stage", "code")
    letters = stream.read(DEAD_LETTERS, until=lambda found: len(found) == 4)
    assert sorted(headers_of(m)["dlq.attempts"] for m in letters if m.key == b"broken-1") == ["1", "2"]
    assert [letter["sent_back"] for letter in failed.listed("--stage", "code")] == [True, False]

    failed.mended.touch()
    assert b"1 sent back, 1 were before" in failed.run("replay", "--stage", "code")
    events = stream.read(EVENTS, until=lambda found: len(found) == 1)
    assert headers_of(events[0])["ce_subject"] == "broken-1"
    assert b"0 sent back, 2 were before" in failed.run("replay", "--stage", "code")

    assert b"2 sent back" in failed.run("replay", "--stage", "code", "--again")
    again = stream.read(CLASSIFIED, until=lambda found: sum(m.key == b"broken-1" for m in found) == 5)
    copies = [m for m in again if m.key == b"broken-1"]
    assert {(m.value, m.partition) for m in copies} == {(before.value, before.partition)}
    assert all(set(before.headers) <= set(m.headers) for m in copies)
    assert all(headers_of(m)["traceparent"] for m in copies)
    failed.worker.wait_until(lambda: stream.committed(CLASSIFIED) == len(again), what="done", within_s=20)
    assert len(stream.read(EVENTS)) == 1


def test_what_no_letter_may_ask_for_is_refused(failed: Failed) -> None:
    """Whoever can write to the dead-letter topic can't make an operator write to another topic by it."""
    stream = failed.stream
    [letter] = [m for m in stream.read(DEAD_LETTERS) if m.key == b"no-text"]
    headers = [
        (name, b"payments" if name == "dlq.original.topic" else value) for name, value in letter.headers
    ]
    stream.publish([Written("forged", b"{}", headers=headers), Written("mute", b"{}")], topic=DEAD_LETTERS)
    assert b"came from payments" in failed.run("replay", "--id", "forged", exit_code=1)
    assert b"don't say where" in failed.run("replay", "--id", "mute", exit_code=1)


def test_a_raw_article_goes_back_to_the_raw_topic(failed: Failed) -> None:
    assert b"1 sent back" in failed.run("replay", "--id", "no-text")
    found = failed.stream.read(RAW, until=lambda found: sum(m.key == b"no-text" for m in found) == 2)
    copies = [m for m in found if m.key == b"no-text"]
    assert {m.value for m in copies} == {NO_TEXT}


def test_a_note_of_offsets_is_short_and_forgets_the_oldest_first() -> None:
    assert note_of([5, 3, 4, 9], longest=100) == "3-5,9"
    assert offsets_of("3-5,9") == {3, 4, 5, 9}
    assert offsets_of("somebody else's") == set()
    many = range(0, 4000, 2)
    kept = offsets_of(note_of(many, longest=200))
    assert kept == set(sorted(many)[-len(kept) :])
    assert len(kept) > 20
