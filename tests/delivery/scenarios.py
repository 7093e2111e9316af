"""What may happen to a stream under load, and what became of its articles. The tests run each of these short,
`make soak` long.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, RAW
from tests.delivery.accounting import Account, account, article, articles, wait_for_events, wait_until_done
from tests.delivery.detour import Detour
from tests.delivery.fleet import LEAVE_S, fleet
from tests.delivery.load import load
from tests.delivery.stream import Stream, Written, headers_of
from tests.delivery.worker import DIPLOMACY, Worker
from tests.kafka.broker import ApacheKafka

IN_FLIGHT = 32
PARTITIONS = RAW.partitions + CLASSIFIED.partitions
PACE = 60
"""Articles a second that come while workers are restarted: about half of what one of them can do."""


def fresh(bootstrap: str) -> Stream:
    """A stream with topics of its own."""
    stream = Stream(bootstrap)
    stream.create_topics()
    return stream


def _settings(delivery: str) -> dict[str, str]:
    return {
        "DIPLOMACY_DELIVERY": delivery,
        "DIPLOMACY_IN_FLIGHT": str(IN_FLIGHT),
        # What becomes of stories is told in test_stories.py.
        "DIPLOMACY_STAGES": "classify,code",
    }


def killed(
    stream: Stream, folder: Path, *, delivery: str, workers: int, count: int, kills: int, seed: int = 0
) -> Account:
    """kill -9 under load. One worker has two coders, and some articles are slow: others overtake them."""
    slow = range(0, count, 16)
    stream.publish(
        article(number, body=f"sleep {0.2 if number in slow else 0.01}") for number in range(count)
    )
    settings = {
        **_settings(delivery),
        # Longer than a restart takes: its partitions wait for the dead one.
        "DIPLOMACY_SESSION_TIMEOUT_S": "30",
        "DIPLOMACY_POOL_SIZE": "2" if workers == 1 else "1",
        "DIPLOMACY_BATCH_SIZE": "4",
    }
    with fleet(stream, folder, workers, **settings) as running:
        pace = max(20, count // (2 * kills))
        running.kill_by_turns(kills, events_per_life=pace, chance=random.Random(seed))
        return account(stream, count)


def restarted(stream: Stream, folder: Path, *, delivery: str, least: int = 0) -> Account:
    """Three workers restarted by turns, but the last goes for good and another comes; all under load.

    Each has something in flight all the time, and nothing remembers what came before: what a rebalance
    doesn't let finish shows.
    """
    settings = {**_settings(delivery), "DIPLOMACY_REPEAT_WINDOW_H": "0"}
    with (
        fleet(stream, folder, 3, **settings) as running,
        load(stream, per_second=PACE, takes_s=0.04) as coming,
    ):
        *staying, leaving = running.workers
        running.restart_by_turns(staying)
        wait_for_events(leaving, 1)
        assert leaving.terminate(within_s=LEAVE_S) == 0
        staying[0].wait_until(
            lambda: sum(worker.partitions() for worker in staying) == PARTITIONS, what="heir", within_s=60
        )
        wait_for_events(running.add(), 10)
        return account(stream, coming.finish(least=least))


def frozen(stream: Stream, folder: Path, *, delivery: str, times: int = 1, least: int = 0) -> Account:
    """Two workers; one hangs until the other has its partitions, then goes on as if nothing was. By turns."""
    with fleet(stream, folder, 2, **_settings(delivery)) as running, load(stream, per_second=PACE) as coming:
        zombie, heir = running.workers
        for _ in range(times):
            wait_for_events(zombie, int(_published(zombie)) + 20)
            zombie.signal(signal.SIGSTOP)
            try:
                heir.wait_until(lambda heir=heir: _has_all(heir), what="heir of all", within_s=60)  # type: ignore[misc]
                wait_for_events(heir, int(_published(heir)) + 2 * IN_FLIGHT)
            finally:
                zombie.signal(signal.SIGCONT)
            zombie, heir = heir, zombie
        return account(stream, coming.finish(least=least))


def _has_all(worker: Worker) -> bool:
    return worker.partitions() == PARTITIONS


def _published(worker: Worker) -> float:
    return worker.metric("diplomacy_messages_published_total", topic=EVENTS.name)


def broken_broker(
    node: ApacheKafka, stream: Stream, folder: Path, *, delivery: str, count: int, frozen_s: float
) -> Account:
    """The broker freezes for `frozen_s` seconds at least, then is killed and started again."""
    stream.publish(articles(count))
    with fleet(stream, folder, 1, DIPLOMACY_REQUEST_TIMEOUT_S="2", **_settings(delivery)) as running:
        [worker] = running.workers
        wait_for_events(worker, 30)
        node.pause()
        try:
            until = time.monotonic() + frozen_s
            worker.wait_until(lambda: worker.get("/readyz")[0] == 503, what="unready", within_s=30)
            assert worker.get("/healthz")[0] == 200, "a broker's fault is no reason to restart the worker"
            worker.wait_until(lambda: time.monotonic() > until, what="left alone", within_s=frozen_s + 1)
        finally:
            node.resume()
        wait_for_events(worker, 60)
        node.kill()
        node.start()
        found = account(stream, count)
        assert worker.terminate(within_s=LEAVE_S) == 0
        return found


def cut_off(
    node: ApacheKafka, stream: Stream, folder: Path, *, delivery: str, count: int, cuts: int
) -> Account:
    """Every connection to the broker breaks, and for a second or more there is no other."""
    stream.publish(articles(count))
    with (
        Detour(node.detour_port, node.detour_leads_to) as detour,
        fleet(stream, folder, 1, DIPLOMACY_BROKER=detour.address, **_settings(delivery)) as running,
    ):
        [worker] = running.workers
        for number in range(1, cuts + 1):
            wait_for_events(worker, 30 * number)
            broken = detour.cut()
            assert broken, "the worker wasn't connected"
            worker.wait_until(lambda: detour.refused >= 3, what="trying again", within_s=30)
            detour.mend()
        found = account(stream, count)
        assert worker.terminate(within_s=LEAVE_S) == 0
        return found


def short_of_replicas(folder: Path, *, delivery: str, count: int) -> Account:
    """One of two brokers dies, and with it the second copy that its topics ask for; then it is back."""
    first = ApacheKafka(folder / "first")
    second = ApacheKafka(folder / "second", beside=first)
    try:
        first.start()
        stream = Stream(first.bootstrap)
        stream.open_transaction("nobody's")  # makes the broker's own topics, on the node that stays
        stream.committed(RAW)
        second.start()
        stream.create_topics(copies=2)
        stream.configure(EVENTS, min_insync_replicas="2")
        stream.publish(articles(count // 2))
        with fleet(stream, folder, 1, **_settings(delivery), DIPLOMACY_TRANSACTION_TIMEOUT_S="3") as running:
            [worker] = running.workers
            wait_until_done(stream)
            acknowledged = stream.committed(CLASSIFIED)
            second.kill()
            stream.publish(articles(count, first=count // 2))
            worker.wait_until(
                lambda: "NotEnoughReplicas" in worker.log.read_text(), what="refused", within_s=60
            )
            assert stream.committed(CLASSIFIED) == acknowledged, "acknowledged what was not published"
            second.start()
            return account(stream, count)
    finally:
        second.dispose()
        first.dispose()


@dataclass(frozen=True)
class Fuzzed:
    """What became of messages of any kind, by the real coder."""

    messages: int
    nothing: int
    """Articles that are not about diplomacy."""
    coded: int
    """Articles that the coder had, with events or without."""
    events: int
    dead: Counter[str]
    """Dead letters by error."""
    unaccounted: int
    """Messages that became neither, or both, of an article and a dead letter."""
    seconds: float


def sent_anything(stream: Stream, folder: Path, messages: Sequence[bytes | None], **settings: str) -> Fuzzed:
    """A worker with the real coder gets all of these."""
    worker = Worker((*DIPLOMACY, "worker"), settings={**stream.settings, **settings}, folder=folder)
    try:
        worker.start_and_wait()
        started = time.monotonic()
        numbered = (Written(str(number), value) for number, value in enumerate(messages))
        stream.publish(numbered, checked=False)
        wait_until_done(stream, within_s=60 + len(messages) / 10)
        took = time.monotonic() - started
        letters = [headers_of(letter) for letter in stream.read(DEAD_LETTERS)]
        places = {
            tuple(letter[f"dlq.original.{name}"] for name in ("topic", "partition", "offset"))
            for letter in letters
        }
        refused = sum(topic == stream.topic(RAW) for topic, *_ in places)
        nothing, classified = (_done(worker, "classify", each) for each in ("nothing", "published"))
        coded = _done(worker, "code", "published", "nothing")
        found = Fuzzed(
            messages=len(messages),
            nothing=nothing,
            coded=coded,
            events=len(stream.read(EVENTS)),
            dead=Counter(letter["dlq.error.class"] for letter in letters),
            unaccounted=abs(len(messages) - nothing - classified - refused)
            + abs(len(stream.read(CLASSIFIED)) - coded - (len(places) - refused))
            + len(letters)
            - len(places),
            seconds=took,
        )
        assert worker.terminate(within_s=LEAVE_S) == 0
        return found
    finally:
        worker.dispose()


def _done(worker: Worker, stage: str, *outcomes: str) -> int:
    return int(
        sum(worker.metric("diplomacy_messages_done_total", stage=stage, outcome=each) for each in outcomes)
    )
