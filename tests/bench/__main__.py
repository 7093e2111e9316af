"""`make bench`: all benches, those of the stream on a real Apache Kafka that is started for them.

Figures of one run compare with each other; between machines, or beside other work, they don't.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from pathlib import Path

from streams.bench.figures import Ratio, document
from streams.bench.runs import run
from tests.bench import latency, pipeline
from tests.kafka.broker import ApacheKafka

IN_PROCESS = ("coder", "scale")
BENCHES = (*IN_PROCESS, "pipeline", "latency")


def say(text: str) -> None:
    """Tell how far it is."""
    print(text, flush=True)


def figures_of(bench: str, *, rounds: int, size: float) -> tuple[list[Ratio], dict[str, object]]:
    """The figures of one bench."""
    if bench in IN_PROCESS:
        return run(bench, rounds=rounds, size=size, say=say)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        node = ApacheKafka(folder / "kafka")
        node.start()
        try:
            if bench == "latency":
                articles = max(20, round(120 * size))
                found = latency.measured(node.bootstrap, folder, articles=articles, rounds=rounds, say=say)
                return found, {"articles": articles}
            wanted = pipeline.Size(max(16, round(240 * size)), max(100, round(3000 * size)), rounds)
            found = pipeline.measured(node.bootstrap, folder, wanted, say=say)
            return found, {"articles": wanted.diplomacy, "others": wanted.other}
        finally:
            node.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "benches", nargs="*", choices=[[], *BENCHES], metavar="BENCH", help=", ".join(BENCHES)
    )
    parser.add_argument("--rounds", type=int, default=5, help="take the median of so many (5)")
    parser.add_argument("--size", type=float, default=1.0, help="so many times the articles (1)")
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="write each bench's figures there too")
    given = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it says each failed try while Kafka starts
    for bench in given.benches or BENCHES:
        figures, notes = figures_of(bench, rounds=given.rounds, size=given.size)
        for figure in figures:
            say(figure.line)
        if given.json:
            given.json.mkdir(parents=True, exist_ok=True)
            told = json.dumps(document(bench, figures, notes), indent=2)
            (given.json / f"{bench}.json").write_text(told + "\n")
