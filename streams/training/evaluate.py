"""Score the coder on an evaluation folder: `python -m streams.training.evaluate [FOLDER]`.

The folder holds the referee, `eval/score.py`, and annotated files, `gold/*.jsonl`; it is no part of the
project. Its place is the argument, else DIPLOMACY_EVAL, else `../shared`; where there is none, nothing is
scored. Part of `make eval`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice, pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import ValidationError

from schemas import RawArticle
from schemas.moment import read_moment
from streams.core.coder import Coder, load_coder

BATCH = 64  # articles parsed together
STEPS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)  # of the reliability table
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the referee, its gold file, and the keys of headline and size in what the referee says."""

    name: str
    gold: str
    headline: tuple[str, ...]
    size: str
    hints: bool = True  # whether the coder is told which words are the actors


TASKS = (
    Task("pairs", "a_eventtype_dev", ("macro_f1",), "n"),
    Task("pairs", "a_eventtype_dev", ("macro_f1",), "n", hints=False),
    Task("coding", "b_fullcoding_gsr_dev", ("dyad_and_root", "f1"), "sentences"),
    Task("coding", "b_fullcoding_petr2gsr_dev", ("dyad_and_root", "f1"), "sentences"),
    Task("relevance", "d_relevance_and_roots_dev", ("f1",), "n"),
    Task("actors", "c_actors_gsr_dev", ("country_accuracy",), "n"),
    Task("actors", "c_actors_ngec_dev", ("country_accuracy",), "n"),
    Task("articles", "articles_dev", ("f1",), "articles"),
    Task("articles", "seed_gold", ("f1",), "articles"),
)


def referee_in(folder: Path) -> ModuleType | None:
    """The referee of an evaluation folder, or None where there is none."""
    file = folder / "eval" / "score.py"
    spec = spec_from_file_location("referee", file) if file.is_file() else None
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def coded(coder: Coder, articles: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """(id, what `diplomacy code` prints) for each article; one that the contract refuses has no events."""
    now, left = datetime.now(UTC), iter(articles)
    while batch := list(islice(left, BATCH)):
        yield from ((row["id"], {"relevant": False, "events": []}) for row in batch)
        read = [article for row in batch if (article := _article(row)) is not None]
        for coding in coder.code_many(read, now=now):
            events = [event.model_dump(mode="json") for event in coding.events]
            yield coding.article_id, {"relevant": coding.relevance.relevant, "events": events}


def _article(row: Row) -> RawArticle | None:
    try:
        return RawArticle.model_validate(row)
    except ValidationError:
        return None


def resolved(coder: Coder, mentions: Iterable[Row]) -> Iterator[tuple[str, Row]]:
    """(id, what `diplomacy resolve` prints) for each mention."""
    for row in mentions:
        actor = coder.resolve(row["text"], context=row.get("context"), date=read_moment(row.get("date")))
        yield row["id"], {"actor": actor.model_dump(mode="json") if actor else None}


def judged(
    referee: Any, task: Task, gold: Sequence[Row], out: Mapping[str, Row]
) -> Iterator[tuple[float, bool]]:
    """(confidence, is right) of each coded event of a task whose gold has every event."""
    for row in gold:
        events = out[row["id"]].get("events", [])
        if task.name == "articles":
            yield from (
                (e["confidence"], any(referee.match_strength(g, e) for g in row["events"])) for e in events
            )
        elif task.name == "coding":
            known = [g for g in row["events"] if isinstance(g.get("source"), list)]
            yield from ((e["confidence"], any(_same(referee, g, e) for g in known)) for e in events)


def _same(referee: Any, gold: Row, event: Row) -> bool:
    types = (referee.lens(event), referee.root15(event["plover"]))
    return referee.root15(gold["plover_root"]) in types and bool(referee.same_dyad(gold, event))


def reliability(events: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """The lines of a table: what share of the events of about one confidence is right."""
    yield f"{'confidence':12} {'events':>6} {'mean':>6} {'right':>6}"
    gap = 0.0
    for low, high in pairwise(STEPS):
        inside = [(c, ok) for c, ok in events if low <= c < high or c == high == 1.0]
        if not inside:
            continue
        mean = sum(c for c, _ in inside) / len(inside)
        right = sum(ok for _, ok in inside) / len(inside)
        gap += abs(mean - right) * len(inside)
        yield f"{low:.1f} to {high:.1f}   {len(inside):6} {mean:6.2f} {right:6.2f}"
    yield f"expected calibration error {gap / max(1, len(events)):.3f}"


def plain(figures: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """`name=figure` of every figure but the counts of single types."""
    for name, value in figures.items():
        if isinstance(value, Mapping):
            if name != "f1_by_type":
                yield from plain(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}={value}"


def evaluate(folder: Path, coder: Coder, referee: Any) -> Iterator[str]:
    """The lines of the report: a row for each task whose gold is there, then the reliability table."""
    yield f"{'task':10} {'gold':27} {'n':>5} {'headline':>8}  figures"
    events: list[tuple[float, bool]] = []
    for task in TASKS:
        file = folder / "gold" / f"{task.gold}.jsonl"
        if not file.is_file():
            yield f"{task.name:10} {task.gold:27} (no such file)"
            continue
        gold = referee.rows(file)
        given = getattr(referee, f"input_{task.name}")(gold, task.hints)
        out = dict((resolved if task.name == "actors" else coded)(coder, given))
        try:
            figures, _ = getattr(referee, f"score_{task.name}")(gold, out, 0)
        except ZeroDivisionError:  # the referee's, where no annotation of a file is of the kind it scores
            yield f"{task.name:10} {task.gold:27} (nothing to score)"
            continue
        headline: Any = figures
        for key in task.headline:
            headline = headline[key]
        rest = " ".join(plain({k: v for k, v in figures.items() if k != task.size}))
        name = task.name if task.hints else f"{task.name} bare"
        yield f"{name:10} {task.gold:27} {figures[task.size]:5} {headline:8.4f}  {rest}"
        events += judged(referee, task, gold, out)
    yield ""
    yield from reliability(events)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report; say so and end well where there is no evaluation folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("DIPLOMACY_EVAL") or Path("..", "shared"))
    parser.add_argument("folder", type=Path, nargs="?", default=default)
    options = parser.parse_args(arguments)
    referee = referee_in(options.folder)
    if referee is None:
        print(
            f"No evaluation folder at {options.folder} (no eval/score.py in it): skipped. "
            "Name one as argument or in DIPLOMACY_EVAL.",
            file=sys.stderr,
        )
        return
    for line in evaluate(options.folder, load_coder(), referee):
        print(line, flush=True)


if __name__ == "__main__":
    main()
