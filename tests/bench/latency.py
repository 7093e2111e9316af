"""How long an article takes from its publication to its last event, at a half and four fifths of capacity."""

from __future__ import annotations

import asyncio
import json
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path

from aiokafka import AIOKafkaProducer

from streams.bench import corpora
from streams.bench.figures import Ratio, over
from streams.topics import EVENTS, RAW
from tests.bench.pipeline import Running, distinct
from tests.delivery.stream import Stream, Written

LOADS = (0.5, 0.8)
SHARES = (50, 95, 99)  # per cent of the articles
_WANTED = {(0.5, 99): 1.0}  # seconds


def measured(
    broker: str, folder: Path, *, articles: int, rounds: int, say: Callable[[str], None]
) -> list[Ratio]:
    """The figures of one worker; its capacity is measured first, by articles that all wait already."""
    about = distinct(corpora.diplomacy(articles), "late")
    found: dict[tuple[float, int], list[float]] = {}
    with Running(broker, folder / "latency", 1) as running:
        for number in range(rounds):
            capacity = len(about) / running.feed(about)
            say(f"round {number + 1}: capacity {capacity:.1f} articles/s")
            for load in LOADS:
                written = running.written(about)
                asyncio.run(_published(running.stream, written, per_s=load * capacity))
                running.wait()
                late = _seconds(running.stream, {each.key for each in written})
                for share in SHARES:
                    found.setdefault((load, share), []).append(
                        statistics.quantiles(late, n=100, method="inclusive")[share - 1]
                    )
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


async def _published(stream: Stream, written: Sequence[Written], *, per_s: float) -> None:
    """Publish them evenly."""
    clock = asyncio.get_running_loop().time
    async with AIOKafkaProducer(bootstrap_servers=stream.broker) as producer:
        started, sent = clock(), []
        for number, each in enumerate(written):
            await asyncio.sleep(max(0.0, started + number / per_s - clock()))
            key = each.key.encode() if each.key else None
            sent.append(await producer.send(stream.topic(RAW), key=key, value=each.value))
        await asyncio.gather(*sent)


def _seconds(stream: Stream, keys: set[str | None]) -> list[float]:
    """Of each of the articles that gave events, the seconds from its record to its last event's."""
    published = {m.key.decode(): m.timestamp for m in stream.read(RAW) if m.key and m.key.decode() in keys}
    last: dict[str, int] = {}
    for message in stream.read(EVENTS):
        name = json.loads(message.value or b"{}").get("article_id")
        if name in published:
            last[name] = max(last.get(name, 0), message.timestamp)
    return [(at - published[name]) / 1000 for name, at in last.items()]
