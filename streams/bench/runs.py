"""Which bench is which."""

from __future__ import annotations

from collections.abc import Callable

from streams.bench.figures import Ratio

SCALED = 60  # articles that are coded by dictionaries of two sizes
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
