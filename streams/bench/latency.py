"""How long an article takes from its publication to its last event, at a half and four fifths of capacity.

Times are those that producer and worker put on their records, of one machine's clock.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence

from streams.bench import corpora
from streams.bench.figures import Ratio, over
from streams.bench.pipeline import distinct
from streams.bench.running import Environment, Message, Offsets, publishing, read
from streams.topics import CLASSIFIED, EVENTS, RAW

LOADS = (0.5, 0.8)
SHARES = (50, 95, 99)  # per cent of the articles
_WANTED = {(0.5, 99): 1.0}  # seconds


def measured(broker: str, *, articles: int, rounds: int, say: Callable[[str], None]) -> list[Ratio]:
    """The figures of one worker with all stages; its capacity is measured first in each round, by articles
    that all wait already.
    """
    about = distinct(corpora.diplomacy(articles), "late")
    found: dict[tuple[float, int], list[float]] = {}
    there = Environment(broker, f"bench-{time.time_ns()}-late.")
    for number in range(rounds):
        with there.workers(1):
            capacity = len(about) / there.feed(about)
        say(f"round {number + 1}: capacity {capacity:.1f} articles/s")
        for load in LOADS:
            with there.workers(1):  # one that has seen none of the sentences
                late = asyncio.run(_late(there, there.messages(about), per_s=load * capacity))
            told = statistics.quantiles(late, n=100, method="inclusive")
            say(f"  at {load:.0%}: " + ", ".join(f"p{share} {told[share - 1]:.2f} s" for share in SHARES))
            for share in SHARES:
                found.setdefault((load, share), []).append(told[share - 1])
    return [
        over(
            f"article to event, p{share} at {load:.0%} load",
            values,
            unit="s",
            higher_is_better=False,
            wanted=_WANTED.get((load, share)),
        )
        for (load, share), values in found.items()
    ]


async def _late(there: Environment, messages: Sequence[Message], *, per_s: float) -> list[float]:
    """Publish them evenly; of each that gave events, the seconds from its record to its last event's."""
    clock, settings = asyncio.get_running_loop().time, there.settings
    topic = RAW.full_name(settings.topic_prefix)
    async with publishing(settings, linger_ms=0) as producer, Offsets.of(settings) as offsets:
        started, sent = clock(), []
        for number, each in enumerate(messages):
            await asyncio.sleep(max(0.0, started + number / per_s - clock()))
            sent.append(await producer.send(topic, key=each.key.encode(), value=each.value))
        published = {each.key: (await future).timestamp for each, future in zip(messages, sent, strict=True)}
        await offsets.wait(RAW, CLASSIFIED)
    last: dict[str, int] = {}
    async for record in read(settings, EVENTS):
        name = dict(record.headers)["ce_subject"].decode()
        if name in published:
            last[name] = max(last.get(name, 0), record.timestamp)
    return [(at - published[name]) / 1000 for name, at in last.items()]
