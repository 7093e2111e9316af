"""What may happen to a stream under load, and what became of its articles. The tests run each of these short,
`make soak` long.
"""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

from streams.topics import CLASSIFIED, EVENTS, RAW
from tests.delivery.accounting import Account, account, articles, wait_for_events
from tests.delivery.detour import Detour
from tests.delivery.fleet import LEAVE_S, fleet
from tests.delivery.load import load
from tests.delivery.stream import Stream
from tests.delivery.worker import Worker
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
    return {"DIPLOMACY_DELIVERY": delivery, "DIPLOMACY_IN_FLIGHT": str(IN_FLIGHT)}


def killed(
    stream: Stream, folder: Path, *, delivery: str, workers: int, count: int, kills: int, seed: int = 0
) -> Account:
    """kill -9 under load."""
    stream.publish(articles(count))
    with fleet(stream, folder, workers, **_settings(delivery)) as running:
        pace = max(20, count // (2 * kills))
        running.kill_by_turns(kills, events_per_life=pace, chance=random.Random(seed))
        return account(stream, count)


def restarted(stream: Stream, folder: Path, *, delivery: str, least: int = 0) -> Account:
    """Three workers: a rolling restart, one taken away for good, another added, all under load."""
    with fleet(stream, folder, 3, **_settings(delivery)) as running, load(stream, per_second=PACE) as coming:
        running.restart_by_turns()
        *staying, leaving = running.workers
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
