"""`python -m tests.bench.state`: what many events make of the state, and how soon a worker has it back.

The stages' own agents, state and transactions on Apache Kafka, without Faust in front: events come from a
generator. Processor time of this process, so that the figures hold where the machine has other work too.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiokafka.partitioner import murmur2

from streams.agents.dyads import Dyads
from streams.agents.folding import Folding
from streams.agents.stories import Stories
from streams.delivery.record import Done, Inbound, Outbound, Partition
from streams.delivery.state import State
from streams.delivery.stateful import Stateful
from streams.delivery.transactions import ExactlyOnce
from streams.ops.metrics import Metrics
from streams.settings import MIB, Settings, load_settings
from streams.topics import EVENTS, MOVES, Topic
from tests.delivery.incidents import COUNTRIES, DAYS, event
from tests.delivery.scenarios import fresh
from tests.kafka.broker import ApacheKafka

BATCH = 1000
PARTITIONS = EVENTS.partitions


@dataclass
class Fed:
    """One stage, fed by hand."""

    kind: type[Folding]
    reads: Topic
    settings: Settings
    folder: Path
    ends: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        kind, settings = self.kind, self.settings
        self.state = State(
            kind.stage,
            settings,
            Metrics(),
            reads=kind.reads,
            changelog=kind.changelog,
            kept=kind.kept,
            layout=kind.layout,
            folder=self.folder,
        )
        self.step: Any = kind(state=self.state, settings=settings)
        self.outbox = Stateful(
            ExactlyOnce(
                settings,
                committed=self._committed,
                note_committed=lambda offsets: None,
                together=[topic.full_name(settings.topic_prefix) for topic in kind.reads],
            ),
            self.state,
        )

    async def _committed(self, tp: Partition) -> int:
        return 0  # there is no group: each record comes once

    def input(self, key: bytes, value: bytes) -> Inbound:
        """The next record of the partition that the key has."""
        partition = (murmur2(key) & 0x7FFFFFFF) % PARTITIONS
        offset, self.ends[partition] = self.ends[partition], self.ends[partition] + 1
        return Inbound(
            topic=self.reads.full_name(self.settings.topic_prefix),
            partition=partition,
            offset=offset,
            timestamp=0,
            key=key,
            value=value,
        )

    async def do(self, inputs: Sequence[Inbound]) -> list[Outbound]:
        """Fold and publish; returns what was published."""
        batch = [Done(inbound=each, outputs=tuple(await self.step(each))) for each in inputs]
        await self.outbox.deliver(batch)
        return [output for done in batch for output in done.outputs]

    async def restore(self) -> float:
        """Have all partitions, as a worker that starts; seconds that it took."""
        began = time.monotonic()
        await asyncio.gather(*(self.state.know(number) for number in range(PARTITIONS)))
        return time.monotonic() - began


def countries() -> list[str]:
    """Sixty codes, the real ones first: 1,770 pairs."""
    made = (f"{one}{other}X" for one in "ABCDEFGHIJ" for other in "PQRSTU")
    return [*COUNTRIES, *made][:60]


async def measure(settings: Settings, count: int, later: int, folder: Path) -> None:
    """Fold `count` events of a month, start again with and without the disk, then `later` ones of a month
    three months after it, while it expires."""
    stories = Fed(Stories, EVENTS, settings, folder)
    dyads = Fed(Dyads, MOVES, settings, folder)
    await feed(stories, dyads, range(0, count, BATCH), spread=count)
    for fed in (stories, dyads):
        await fed.outbox.stop()
    for name, kept in (("with its disk", True), ("without it", False)):
        if not kept:
            shutil.rmtree(folder)
        again = [Fed(fed.kind, fed.reads, settings, folder, fed.ends) for fed in (stories, dyads)]
        took = [await fed.restore() for fed in again]
        _show(f"again {name}", "restored in " + " and ".join(f"{each:.1f} s" for each in took), *again)
        if kept:
            for fed in again:
                await fed.outbox.stop()
    print("in a month after three without any:", flush=True)
    stories, dyads = again
    await feed(stories, dyads, range(count, count + later, BATCH), spread=later, later=4 * DAYS)
    for fed in again:
        await fed.outbox.stop()


async def feed(stories: Fed, dyads: Fed, numbers: range, *, spread: int, later: int = 0) -> None:
    """Fold the events of batches that begin with these numbers; prints what they take, by tenths."""
    moves_topic = MOVES.full_name(stories.settings.topic_prefix)
    codes, before, tenth = countries(), time.process_time(), max(1, len(numbers) // 10)
    for done, first in enumerate(numbers, start=1):
        made = [
            event(number, spread=spread, countries=codes, later=later)
            for number in range(first, first + BATCH)
        ]
        inputs = [stories.input(each.dyad.encode(), each.model_dump_json().encode()) for each in made]
        outputs = await stories.do(inputs)
        moves = [output for output in outputs if output.topic == moves_topic]
        for start in range(0, len(moves), BATCH):
            part = moves[start : start + BATCH]
            await dyads.do([dyads.input(each.key or b"", each.value or b"") for each in part])
        if done % tenth == 0:
            used, before = time.process_time() - before, time.process_time()
            spent = f"{used / (tenth * BATCH) * 1000:.2f} ms of processor an event"
            _show(f"{done * BATCH:,} events", spent, stories, dyads)


def _show(name: str, what: str, *both: Fed) -> None:
    rows = [fed.state.store.count(0) for fed in both]
    disk = [fed.state.store.bytes_on_disk() / MIB for fed in both]
    print(
        f"{name}: {what}; rows {rows[0]:,} and {rows[1]:,}; disk {disk[0]:.0f} and {disk[1]:.0f} MiB; "
        f"resident {_resident_mib()} MiB",
        flush=True,
    )


def _resident_mib() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // MIB


def main() -> None:
    """Run it on a broker of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.state")
    parser.add_argument("--events", type=int, default=100_000, metavar="N", help="(100,000)")
    parser.add_argument("--later", type=int, metavar="N", help="events while those expire (a tenth)")
    args = parser.parse_args()
    later = args.later or max(BATCH, args.events // 10)
    with tempfile.TemporaryDirectory(prefix="diplomacy-state-") as place:
        folder = Path(place)
        node = ApacheKafka(folder / "kafka")
        node.start()
        try:
            stream = fresh(node.bootstrap)
            settings = load_settings(
                broker=stream.broker, topic_prefix=stream.name, group_id=f"{stream.name}group"
            )
            asyncio.run(measure(settings, args.events, later, folder / "state"))
        finally:
            node.stop()


if __name__ == "__main__":
    main()
