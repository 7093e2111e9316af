"""Entries of the actors topic reach every coder of a running worker, and it knows them after a restart."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence

import pytest

from schemas import DeadLetter, DiplomacyEvent
from streams.topics import ACTORS, DEAD_LETTERS, EVENTS
from tests.conftest import Kafka
from tests.delivery.command import diplomacy
from tests.delivery.conftest import StartWorker
from tests.delivery.stream import Message, Stream, Written
from tests.delivery.worker import DIPLOMACY, Worker

pytestmark = [pytest.mark.kafka, pytest.mark.model]

SECONDS = 8.0
"""Within which an entry has to be in use."""
NORWEGIAN = ("--country", "NOR", "--sector", "GOV", "--role", "foreign_minister", "--from", "2026-11-01")


def article(identity: str) -> Written:
    body = "Zelda Quarmby condemned Russia on Monday. Russia launched a missile attack on Ukraine."
    value = {"id": identity, "body": body, "published_at": "2026-11-30T10:00:00Z"}
    return Written(identity, json.dumps(value).encode())


def sources(messages: Sequence[Message]) -> dict[str, set[str | None]]:
    """The countries that condemn, by article."""
    found: dict[str, set[str | None]] = {}
    for message in messages:
        event = DiplomacyEvent.model_validate_json(message.value or b"")
        countries = {actor.country for actor in event.source if event.plover == "ACCUSE"}
        found.setdefault(event.article_id, set()).update(countries)
    return found


def coded(stream: Stream, identity: str) -> set[str | None]:
    """Publish the article anew; the countries that condemn in it."""
    stream.publish([article(identity)])
    messages = stream.read(EVENTS, until=lambda found: identity in sources(found))
    return sources(messages)[identity]


def run(settings: Mapping[str, str], *arguments: str) -> str:
    done = diplomacy(settings, "actors", *arguments)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def wait_for_entries(worker: Worker, count: int) -> None:
    began = time.monotonic()
    worker.wait_until(lambda: worker.metric("diplomacy_live_actors") == count, what="told", within_s=SECONDS)
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize("pool", ["2", "0"])
def test_a_worker_uses_an_entry_within_seconds_and_after_a_restart(
    kafka: Kafka, new_worker: StartWorker, pool: str
) -> None:
    stream = Stream(kafka.bootstrap)
    stream.create_topics()
    worker = new_worker((*DIPLOMACY, "worker"), stream, DIPLOMACY_POOL_SIZE=pool)
    worker.start_and_wait()
    assert "NOR" not in coded(stream, "before")

    run(stream.settings, "set", "Zelda Quarmby", *NORWEGIAN)
    wait_for_entries(worker, 1)
    for number in range(int(pool) + 2):  # whichever of the coders has it
        assert coded(stream, f"after-{number}") == {"NOR"}

    worker.kill()
    worker.start_and_wait()
    assert coded(stream, "restarted") == {"NOR"}

    run(stream.settings, "remove", "Zelda Quarmby")
    wait_for_entries(worker, 0)
    assert "NOR" not in coded(stream, "removed")
    assert run(stream.settings, "list") == ""
    history = run(stream.settings, "history", "zelda-quarmby").splitlines()
    assert [line.split("\t")[2].split(":")[0] for line in history] == ["set", "removed"]


def test_what_is_no_entry_is_refused_by_the_command_and_a_dead_letter_of_the_worker(
    kafka: Kafka, new_worker: StartWorker
) -> None:
    stream = Stream(kafka.bootstrap)
    stream.create_topics()
    refused = diplomacy(stream.settings, "actors", "set", "Zelda Quarmby", "--country", "NRW")
    assert refused.returncode == 2
    assert b"country: 'NRW' is no country" in refused.stderr
    assert not stream.read(ACTORS)

    run(stream.settings, "set", "Zelda Quarmby", *NORWEGIAN)
    worker = new_worker((*DIPLOMACY, "worker"), stream)
    worker.start_and_wait()
    bad = [
        Written("zelda-quarmby", b'{"name": "Zelda Quarmby", "country": "NRW"}'),
        Written("no-json", b"{'name'"),
        Written("no-name", b'{"country": "NOR"}'),
    ]
    stream.publish(bad, topic=ACTORS)
    letters = stream.read(DEAD_LETTERS, until=lambda found: len(found) >= len(bad))
    told = [DeadLetter.from_message(each.headers, key=each.key, value=each.value) for each in letters]
    assert {letter.value for letter in told} == {each.value for each in bad}
    assert {letter.error_class for letter in told} == {"MalformedEntry"}
    assert {letter.topic for letter in told} == {stream.topic(ACTORS)}
    worker.wait_until(
        lambda: worker.metric("diplomacy_dead_letters_total", error="MalformedEntry") == len(bad),
        what="counting",
        within_s=10,
    )
    assert coded(stream, "one") == {"NOR"}, "the entry before the bad one still holds, and the stream goes on"

    worker.kill()
    worker.start_and_wait()
    assert coded(stream, "two") == {"NOR"}
    assert len(stream.read(DEAD_LETTERS)) == len(bad), "a restart writes no letter again"
