"""What a change reads and writes doesn't grow with the state."""

from __future__ import annotations

from typing import Any

from streams.core.dyads.fold import fold as fold_dyads
from streams.core.folding import Kind
from streams.core.moves import Move
from streams.core.stories.fold import fold as fold_stories
from tests.bench.stories import Encoded, news


class Counted(Encoded):
    """Rows that count the bytes that are read and written."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0

    def __getitem__(self, key: str) -> Any:
        self.bytes += len(self.kept[key])
        return super().__getitem__(key)

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        self.bytes += len(self.kept[key])


def cost(number: int) -> float:
    """Bytes read and written by a change in the last fifth of a stream."""
    stories, dyads = Counted(), Counted()
    for n, event in enumerate(news(number, dense=False)):
        if n == number * 4 // 5:
            stories.bytes = dyads.bytes = 0
        for emission in fold_stories(stories, event):
            if emission.kind is Kind.MOVE and isinstance(emission.value, Move):
                fold_dyads(dyads, emission.value)
    return (stories.bytes + dyads.bytes) / (number / 5)


def test_a_change_reads_and_writes_as_much_in_a_large_state_as_in_a_small_one() -> None:
    assert cost(4_000) < 1.3 * cost(1_000)
