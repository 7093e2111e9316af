"""Old articles are coded again by the coder of today, beside a worker that doesn't notice."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas import DiplomacyEvent, Retraction
from streams.delivery.recoding import Tally, recode
from streams.settings import load_settings
from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, QUAD_CLASSES, RAW, RETRACTIONS, SEEN
from tests.conftest import Kafka
from tests.delivery.command import diplomacy
from tests.delivery.stream import Message, Stream, Written
from tests.delivery.worker import FAKE_CODER, Worker

pytestmark = pytest.mark.kafka

SCRIPTED = "tests.delivery.scripted_coder:load"
SIGNED, MET, FOUGHT = "FRA DEU 057", "JPN USA 040", "RUS UKR 190"
HOUR = timedelta(hours=1)


def article(identity: str, *lines: str) -> Written:
    return Written(identity, json.dumps({"id": identity, "body": "\n".join(lines)}).encode())


def events_of(messages: Sequence[Message]) -> list[DiplomacyEvent]:
    return [DiplomacyEvent.model_validate_json(message.value or b"") for message in messages]


@dataclass(frozen=True)
class Coded:
    """A worker that has coded some articles, and the time between the first of them and the others."""

    stream: Stream
    worker: Worker
    between: datetime
    events: Sequence[DiplomacyEvent]

    def recode(self, *, dry_run: bool = False, since: datetime | None = None) -> Tally:
        settings = load_settings(
            broker=self.stream.broker,
            topic_prefix=self.stream.name,
            group_id=self.stream.settings["DIPLOMACY_GROUP_ID"],
        )
        begin = since or datetime.now(UTC) - HOUR
        return asyncio.run(recode(settings, since=begin, until=None, dry_run=dry_run, loader=SCRIPTED))


@pytest.fixture(scope="module")
def coded(kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coded]:
    stream, folder = Stream(kafka.bootstrap), tmp_path_factory.mktemp("worker")
    stream.create_topics()
    settings = {**stream.settings, "DIPLOMACY_TEST_LOADER": SCRIPTED, "SCRIPT_MENDED": str(folder / "never")}
    worker = Worker(FAKE_CODER, settings=settings, folder=folder)
    try:
        worker.start_and_wait()
        stream.publish([article("early", SIGNED), article("changed", FOUGHT)])
        stream.read(EVENTS, until=lambda found: len(found) == 2)
        between = datetime.now(UTC)
        while datetime.now(UTC) - between < timedelta(milliseconds=5):
            time.sleep(0.001)  # Kafka's times are in milliseconds
        stream.publish(
            [
                article("both", SIGNED, MET),
                article("both", SIGNED, MET),
                article("changed", MET),
                article("cake", "irrelevant"),
                article("late", MET, "broken"),
                Written("none", b"[]"),
            ]
        )
        worker.wait_until(
            lambda: stream.committed(RAW) == 8 and stream.committed(CLASSIFIED) == 6, what="done", within_s=30
        )
        yield Coded(stream, worker, between, events_of(stream.read(EVENTS)))
    finally:
        worker.dispose()


def test_the_same_acts_have_the_same_ids_and_the_version_of_the_coder_of_today(
    coded: Coded, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stream, before = coded.stream, {event.event_id for event in coded.events}
    watched = (RAW, CLASSIFIED, SEEN, DEAD_LETTERS)
    untouched = [len(stream.read(topic)) for topic in watched]
    retracted = len(stream.read(RETRACTIONS))
    monkeypatch.setenv("SCRIPT_VERSION", "scripted-2")
    monkeypatch.setenv("SCRIPT_MENDED", str(tmp_path))

    counted = coded.recode(dry_run=True)
    assert len(stream.read(EVENTS)) == len(coded.events), "a dry run publishes nothing"
    done = coded.recode()
    assert (done.read, done.irrelevant, done.outdated, done.repeated) == (8, 1, 1, 1)
    assert (done.coded, done.events, done.retractions, len(done.faults)) == (4, 5, 0, 1)
    assert (counted.coded, counted.events) == (done.coded, done.events)
    assert done.coder_version == "scripted-2"

    every = events_of(stream.read(EVENTS))
    new = [event for event in every if event.coder_version == "scripted-2"]
    assert len(new) == 5
    again = {event.event_id for event in new if event.article_id != "late"}
    assert again <= before, "the same acts, the same ids"
    assert "late" in {event.article_id for event in new}, "what the old coder failed on is coded now"
    assert not [event for event in new if event.evidence[0].text == FOUGHT], "a text that was changed since"
    assert len(stream.read(*QUAD_CLASSES.values())) == len(every)
    assert len(stream.read(RETRACTIONS)) == retracted
    assert [len(stream.read(topic)) for topic in watched] == untouched
    assert coded.worker.get("/readyz")[0] == 200
    assert coded.worker.metric("diplomacy_rebalances_total") == 1, "the live group took no notice"


def test_what_the_coder_of_today_does_not_find_is_retracted(
    coded: Coded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCRIPT_VERSION", "scripted-3")
    monkeypatch.setenv("SCRIPT_BLIND_TO", "040")
    [gone] = {e.event_id for e in coded.events if e.article_id == "both" and e.evidence[0].text == MET}
    done = coded.recode(since=coded.between)
    assert done.read == 6, "those that came after that time"
    found = [Retraction.model_validate_json(m.value or b"") for m in coded.stream.read(RETRACTIONS)]
    assert [each.reason.value for each in found if each.event_id == gone] == ["recoded"]
    new = [e for e in events_of(coded.stream.read(EVENTS)) if e.coder_version == "scripted-3"]
    assert {(e.article_id, e.supersedes) for e in new} == {("both", (gone,))}


@pytest.mark.model
def test_the_command_counts_and_says_what_it_could_not_code(coded: Coded) -> None:
    done = diplomacy(coded.stream.settings, "replay", "--from", "1h", "--dry-run")
    assert done.returncode == 1, done.stderr.decode()
    counts = dict(line.split("\t") for line in done.stdout.decode().splitlines())
    assert counts["articles read"] == "8"
    assert b"MalformedArticle: value: a JSON list" in done.stderr
    wrong = diplomacy(coded.stream.settings, "replay", "--from", "1h", "--to", "2h")
    assert wrong.returncode == 2
    assert b"give a later time" in wrong.stderr
