"""What a change costs the folds of stories and dyads as their state grows: `python -m tests.bench.stories`.

With `--hot` one story alone: what a further report, and a retraction, costs it by how many it has.
Streams of thirty days with the shape of news: stories with one report or many, most in order and some late,
on pairs of countries of which few have most. A larger stream has more pairs (`--dense`: the same twenty, so
that there is more to compare each report with). Rows are kept encoded, as a store keeps them. Costs are means
over the last fifth of each stream, relative to the first stream. Only ratios within one run count: absolute
figures are of this machine at this moment.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

import orjson

from schemas import CAMEO, DiplomacyEvent, PloverType, Retraction, dyad_of
from streams.core.dyads.fold import fold as fold_dyads
from streams.core.folding import Kind
from streams.core.moves import Move
from streams.core.signature import signature
from streams.core.stories.fold import fold as fold_stories

START = datetime(2026, 4, 1, tzinfo=UTC)
DAYS = 30
SIZES = (1_000, 10_000, 100_000, 1_000_000)
_GROUP = 20
"""Pairs among which the news is spread by Zipf's law."""
_EVENTS_A_GROUP = 1_000
_CODES = ("040", "042", "036", "057", "112", "120", "190", "163", "070", "020", "130", "150")
_TOWNS = (("Oslo", "NOR", 59.9, 10.8), ("Geneva", "CHE", 46.2, 6.1), ("Doha", "QAT", 25.3, 51.5))
_TOPICS = (
    "fisheries quota trawlers cod",
    "grain corridor wheat silos",
    "gas pipeline compressor tariffs",
    "visa rules for students",
    "prisoners exchange convoy",
    "radar stations coast",
    "dam water gates farmers",
    "railway bonds bridge",
)


class Encoded(MutableMapping[str, Any]):
    """Rows as a store keeps them: bytes, decoded when they are asked for; counts those that come and go."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.read = self.written = self.changed = 0

    def __getitem__(self, key: str) -> Any:
        row = self.kept[key]
        self.read += len(row)
        return orjson.loads(row)

    def __setitem__(self, key: str, value: Any) -> None:
        row = orjson.dumps(value)
        if self.kept.get(key) != row:  # as a store, which writes no row that is as it was
            self.changed += 1
            self.written += len(row)
            self.kept[key] = row

    def __delitem__(self, key: str) -> None:
        del self.kept[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.kept)

    def __len__(self) -> int:
        return len(self.kept)

    def size(self) -> int:
        """Bytes of keys and rows."""
        return sum(len(key) + len(row) for key, row in self.kept.items())


def news(number: int, *, dense: bool, seed: int = 9) -> Iterator[DiplomacyEvent]:
    """So many events over thirty days; a story has about four reports, within a day of one another."""
    groups = 1 if dense else max(1, number // _EVENTS_A_GROUP)
    rng = random.Random(seed)
    codes = [f"{a}{b}{c}" for a in "ABCDEFGHIJKLMNOP" for b in "KLMNOPQRST" for c in "AEIOUXYZ"]
    pairs = [(rng.choice(codes), rng.choice(codes)) for _ in range(_GROUP * groups)]
    weights = list(accumulate(1 / (rank % _GROUP + 1) for rank in range(len(pairs))))
    texts = [signature(" ".join(rng.choices(codes, k=80))) for _ in range(200)]
    open_stories: list[dict[str, Any]] = []
    for n in range(number):
        at = START + timedelta(days=DAYS) * (n / number)
        if open_stories and rng.random() < 0.75:
            story = open_stories[rng.randrange(len(open_stories))]
        else:
            source, target = rng.choices(pairs, cum_weights=weights)[0]
            code = CAMEO[rng.choice(_CODES)]
            story = {"source": source, "target": target, "code": code, "day": at.date().isoformat(),
                     "topic": rng.choice(_TOPICS), "town": rng.choice(_TOWNS), "text": rng.choice(texts),
                     "names": (rng.choice(codes), rng.choice(codes))}  # fmt: skip
            # Reports come within a day of one another: so many stories are open at a time.
            if len(open_stories) < max(4, number // (DAYS * 8)):
                open_stories.append(story)
            else:
                open_stories[rng.randrange(len(open_stories))] = story
        yield _event(n, at - timedelta(minutes=rng.expovariate(1 / 30)), story, rng)


def _event(n: int, at: datetime, story: dict[str, Any], rng: random.Random) -> DiplomacyEvent:
    code = story["code"]
    kind = code.plover or PloverType.CONSULT
    told = rng.random()
    quote = f"{story['topic']} {rng.choice(_TOPICS)}"
    dyad = dyad_of(story["source"], story["target"])
    sides = [
        {"country": country, "sector": "GOV", "role": "minister", "name": name if told < 0.6 else None}
        for country, name in zip((story["source"], story["target"]), story["names"], strict=True)
    ]
    day = story["day"] if told < 0.8 else None
    return DiplomacyEvent.model_validate(
        {
            "event_id": f"{n:024x}",
            "article_id": f"article-{n}",
            "kind": "told",
            "plover_act": kind,
            "plover": kind,
            "cameo": code.code,
            "cameo_label": code.label,
            "goldstein": code.goldstein,
            "quad_class": kind.quad_class,
            "source": sides[:1],
            "target": sides[1:],
            "reciprocal": kind is PloverType.CONSULT,
            "dyad": dyad,
            "dyads": [dyad],
            "status": "happened",
            "date_start": day,
            "date_end": day,
            "date_precision": "day" if day else "none",
            "location": dict(zip(("name", "country", "lat", "lon"), story["town"], strict=True))
            if told < 0.5
            else None,
            "subject": story["topic"],
            "evidence": [{"start": 0, "end": len(quote), "text": quote}],
            "confidence": round(0.4 + told / 2, 3),
            "article": {
                "source": f"Outlet {n % 211}",
                "published_at": at,
                "signature": story["text"] if told < 0.4 else None,
            },
            "coder_version": "bench",
            "coded_at": at + timedelta(minutes=1),
        }
    )


def hot(number: int, *, seed: int = 9) -> Iterator[DiplomacyEvent | Retraction]:
    """So many reports of one story within two days, each twentieth taken back after an hour."""
    rng = random.Random(seed)
    codes = [f"{a}{b}X" for a in "ABCDEFGHIJKLMNOP" for b in "KLMNOPQRST"]
    texts = [signature(" ".join(rng.choices(codes, k=80))) for _ in range(max(4, number // 8))]
    told: list[DiplomacyEvent] = []
    for n in range(number):
        at = START + timedelta(days=2) * (n / number)
        story = {"source": "NOR", "target": "TUR", "code": CAMEO["040"], "day": START.date().isoformat(),
                 "topic": _TOPICS[0], "town": _TOWNS[0], "text": rng.choice(texts),
                 "names": ("Eide", "Fidan")}  # fmt: skip
        told.append(_event(n, at - timedelta(minutes=rng.expovariate(1 / 30)), story, rng))
        yield told[-1]
        if n % 20 == 19:
            gone = told[max(0, n - number // 48)]
            yield Retraction.model_validate(
                {
                    "event_id": gone.event_id,
                    "article_id": gone.article_id,
                    "dyad": gone.dyad,
                    "quad_class": gone.quad_class,
                    "reason": "withdrawn",
                    "retracted_at": at + timedelta(minutes=2),
                }
            )


def main() -> None:
    """Fold streams of several sizes and print what a change cost at the end of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=SIZES, help="events in each stream")
    parser.add_argument("--dense", action="store_true", help="on the same pairs, however many events")
    parser.add_argument("--hot", type=int, nargs="+", metavar="N", help="reports of one story, instead")
    options = parser.parse_args()
    if options.hot:
        for number in options.hot:
            _heat(number)
        return
    print("     events   us/event  ratio   rows stories/dyads     MB stories/dyads   emissions an event")
    first: float | None = None
    for number in options.events:
        cost, emitted, stories, dyads = _fold(number, dense=options.dense)
        first = first or cost
        print(
            f"{number:11,} {cost:10.0f} {cost / first:6.2f} {len(stories):10,}/{len(dyads):<10,}"
            f"{stories.size() / 1e6:10.1f}/{dyads.size() / 1e6:<8.1f} {emitted / number:10.2f}",
            flush=True,
        )


