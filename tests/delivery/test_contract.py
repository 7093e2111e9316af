"""What goes in and what comes out, with the real coder: topics, keys, headers, dead letters, offsets.

One worker on each broker codes one set of articles; each test makes its claim about what came of them.
"""

from __future__ import annotations

import json
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from schemas import ClassifiedArticle, DeadLetter, DiplomacyEvent
from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, QUAD_CLASSES, RAW
from tests.delivery.stream import Message, Stream, Written, headers_of
from tests.delivery.worker import DIPLOMACY, Worker
from tests.golden.scoring import pairs, rests_on

pytestmark = pytest.mark.model

SEED = Path(__file__).parents[1] / "golden" / "seed.jsonl"
LEAST = 12  # of its 17 events that nobody should miss
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
BODY = (
    "BERLIN - French President Emmanuel Macron met German Chancellor Friedrich Merz in Berlin on Tuesday. "
    "Macron condemned the attack. Russia launched a missile attack on Ukraine on Monday."
)
ARTICLE = json.dumps(
    {"id": "summit", "title": "Macron in Berlin", "body": BODY, "published_at": "2025-10-28T10:00:00Z"}
).encode()
IRRELEVANT = json.dumps(
    {"id": "cake", "title": "Cake", "body": "Stir the flour into the butter and bake the cake until golden."}
).encode()
MALFORMED: dict[str, bytes | None] = {
    "no-json": b"{'id': 'single quotes'}",
    "no-utf-8": b'{"body": "caf\xe9"}',
    "no-body": b'{"id": "empty", "title": "A title alone"}',
    "no-object": b"[1, 2, 3]",
    "no-value": None,
}


@dataclass(frozen=True)
class Outcome:
    """A worker that has coded the articles above, and what it published."""

    stream: Stream
    worker: Worker
    classified: Sequence[Message]
    events: Sequence[Message]
    quad: Sequence[Message]
    dead: Sequence[Message]

    def run(self, kcat: str, *arguments: str, given: bytes = b"") -> bytes:
        """What kcat prints."""
        command = [kcat, "-q", "-b", self.stream.broker, *arguments]
        return subprocess.run(command, input=given, capture_output=True, check=True, timeout=30).stdout


