"""Which bench is which."""

from __future__ import annotations

import logging
from collections.abc import Callable

from streams.bench.figures import Ratio

SCALED = 60  # articles that are coded by dictionaries of two sizes
LATE = 240  # articles that are published evenly
Found = tuple[list[Ratio], dict[str, object]]


def run(bench: str, *, rounds: int, size: float, say: Callable[[str], None]) -> Found:
    """The figures of a bench and what they consist of; `size` times as many articles as it has by itself."""
    from streams.bench import coder, scale

    if bench == "scale":
        return scale.measured(articles=max(8, round(SCALED * size)), rounds=rounds, say=say)
    plain = coder.Size()
    return coder.measured(
        coder.Size(
            diplomacy=max(8, round(plain.diplomacy * size)),
            mixed=max(40, round(plain.mixed * size)),
            rounds=rounds,
        ),
        say=say,
    )


def run_on(broker: str, bench: str, *, rounds: int, size: float, say: Callable[[str], None]) -> Found:
    """The same of a bench of the stream on a broker, where it makes topics and leaves them."""
    from streams.bench import latency, pipeline

    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # it says each try while a group forms
    if bench == "latency":
        articles = max(20, round(LATE * size))
        return latency.measured(broker, articles=articles, rounds=rounds, say=say), {"articles": articles}
    plain = pipeline.Size()
    wanted = pipeline.Size(
        max(16, round(plain.diplomacy * size)), max(100, round(plain.other * size)), rounds
    )
    found = pipeline.measured(broker, wanted, say=say)
    return found, {"articles": wanted.diplomacy, "others": wanted.other}
