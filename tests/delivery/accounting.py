"""Articles that can be accounted for: each gives the fake coder's one event, so that none can hide."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, RAW, Topic
from tests.delivery.stream import Message, Stream, Written, headers_of
from tests.delivery.worker import POLL_SECONDS, Worker


def article(number: int, *, body: str = "sleep 0.01") -> Written:
    """An article that takes the fake coder about 10 ms."""
    return named(name_of(number), body=body)


def named(name: str, *, body: str) -> Written:
    """An article with that id."""
    return Written(name, json.dumps({"id": name, "body": body}).encode())


def name_of(number: int) -> str:
    """The id of an article that is told by its number."""
    return f"article-{number:06}"


def articles(count: int, *, first: int = 0) -> list[Written]:
    """Articles `first` up to but not including `count`."""
    return [article(number) for number in range(first, count)]


def expected(count: int) -> set[str]:
    """Ids of the articles 0 up to `count`."""
    return {name_of(number) for number in range(count)}


def coded(messages: Sequence[Message]) -> set[str]:
    """Ids of the articles that gave these events."""
    return {headers_of(message)["ce_subject"] for message in messages}


def wait_for_events(worker: Worker, count: int, *, within_s: float = 60) -> None:
    """Wait until this run of the worker has published that many events."""

    def published() -> bool:
        return worker.metric("diplomacy_messages_published_total", topic=EVENTS.name) >= count

    worker.wait_until(published, what=f"done with {count} events", within_s=within_s)


def wait_until_done(stream: Stream, *, within_s: float = 120) -> None:
    """Wait until all that was published is acknowledged, raw and classified."""
    deadline = time.monotonic() + within_s
    while not all(_acknowledged(stream, topic) for topic in (RAW, CLASSIFIED)):
        assert time.monotonic() < deadline, f"not done in {within_s:.0f} s"
        time.sleep(POLL_SECONDS)


def _acknowledged(stream: Stream, topic: Topic) -> bool:
    # Not the ends of the partitions: behind the last message there may be marks of transactions.
    behind: defaultdict[int, int] = defaultdict(int)
    for message in stream.read(topic):
        behind[message.partition] = message.offset + 1
    return all(stream.committed_by_partition(topic)[number] >= end for number, end in behind.items())


@dataclass(frozen=True)
class Account:
    """What became of the articles, as a reader of committed messages sees it."""

    articles: int
    lost: int
    """Articles without their event."""
    repeated: int
    """Events beyond one an article."""
    reclassified: int
    """Classified articles beyond one an article."""
    dead: int

    @property
    def complete(self) -> bool:
        """Nothing lost, nothing in the dead letters."""
        return not self.lost and not self.dead

    @property
    def exact(self) -> bool:
        """Each once."""
        return self.complete and not self.repeated and not self.reclassified


def account(stream: Stream, count: int, *, within_s: float = 120) -> Account:
    """Wait until the stream is done, then count the articles 0 up to `count`."""
    wait_until_done(stream, within_s=within_s)
    events = stream.read(EVENTS)
    return Account(
        articles=count,
        lost=len(expected(count) - coded(events)),
        repeated=len(events) - len(coded(events)),
        reclassified=len(stream.read(CLASSIFIED)) - count,
        dead=len(stream.read(DEAD_LETTERS)),
    )