@pytest.fixture(scope="module")
def outcome(broker: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    stream = Stream(broker)
    stream.create_topics()
    worker = Worker(
        (*DIPLOMACY, "worker"), settings=stream.settings, folder=tmp_path_factory.mktemp("worker")
    )
    try:
        worker.start_and_wait()
        stream.publish(
            [
                Written("irrelevant", IRRELEVANT),
                *(Written(key, value) for key, value in MALFORMED.items()),
                Written("summit", ARTICLE, headers=[("traceparent", TRACE.encode())]),
            ]
        )
        worker.wait_until(
            lambda: stream.committed(RAW) == 2 + len(MALFORMED) and stream.committed(CLASSIFIED) == 1,
            what="done",
            within_s=60,
        )
        yield Outcome(
            stream=stream,
            worker=worker,
            classified=stream.read(CLASSIFIED),
            events=stream.read(EVENTS),
            quad=stream.read(*QUAD_CLASSES.values()),
            dead=stream.read(DEAD_LETTERS),
        )
    finally:
        worker.dispose()


def events_of(messages: Sequence[Message]) -> list[DiplomacyEvent]:
    return [DiplomacyEvent.model_validate_json(message.value or b"") for message in messages]


def test_only_articles_about_diplomacy_are_classified_as_such(outcome: Outcome) -> None:
    [message] = outcome.classified
    assert message.key == b"summit"
    article = ClassifiedArticle.model_validate_json(message.value or b"")
    assert (article.id, article.body) == ("summit", BODY)


def test_an_article_becomes_its_events(outcome: Outcome) -> None:
    found = {(event.dyad, event.plover.value) for event in events_of(outcome.events)}
    assert ("DEU-FRA", "CONSULT") in found
    assert ("RUS-UKR", "ASSAULT") in found


def test_events_are_keyed_by_dyad(outcome: Outcome) -> None:
    for message, event in zip(outcome.events, events_of(outcome.events), strict=True):
        assert (message.key or b"").decode() == event.dyad


def test_evidence_is_in_the_articles_own_words(outcome: Outcome) -> None:
    for event in events_of(outcome.events):
        assert event.evidence
        assert all(BODY[span.start : span.end] == span.text for span in event.evidence)


def test_each_event_is_on_the_topic_of_its_quad_class_too(outcome: Outcome) -> None:
    by_topic = sorted((message.topic, message.value or b"") for message in outcome.quad)
    expected = sorted(
        (outcome.stream.topic(QUAD_CLASSES[event.quad_class.value]), message.value or b"")
        for message, event in zip(outcome.events, events_of(outcome.events), strict=True)
    )
    assert by_topic == expected


def test_one_dyads_events_are_on_one_partition(outcome: Outcome) -> None:
    placed = sorted((message.key or b"", message.partition) for message in outcome.events)
    for key, of_key in groupby(placed, key=lambda each: each[0]):
        assert len({partition for _, partition in of_key}) == 1, key


@pytest.mark.parametrize("which", ["classified", "events"])
def test_headers_follow_the_cloudevents_binding(outcome: Outcome, which: str) -> None:
    messages: Sequence[Message] = getattr(outcome, which)
    for message in messages:
        headers = headers_of(message)
        value = json.loads(message.value or b"")
        assert headers["ce_specversion"] == "1.0"
        assert headers["ce_id"] == (value["event_id"] if which == "events" else value["id"])
        assert headers["ce_subject"] == "summit"
        assert headers["ce_type"].startswith("org.diplomacy.")
        assert headers["ce_source"].startswith("/diplomacy/")
        assert headers["ce_dataschema"]
        assert datetime.fromisoformat(headers["ce_time"]).tzinfo is not None
        assert headers["content-type"] == "application/json"
        assert headers["traceparent"] == TRACE
    assert len({headers_of(message)["ce_id"] for message in messages}) == len(messages)


@pytest.mark.parametrize("key", MALFORMED)
def test_what_is_no_article_is_kept_as_it_came(outcome: Outcome, key: str) -> None:
    [message] = [message for message in outcome.dead if message.key == key.encode()]
    assert message.value == MALFORMED[key]
    letter = DeadLetter.from_message(message.headers, key=message.key, value=message.value)
    assert letter.topic == outcome.stream.topic(RAW)
    assert letter.error_class == "MalformedArticle"
    assert letter.message
    original = outcome.stream.read(RAW)
    assert [
        found.value
        for found in original
        if (found.partition, found.offset) == (letter.partition, letter.offset)
    ] == [MALFORMED[key]]


def test_only_what_is_no_article_is_a_dead_letter(outcome: Outcome) -> None:
    assert {(message.key or b"").decode() for message in outcome.dead} == set(MALFORMED)


def test_the_worker_counts_what_it_does(outcome: Outcome) -> None:
    wanted = (
        "diplomacy_messages_received_total",
        "diplomacy_messages_published_total",
        "diplomacy_events_coded_total",
        "diplomacy_dead_letters_total",
        "diplomacy_stage_duration_seconds_bucket",
        "diplomacy_article_to_event_seconds_bucket",
        "diplomacy_in_progress",
        "diplomacy_consumer_lag",
        "diplomacy_last_processed_timestamp_seconds",
        "diplomacy_build_info",
    )

    def missing() -> list[str]:
        page = outcome.worker.get("/metrics")[1]
        return [name for name in wanted if f"\n{name}{{" not in page and f"\n{name} " not in page]

    # The lag is looked at every few seconds.
    outcome.worker.wait_until(lambda: not missing(), what="counting everything", within_s=15)
    assert outcome.worker.get("/healthz")[0] == 200
    assert outcome.worker.get("/readyz")[0] == 200


def test_coding_an_article_again_gives_the_same_ids(outcome: Outcome) -> None:
    """With a sentence more at its end it is another text, in which all that the first said still holds."""
    before = {event.event_id for event in events_of(outcome.events)}
    longer = json.dumps({**json.loads(ARTICLE), "body": BODY + " It rained in Berlin."}).encode()
    outcome.stream.publish([Written("summit", longer)])
    again = outcome.stream.read(EVENTS, until=lambda found: len(found) >= 2 * len(outcome.events))
    assert {event.event_id for event in events_of(again)} == before


@pytest.mark.kcat
@pytest.mark.parametrize(
    "broker",
    [pytest.param("kafka", marks=pytest.mark.kafka)],  # Debian's kcat can't read the embedded one's greeting
    indirect=True,
)
def test_a_foreign_client_publishes_an_article_and_reads_its_event(outcome: Outcome, kcat: str) -> None:
    identity = f"by-kcat-{uuid.uuid4().hex[:8]}"
    article = ARTICLE.replace(b'"summit"', json.dumps(identity).encode())
    outcome.run(kcat, "-P", "-t", outcome.stream.topic(RAW), "-k", identity, given=article)

    def lines() -> list[bytes]:
        events = outcome.stream.topic(EVENTS)
        read = outcome.run(kcat, "-C", "-t", events, "-o", "beginning", "-e", "-f", "%k\t%h\t%s\n")
        return [line for line in read.splitlines() if identity.encode() in line]

    outcome.worker.wait_until(lambda: bool(lines()), what="done with kcat's article", within_s=30)
    key, headers, value = lines()[0].split(b"\t")
    event = DiplomacyEvent.model_validate_json(value)
    assert (event.article_id, event.dyad) == (identity, key.decode())
    assert f"ce_id={event.event_id}".encode() in headers.split(b",")


def test_the_canonical_articles_events_come_out_of_the_broker(outcome: Outcome) -> None:
    row = json.loads(SEED.read_text(encoding="utf-8"))
    outcome.stream.publish([Written("seed", json.dumps(row["article"]).encode())])

    def coded() -> list[dict[str, Any]]:
        events = events_of(outcome.stream.read(EVENTS))
        return [event.model_dump(mode="json") for event in events if event.article_id == row["article"]["id"]]

    outcome.worker.wait_until(lambda: bool(coded()), what="done with it", within_s=60)
    found = sum(gold["tier"] == "core" for gold, _ in pairs(row["events"], coded()))
    assert found >= LEAST
    assert not any(rests_on(event, no) for event in coded() for no in row["must_not"])
