"""The verb `bench`. What it runs is imported when it is used."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from streams.terminal.exits import Exit, UsageError
from streams.terminal.repairs import AddVerb

BENCHES = {
    "coder": "articles a second on one core, against spaCy in full and the same rules",
    "scale": "what longer articles and ten times the names and frames cost",
    "pipeline": "the stream on a broker, against the coder alone and bare passthroughs",
    "latency": "from an article's publication to its events, at 50 %% and 80 %% of capacity",
}
ON_A_BROKER = frozenset({"pipeline", "latency"})


def add_bench(verb: AddVerb) -> None:
    """Add `bench` with the benches, and `check`."""
    parser = verb(
        "bench",
        _run,
        "measure how fast it is, as ratios of what is measured side by side",
        "  diplomacy bench coder --json coder.json\n  diplomacy bench check coder.json\n"
        "  diplomacy bench pipeline --broker localhost:9092 --rounds 3 --size 0.5",
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="|".join((*BENCHES, "check")))
    for name, text in BENCHES.items():
        p = actions.add_parser(name, help=text)
        p.set_defaults(run=_run)
        p.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
        p.add_argument("--rounds", type=int, default=5, metavar="N", help="take the median of so many (5)")
        p.add_argument("--size", type=float, default=1.0, metavar="X", help="so many times the articles (1)")
        if name in ON_A_BROKER:
            p.add_argument(
                "--broker",
                metavar="HOST:PORT",
                help="an Apache Kafka for topics of its own (default: DIPLOMACY_BROKER)",
            )
    p = actions.add_parser("check", help="fail where a ratio fell by more than 15 %% from the baseline")
    p.set_defaults(run=_check)
    p.add_argument("files", nargs="+", type=Path, metavar="FILE", help="what --json wrote")
    p.add_argument("--baseline", type=Path, metavar="FILE", help="another than the bundled one")


def _run(args: argparse.Namespace) -> int:
    from streams.bench.runs import run, run_on

    sized: dict[str, Any] = {"rounds": args.rounds, "size": args.size, "say": _say}
    if args.action in ON_A_BROKER:
        from streams.settings import load_settings

        figures, notes = run_on(args.broker or load_settings().bootstrap, args.action, **sized)
    else:
        figures, notes = run(args.action, **sized)
    for figure in figures:
        sys.stdout.write(figure.line + "\n")
    if args.json is not None:
        from streams.bench.figures import document

        machine = {"machine": platform.machine(), "processors": os.cpu_count(), "rounds": args.rounds}
        written = json.dumps(document(args.action, figures, {**machine, **notes}), indent=2)
        args.json.write_text(written + "\n")
    return Exit.DONE


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _check(args: argparse.Namespace) -> int:
    from streams.bench.figures import fallen

    documents = [_read(file) for file in args.files]
    baseline = _read(args.baseline) if args.baseline else _bundled()
    run = {document["bench"] for document in documents}
    wanted = {name: figure for bench in run for name, figure in baseline.get(bench, {}).items()}
    lines = fallen(_figures(documents), wanted)
    for line in lines:
        sys.stdout.write(line + "\n")
    sys.stdout.write(f"{len(wanted) - len(lines)} of {len(wanted)} ratios hold\n")
    return Exit.REFUSED if lines else Exit.DONE


def _figures(documents: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [figure for document in documents for figure in document["figures"]]


def _bundled() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((files("streams.bench") / "baseline.json").read_text("utf-8"))
    return found


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file}: {error}; give a file that `diplomacy bench … --json` wrote") from error
    return found
