"""An article that comes again gives nothing twice; with another text it takes back what no longer holds.

That holds over a restart, a kill -9 and a rebalance, for what is remembered lies on a topic of the broker.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from schemas import DiplomacyEvent, Retraction
from streams.topics import CLASSIFIED, EVENTS, QUAD_CLASSES, RAW, RETRACTIONS
from tests.conftest import Kafka
from tests.delivery.stream import Message, Stream, Written
from tests.delivery.worker import FAKE_CODER, Worker

pytestmark = pytest.mark.kafka

DELIVERIES = ("at_least_once", "exactly_once")
SIGNED, MET, FOUGHT = "FRA DEU 057", "JPN USA 040", "RUS UKR 190"
StartScripted = Callable[..., Worker]


def article(identity: str, *lines: str, key: str | None = "", **fields: object) -> Written:
    """An article whose lines are its events; without a key of its own its id is the key."""
    text = "\n".join(lines)
    value = json.dumps({"id": identity, "body": text, **fields}).encode()
    return Written(identity if key == "" else key, value)


def events_of(messages: Sequence[Message]) -> list[DiplomacyEvent]:
    return [DiplomacyEvent.model_validate_json(message.value or b"") for message in messages]


def ids_by_text(events: Sequence[DiplomacyEvent]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for event in events:
        found.setdefault(event.evidence[0].text, set()).add(event.event_id)
    return found


@pytest.fixture
def stream(kafka: Kafka) -> Stream:
    stream = Stream(kafka.bootstrap)
    stream.create_topics()
    return stream


@pytest.fixture
def scripted(new_worker: StartScripted, tmp_path: Path) -> StartScripted:
    """`scripted(stream, **settings)`: a worker that is ready, with the coder that does what articles say."""

    def make(stream: Stream, name: str = "worker", **settings: str) -> Worker:
        worker = new_worker(
            FAKE_CODER,
            stream,
            DIPLOMACY_TEST_LOADER="tests.delivery.scripted_coder:load",
            DIPLOMACY_INSTANCE_ID=stream.name + name,
            SCRIPT_MENDED=str(tmp_path / "mended"),
            **settings,
        )
        worker.start_and_wait()
        return worker

    return make


def settle(worker: Worker, stream: Stream) -> list[DiplomacyEvent]:
    """Wait until everything published so far is acknowledged at both stages; the events then, by time."""
    raw = len(stream.read(RAW))
    worker.wait_until(lambda: stream.committed(RAW) >= raw, what="done with the raw ones", within_s=30)
    last = {m.partition: m.offset + 1 for m in stream.read(CLASSIFIED)}
    worker.wait_until(
        lambda: stream.committed(CLASSIFIED) >= sum(last.values()), what="done with the rest", within_s=30
    )
    return sorted(events_of(stream.read(EVENTS)), key=lambda event: event.coded_at)


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_copy_gives_nothing_even_after_a_kill_and_without_a_key(
    stream: Stream, scripted: StartScripted, delivery: str
) -> None:
    worker = scripted(stream, DIPLOMACY_DELIVERY=delivery)
    body = [SIGNED, MET]
    stream.publish([article("one", *body), article("one", *body), article("one", *body, source="Elsewhere")])
    assert len(settle(worker, stream)) == 2, "copies that are in flight together"
    worker.kill()
    stream.publish([article("one", *body), article("two", *body)])
    worker.start_and_wait()
    assert len(settle(worker, stream)) == 4, "a copy that comes after a kill"
    # Without a key copies are spread over the partitions of the raw topic, and still known by their id.
    stream.publish(article("one", *body, key=None) for _ in range(8))
    assert len({m.partition for m in stream.read(RAW) if m.key is None}) > 1
    assert len(settle(worker, stream)) == 4
    assert not stream.read(RETRACTIONS)
    assert worker.metric("diplomacy_articles_repeated_total", text="unchanged") == 9


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_changed_text_supersedes_what_no_longer_holds(
    stream: Stream, scripted: StartScripted, delivery: str
) -> None:
    worker = scripted(stream, DIPLOMACY_DELIVERY=delivery)
    stream.publish([article("one", SIGNED, MET)])
    before = ids_by_text(settle(worker, stream))
    worker.kill()
    worker.start_and_wait()
    stream.publish([article("one", SIGNED, FOUGHT)])
    events = settle(worker, stream)[2:]
    after = ids_by_text(events)
    assert after[SIGNED] == before[SIGNED], "what still holds keeps its id"
    assert {event.supersedes for event in events} == {tuple(before[MET])}
    [message] = stream.read(RETRACTIONS)
    retraction = Retraction.model_validate_json(message.value or b"")
    assert {retraction.event_id} == before[MET]
    assert (retraction.article_id, retraction.reason, retraction.dyad) == ("one", "updated", "JPN-USA")
    assert message.key == b"JPN-USA"
    assert len(stream.read(*QUAD_CLASSES.values())) == 4

    # The first text again is the latest one now.
    stream.publish([article("one", SIGNED, MET)])
    events = settle(worker, stream)[4:]
    assert ids_by_text(events) == before
    assert {event.supersedes for event in events} == {tuple(after[FOUGHT])}


def test_a_text_that_says_nothing_any_more_is_told_to_consumers(
    stream: Stream, scripted: StartScripted
) -> None:
    worker = scripted(stream)
    stream.publish([article("empty", SIGNED), article("cake", MET), article("wrong", FOUGHT)])
    before = ids_by_text(settle(worker, stream))
    stream.publish(
        [
            article("empty", "The two sides signed nothing at all."),
            article("cake", "irrelevant: stir the flour into the butter"),
            article("never", "irrelevant: nobody saw this one before"),
            article("right", SIGNED, correction_of="wrong"),
        ]
    )
    events = settle(worker, stream)
    found = [Retraction.model_validate_json(m.value or b"") for m in stream.read(RETRACTIONS)]
    told = {each.article_id: (each.reason.value, each.replaced_by, each.event_id) for each in found}
    assert told == {
        "empty": ("updated", None, *before[SIGNED]),
        "cake": ("withdrawn", None, *before[MET]),
        "wrong": ("corrected", "right", *before[FOUGHT]),
    }
    assert [event.article_id for event in events[3:]] == ["right"]
    # An article that was never about diplomacy costs the classified topic nothing.
    assert not [m for m in stream.read(CLASSIFIED) if m.key == b"never"]

    stream.publish([article("wrong", FOUGHT), article("cake", MET)])
    events = settle(worker, stream)[4:]
    assert [event.article_id for event in events] == ["cake"], "a late copy of what was corrected stays out"


def test_a_worker_that_takes_over_knows_what_the_other_did(stream: Stream, scripted: StartScripted) -> None:
    numbers = range(40)
    one = scripted(stream, "one")
    stream.publish(article(f"a-{n}", MET) for n in numbers)
    assert len(settle(one, stream)) == len(numbers)
    two = scripted(stream, "two")
    two.wait_until(lambda: two.metric("diplomacy_partitions_assigned") > 0, what="in the group", within_s=30)
    stream.publish(article(f"a-{n}", MET) for n in numbers)
    stream.publish(article(f"b-{n}", MET) for n in numbers)
    two.wait_until(lambda: len(stream.read(EVENTS)) >= 2 * len(numbers), what="done", within_s=30)
    assert two.metric("diplomacy_articles_repeated_total", text="unchanged") > 0
    # What it had before it has again: it knows what came in between, too.
    two.terminate(within_s=15)
    stream.publish(article(f"b-{n}", MET) for n in numbers)
    assert len(settle(one, stream)) == 2 * len(numbers)


def test_an_article_whose_coding_failed_is_coded_when_it_comes_again(
    stream: Stream, scripted: StartScripted, tmp_path: Path
) -> None:
    worker = scripted(stream)
    stream.publish([article("one", SIGNED, "broken")])
    assert not settle(worker, stream)
    (tmp_path / "mended").touch()
    stream.publish([article("one", SIGNED, "broken")])
    assert len(settle(worker, stream)) == 1


def test_without_a_window_every_copy_is_coded(stream: Stream, scripted: StartScripted) -> None:
    worker = scripted(stream, DIPLOMACY_REPEAT_WINDOW_H="0")
    stream.publish([article("one", SIGNED), article("one", SIGNED)])
    assert len(settle(worker, stream)) == 2


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_copies_under_load_and_kill_9_give_each_event_once(
    stream: Stream, scripted: StartScripted, delivery: str
) -> None:
    """Exactly once it is one event an article; at least once a crash may repeat some, but loses none."""
    articles, kills, in_flight = 150, 1, 32
    stream.publish(article(f"a-{n}", MET) for copy in range(2) for n in range(articles))
    worker = scripted(stream, DIPLOMACY_DELIVERY=delivery, DIPLOMACY_IN_FLIGHT=str(in_flight))
    for _ in range(kills):
        worker.wait_until(
            lambda: worker.metric("diplomacy_messages_done_total", stage="code") >= 40,
            what="at work",
            within_s=60,
        )
        worker.kill()
        worker.start_and_wait()
    events = settle(worker, stream)
    assert {event.article_id for event in events} == {f"a-{n}" for n in range(articles)}
    repeated_at_most = kills * in_flight if delivery == "at_least_once" else 0
    assert len(events) <= articles + repeated_at_most
    assert not stream.read(RETRACTIONS)
