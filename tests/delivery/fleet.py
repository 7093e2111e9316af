"""Several workers of one group, and what happens to them: killed, restarted in turn, added, taken away."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.delivery.accounting import wait_for_events
from tests.delivery.stream import Stream
from tests.delivery.worker import FAKE_CODER, Worker, assert_gone

LEAVE_S = 15.0
FEWEST_PER_LIFE = 10


@dataclass
class Fleet:
    """Workers with static names, each with a fake coder process of its own."""

    stream: Stream
    folder: Path
    settings: dict[str, str]
    workers: list[Worker] = field(default_factory=list)

    def add(self) -> Worker:
        """Start one more, and wait until it is ready."""
        worker = self._make()
        worker.start_and_wait()
        return worker

    def start(self, size: int) -> None:
        """Start that many at once and wait until all are ready."""
        for worker in [self._make() for _ in range(size)]:
            worker.start()
        for worker in self.workers:
            worker.wait_until_ready()

    def _make(self) -> Worker:
        name = f"worker-{len(self.workers)}"
        settings = {
            **self.stream.settings,
            **self.settings,
            "DIPLOMACY_INSTANCE_ID": self.stream.name + name,
            "DIPLOMACY_DATA_DIR": str(self.folder / f"disk-{len(self.workers)}"),
        }
        worker = Worker(FAKE_CODER, settings=settings, folder=self.folder / name)
        self.workers.append(worker)
        return worker

    def kill_by_turns(self, kills: int, *, events_per_life: int, chance: random.Random) -> None:
        """kill -9 one after another and start it again; every fourth dies while it still starts."""
        self._kill_first()
        for number in range(1, kills):
            worker = self.workers[number % len(self.workers)]
            if number % 4 == 3:
                time.sleep(chance.uniform(0.3, 3.0))  # not to wait for anything: death comes when it likes
            else:
                worker.wait_until_ready()
                wait_for_events(worker, chance.randrange(FEWEST_PER_LIFE, 2 * events_per_life))
            self._kill(worker)
        for worker in self.workers:
            worker.wait_until_ready()

    def _kill(self, worker: Worker) -> None:
        coders = worker.children()
        worker.kill()
        assert_gone(coders)
        worker.start()

    def _kill_first(self) -> None:
        """It has a name of its own in the group, so its partitions wait for it and others keep theirs."""
        worker, *others = self.workers
        wait_for_events(worker, FEWEST_PER_LIFE)
        before = [_joined(other) for other in others]
        self._kill(worker)
        worker.wait_until_ready()
        wait_for_events(worker, 1)
        assert [_joined(other) for other in others] == before, "a restart took partitions from others"

    def restart_by_turns(self, workers: Sequence[Worker]) -> None:
        """A rolling restart: each stops in order and comes back before the next one goes."""
        for worker in workers:
            wait_for_events(worker, 1)
            status = worker.terminate(within_s=LEAVE_S)
            assert status == 0, f"a worker left with status {status}"
            worker.start_and_wait()

    def dispose(self) -> None:
        """End them all, however they stand."""
        for worker in self.workers:
            worker.dispose()


def _joined(worker: Worker) -> float:
    return worker.metric("diplomacy_rebalances_total")


@contextmanager
def fleet(stream: Stream, folder: Path, size: int, **settings: str) -> Iterator[Fleet]:
    """A fleet of `size` workers, all ready; gone at the end."""
    made = Fleet(stream, folder, settings)
    try:
        made.start(size)
        yield made
    finally:
        made.dispose()
