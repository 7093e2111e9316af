"""Which annotated events the coder found: the same type of act, with the same countries on each side.

CONCEDE and RETREAT count as one type, for one act is often both. A coded event counts for one annotated at
most.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas import RawArticle
from streams.core.coder import Coder

FILES = ("articles.jsonl", "seed.jsonl")
FURTHER = ("further.jsonl",)
"""Invented articles whose errors the coder's makers read later than those of `FILES`."""
UNREAD = ("unread.jsonl",)
"""Invented articles whose errors nobody reads: what the coder does on texts that it was not made with."""
MORE = ("more.jsonl",)
"""Invented articles whose errors they read later still."""
HELD = ("held.jsonl",)
"""Invented articles by the writers of `MORE` whose errors nobody reads."""
DETAILS = ("cameo", "status", "date_start", "date_end")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_SHORT = 40  # code points: evidence at most twice a forbidden span and so much more rests on it
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scored:
    """One article's annotated and coded events, the pairs that are the same act, and the forbidden ones."""

    article: str
    gold: tuple[Event, ...]
    coded: tuple[Event, ...]
    pairs: tuple[tuple[Event, Event], ...]
    forbidden: tuple[Event, ...]

    @property
    def core(self) -> int:
        """How many annotated events nobody should miss."""
        return sum(event["tier"] == "core" for event in self.gold)

    @property
    def core_found(self) -> int:
        """How many of those were found."""
        return sum(gold["tier"] == "core" for gold, _ in self.pairs)

    @property
    def missed(self) -> list[Event]:
        """Annotated events that were not found."""
        return [event for event in self.gold if all(event is not gold for gold, _ in self.pairs)]


@dataclass(frozen=True, slots=True)
class Figures:
    """Over all articles. Every annotated event counts as right; recall asks for the core ones alone."""

    precision: float
    core_recall: float
    forbidden: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and core recall."""
        both = self.precision + self.core_recall
        return 2 * self.precision * self.core_recall / both if both else 0.0


def figures(scored: Sequence[Scored]) -> Figures:
    """The figures over several articles."""
    found, coded = sum(len(s.pairs) for s in scored), sum(len(s.coded) for s in scored)
    core, core_found = sum(s.core for s in scored), sum(s.core_found for s in scored)
    return Figures(
        found / coded if coded else 0.0,
        core_found / core if core else 0.0,
        sum(len(s.forbidden) for s in scored),
    )


def type_of(name: str) -> str:
    """A PLOVER type, CONCEDE and RETREAT under one name."""
    return "YIELD" if name in ("CONCEDE", "RETREAT") else name


def countries(side: Sequence[Event]) -> frozenset[str]:
    """The countries and international codes of a side."""
    return frozenset(actor["country"] for actor in side if actor["country"])


def overlaps(left: Sequence[Event], right: Sequence[Event]) -> bool:
    """Whether any span of one shares a code point with any of the other."""
    return any(a["start"] < b["end"] and b["start"] < a["end"] for a in left for b in right)


def same_sides(gold: Event, coded: Event) -> bool:
    """Whether each annotated side with a country shares one; of a reciprocal act, either way round."""
    wanted = countries(gold["source"]), countries(gold["target"])
    given = countries(coded["source"]), countries(coded["target"])
    if all(not a or a & b for a, b in zip(wanted, given, strict=True)):
        return True
    everyone = wanted[0] | wanted[1]
    return (gold["reciprocal"] or coded["reciprocal"]) and bool(everyone) and everyone <= given[0] | given[1]


def likeness(gold: Event, coded: Event) -> int:
    """0 where two events cannot be the same act; else the more, the more alike they are."""
    types = {type_of(name) for name in (gold["plover_act"], *gold.get("also", ()))}
    if type_of(coded["plover_act"]) not in types or not same_sides(gold, coded):
        return 0
    alike: int = sum(gold[name] == coded[name] for name in ("plover_act", "status", "date_start"))
    return 1 + alike + 2 * int(overlaps(gold["evidence"], coded["evidence"]))


def pairs(gold: Sequence[Event], coded: Sequence[Event]) -> list[tuple[Event, Event]]:
    """Annotated events with what was coded for them, the most alike first."""
    choices = [(likeness(g, c), i, j) for i, g in enumerate(gold) for j, c in enumerate(coded)]
    taken: dict[int, int] = {}
    for alike, i, j in sorted(choices, key=lambda choice: (-choice[0], choice[1:])):
        if alike and i not in taken and j not in taken.values():
            taken[i] = j
    return [(gold[i], coded[j]) for i, j in sorted(taken.items())]


def rests_on(event: Event, span: Event) -> bool:
    """Whether an event's first evidence is little more than `span`."""
    first = event["evidence"][:1]
    length = span["end"] - span["start"]
    return overlaps(first, [span]) and first[0]["end"] - first[0]["start"] < 2 * length + _SHORT


def annotated(files: Sequence[str], folder: Path = Path(__file__).parent) -> list[Event]:
    """The annotated articles of those files."""
    texts = ((folder / name).read_text(encoding="utf-8") for name in files)
    return [json.loads(line) for text in texts for line in text.splitlines()]


def scores(coder: Coder, files: Sequence[str] = FILES) -> Iterator[Scored]:
    """Every annotated article of the project's own `files`, coded and scored."""
    rows = annotated(files)
    codings = coder.code_many([RawArticle.model_validate(row["article"]) for row in rows], now=NOW)
    for row, coding in zip(rows, codings, strict=True):
        coded = [event.model_dump(mode="json") for event in coding.events]
        matched = pairs(row["events"], coded)
        right = [c for _, c in matched]
        wrong = [
            event
            for event in coded
            if all(event is not c for c in right) and any(rests_on(event, no) for no in row["must_not"])
        ]
        yield Scored(row["id"], tuple(row["events"]), tuple(coded), tuple(matched), tuple(wrong))
