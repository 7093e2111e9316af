"""`make bench`: all benches, those of the stream on a real Apache Kafka that is started for them.

`--check` then compares their ratios with the committed ones. Without Java only those of the coder are run.
Figures of one run compare with each other; between machines, or beside other work, they don't.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from streams.bench.command import BENCHES, ON_A_BROKER
from streams.cli import main
from tests.kafka.broker import ApacheKafka
from tests.kafka.jars import KafkaUnavailable


@contextmanager
def kafka() -> Iterator[str]:
    """Where a new broker listens. Raises KafkaUnavailable where it can't be started."""
    with tempfile.TemporaryDirectory() as folder:
        node = ApacheKafka(Path(folder) / "kafka")
        node.start()
        try:
            yield node.bootstrap
        finally:
            node.dispose()


def run(benches: list[str], *, sized: list[str], folder: Path) -> list[Path]:
    """Run them one after another; return what they wrote."""
    written = []
    with ExitStack() as stack:
        broker: list[str] = []
        for bench in benches:
            if bench in ON_A_BROKER and not broker:
                try:
                    broker = ["--broker", stack.enter_context(kafka())]
                except KafkaUnavailable as exc:
                    print(f"{bench} is left out: {exc}", file=sys.stderr)
                    continue
            written.append(folder / f"{bench}.json")
            where = broker if bench in ON_A_BROKER else []
            status = main(["bench", bench, *where, *sized, "--json", str(written[-1])])
            if status:
                sys.exit(status)
    return written


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "benches", nargs="*", choices=[[], *BENCHES], metavar="BENCH", help=", ".join(BENCHES)
    )
    parser.add_argument("--rounds", default="5", help="take the median of so many (5)")
    parser.add_argument("--size", default="1", help="so many times the articles (1)")
    parser.add_argument("--json", type=Path, metavar="FOLDER", help="write each bench's figures there too")
    parser.add_argument("--check", action="store_true", help="fail where a ratio fell by more than 15 %%")
    given = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it says each failed try while Kafka starts
    with tempfile.TemporaryDirectory() as nowhere:
        folder = given.json or Path(nowhere)
        folder.mkdir(parents=True, exist_ok=True)
        sized = ["--rounds", given.rounds, "--size", given.size]
        files = run(given.benches or list(BENCHES), sized=sized, folder=folder)
        if given.check:
            sys.exit(main(["bench", "check", *map(str, files)]))
