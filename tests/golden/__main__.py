"""`make eval`: code the project's own annotated articles and say what is right.

An event is found when the coder gives one of the same type, with the same country on each side (either way
round where the act is reciprocal), from words that overlap. A coded event counts for one annotated at most.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas import RawArticle
from streams.core.coder import Coder, load_coder

GOLD = Path(__file__).with_name("articles.jsonl")
DETAILS = ("cameo", "status", "date_start", "date_end")
Event = Mapping[str, Any]


def countries(side: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """The countries and international codes of a side."""
    return frozenset(actor["country"] for actor in side if actor["country"])


def overlaps(left: Event, right: Event) -> bool:
    """Whether any evidence of one shares a code point with any of the other."""
    return any(
        a["start"] < b["end"] and b["start"] < a["end"] for a in left["evidence"] for b in right["evidence"]
    )


def agrees(gold: Event, coded: Event) -> bool:
    """Whether the coded event is the annotated one."""
    wanted = countries(gold["source"]), countries(gold["target"])
    given = countries(coded["source"]), countries(coded["target"])
    either_way = [given, given[::-1]] if gold["reciprocal"] else [given]
    sides = any(all(bool(a & b) or not a | b for a, b in zip(wanted, way, strict=True)) for way in either_way)
    return gold["plover_act"] == coded["plover_act"] and sides and overlaps(gold, coded)


def pairs(gold: Sequence[Event], coded: Sequence[Event]) -> list[tuple[Event, Event]]:
    """Annotated events with what was coded for them; the surest coded event is taken first."""
    left, found = sorted(coded, key=lambda event: -event["confidence"]), []
    for event in gold:
        match = next((other for other in left if agrees(event, other)), None)
        if match is not None:
            left.remove(match)
            found.append((event, match))
    return found


def forbidden(row: Mapping[str, Any], coded: Sequence[Event]) -> list[Event]:
    """Coded events whose evidence lies inside words that tell of no event."""
    return [
        event
        for event in coded
        if any(
            no["start"] <= span["start"] and span["end"] <= no["end"]
            for no in row["must_not"]
            for span in event["evidence"]
        )
    ]


def main(coder: Coder, *, show_missed: bool) -> None:
    """Print a line for each article and the figures over all."""
    now = datetime.now(UTC)
    core = core_found = annotated = coded_in_all = wrong = 0
    found: list[tuple[Event, Event]] = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        coding = coder.code(RawArticle.model_validate(row["article"]), now=now)
        coded = [json.loads(event.model_dump_json()) for event in coding.events]
        matched, banned = pairs(row["events"], coded), forbidden(row, coded)
        of_core = [event for event in row["events"] if event["tier"] == "core"]
        hits = [event for event, _ in matched if event["tier"] == "core"]
        core, core_found = core + len(of_core), core_found + len(hits)
        annotated, coded_in_all = annotated + len(row["events"]), coded_in_all + len(coded)
        wrong += len(banned)
        found += matched
        print(
            f"{row['id']:28} core {len(hits):2}/{len(of_core):<2} "
            f"coded {len(coded):2} forbidden {len(banned)}"
        )
        if show_missed:
            for event in row["events"]:
                if all(event is not hit for hit, _ in matched):
                    print(f"    missed {event['plover_act']:10} {event['evidence'][0]['text']}")
    print(f"\ncore events found   {core_found}/{core}")
    print(f"all events found    {len(found)}/{annotated}, of {coded_in_all} coded")
    print(f"forbidden events    {wrong}")
    for name in DETAILS:
        print(f"right {name:13} {sum(gold[name] == coded[name] for gold, coded in found)}/{len(found)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__)
    parser.add_argument("--missed", action="store_true", help="show the words of every event not found")
    main(load_coder(), show_missed=parser.parse_args().missed)
