"""`make soak`: what the tests of delivery do in short, for longer. A line a run; status 1 if one failed.

`make soak ARGS="kills broker --articles 2000"` runs some of them; without names all run.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import NamedTuple

from streams.bench.corpora import samples as sample_articles
from tests.delivery.accounting import Account
from tests.delivery.fuzz import fuzzed
from tests.delivery.growth import grown
from tests.delivery.scenarios import (
    broken_broker,
    cut_off,
    fresh,
    frozen,
    killed,
    restarted,
    sent_anything,
    short_of_replicas,
)
from tests.delivery.stream import Stream
from tests.delivery.worker import DIPLOMACY
from tests.kafka.broker import ApacheKafka

FREEZE_S = 15.0
FREEZES = 4
CUTS = 10
MOST_GROWTH = 0.05


class Row(NamedTuple):
    """One run: what it was, whether it held, and what was counted."""

    name: str
    held: bool
    found: object


@dataclass(frozen=True)
class Soak:
    """What was asked for, and where it runs."""

    node: ApacheKafka
    folder: Path
    articles: int
    kills: int
    modes: tuple[str, ...]
    workers: tuple[int, ...]
    messages: int
    grow: int
    grow_coded: int
    seed: int

    def stream(self) -> Stream:
        """Topics for one run."""
        return fresh(self.node.bootstrap)

    def place(self) -> Path:
        """A folder for one run."""
        return Path(tempfile.mkdtemp(dir=self.folder))

    def many_kills(self) -> Iterator[Row]:
        """kill -9 of workers by turns."""
        for mode, workers in product(self.modes, self.workers):
            found = killed(
                self.stream(),
                self.place(),
                delivery=mode,
                workers=workers,
                count=self.articles,
                kills=self.kills,
                seed=self.seed,
            )
            yield _judged(f"{self.kills} x kill -9, {workers} worker(s)", mode, found)

    def restarts(self) -> Iterator[Row]:
        """Rolling restart, and a worker that hangs and wakes up."""
        for mode in self.modes:
            found = restarted(self.stream(), self.place(), delivery=mode, least=self.articles)
            yield Row(f"rolling restart, one gone, one added, {mode}", found.exact, found)
            found = frozen(self.stream(), self.place(), delivery=mode, times=FREEZES, least=self.articles)
            yield _judged(f"{FREEZES} x frozen worker wakes up", mode, found)

    def broker_faults(self) -> Iterator[Row]:
        """The broker freezes, dies, can't be reached, has too few replicas."""
        for mode in self.modes:
            found = broken_broker(
                self.node,
                self.stream(),
                self.place(),
                delivery=mode,
                count=self.articles,
                frozen_s=FREEZE_S,
            )
            yield _judged(f"broker frozen {FREEZE_S:.0f} s, killed, restarted", mode, found)
            found = cut_off(
                self.node, self.stream(), self.place(), delivery=mode, count=self.articles, cuts=CUTS
            )
            yield _judged(f"{CUTS} x all connections cut", mode, found)
            found = short_of_replicas(self.place(), delivery=mode, count=100)
            yield _judged("NotEnoughReplicas", mode, found)

    def fuzz(self) -> Iterator[Row]:
        """Messages of any kind, to the real coder."""
        found = sent_anything(self.stream(), self.place(), list(fuzzed(self.messages, number=self.seed)))
        held = not found.unaccounted and set(found.dead) <= {"MalformedArticle", "OversizedArticle"}
        yield Row(f"{self.messages:,} fuzzed messages", held, found)

    def memory(self) -> Iterator[Row]:
        """Resident memory while articles go through, by a coder that does nothing and by the real one."""
        found = grown(self.stream(), self.place(), self.grow)
        yield Row(f"memory over {self.grow:,} articles", found.growth <= MOST_GROWTH, found)
        samples = [article.model_dump_json().encode() for article in sample_articles()]
        found = grown(
            self.stream(), self.place(), self.grow_coded, command=(*DIPLOMACY, "worker"), values=samples
        )
        yield Row(f"memory over {self.grow_coded:,} coded articles", found.growth <= MOST_GROWTH, found)


def _judged(name: str, mode: str, found: Account) -> Row:
    return Row(f"{name}, {mode}", found.exact if mode == "exactly_once" else found.complete, found)


RUNS: dict[str, Callable[[Soak], Iterator[Row]]] = {
    "kills": Soak.many_kills,
    "restarts": Soak.restarts,
    "broker": Soak.broker_faults,
    "fuzz": Soak.fuzz,
    "memory": Soak.memory,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("runs", nargs="*", metavar="RUN", help=f"of {', '.join(RUNS)} (all)")
    parser.add_argument("--articles", type=int, default=5000, help="articles of a run (5000)")
    parser.add_argument("--kills", type=int, default=20, help="kills of a run (20)")
    parser.add_argument("--mode", default="both", choices=("at_least_once", "exactly_once", "both"))
    parser.add_argument("--workers", default="1,3", help="workers that are killed by turns (1,3)")
    parser.add_argument("--messages", type=int, default=100_000, help="fuzzed messages (100000)")
    parser.add_argument("--grow", type=int, default=200_000, help="articles while memory is watched (200000)")
    parser.add_argument("--grow-coded", type=int, default=20_000, help="the same by the real coder (20000)")
    parser.add_argument("--seed", type=int, default=0, help="of all that is left to chance (0)")
    return parser


def main() -> int:
    """Run what was asked for on a broker of its own; 1 if anything was lost, or repeated exactly once."""
    given = _parser().parse_args()
    wanted = given.runs or list(RUNS)
    if unknown := set(wanted) - set(RUNS):
        _parser().error(f"no such run: {', '.join(sorted(unknown))}")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it says each failed try while Kafka starts
    failed = False
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        node = ApacheKafka(folder / "kafka")
        node.start()
        soak = Soak(
            node=node,
            folder=folder,
            articles=given.articles,
            kills=given.kills,
            modes=("at_least_once", "exactly_once") if given.mode == "both" else (given.mode,),
            workers=tuple(map(int, given.workers.split(","))),
            messages=given.messages,
            grow=given.grow,
            grow_coded=given.grow_coded,
            seed=given.seed,
        )
        try:
            for run in wanted:
                began = time.monotonic()
                for row in RUNS[run](soak):
                    took, began = time.monotonic() - began, time.monotonic()
                    failed |= not row.held
                    print(
                        f"{'ok' if row.held else 'FAILED':6} {took:5.0f} s  {row.name}: {row.found}",
                        flush=True,
                    )
        finally:
            node.stop()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