def _heat(number: int) -> None:
    """Print what changes of a story cost when it has nearly so many reports: of the last fifth of them."""
    rows = Encoded()
    costs: tuple[list[float], list[float]] = [], []
    for n, change in enumerate(hot(number)):
        if n == number * 21 // 25:
            rows.changed = rows.written = rows.read = 0
            costs = [], []
        began = time.process_time()
        fold_stories(rows, change)
        costs[isinstance(change, Retraction)].append(time.process_time() - began)
    told = len(costs[0]) + len(costs[1])
    print(
        f"{number:8,} reports: a further one {_micros(costs[0])}, a retraction {_micros(costs[1])}; "
        f"a change writes {rows.changed / told:.1f} rows, {rows.written / told / 1000:.1f} kB, "
        f"and reads {rows.read / told / 1000:.0f} kB; {len(rows):,} rows",
        flush=True,
    )


def _micros(costs: list[float]) -> str:
    if not costs:
        return "-"
    mean, slowest = sum(costs) / len(costs) * 1e6, max(costs) * 1e6
    return f"{mean:,.0f} us (at most {slowest:,.0f})"


def _fold(number: int, *, dense: bool) -> tuple[float, int, Encoded, Encoded]:
    """Microseconds of processor time an event over the last fifth, emissions in all, and the rows."""
    stories, dyads = Encoded(), Encoded()
    emitted, spent, counted = 0, 0.0, 0
    for n, event in enumerate(news(number, dense=dense)):
        began = time.process_time()
        for emission in fold_stories(stories, event):
            emitted += 1
            if emission.kind is Kind.MOVE and isinstance(emission.value, Move):
                emitted += len(fold_dyads(dyads, emission.value))
        if n >= number * 4 // 5:
            spent += time.process_time() - began
            counted += 1
    return spent / counted * 1e6, emitted, stories, dyads


if __name__ == "__main__":
    main()
