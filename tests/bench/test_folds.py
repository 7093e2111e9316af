"""What a change reads and writes doesn't grow with the state."""

from __future__ import annotations

from streams.core.dyads.fold import fold as fold_dyads
from streams.core.folding import Kind
from streams.core.moves import Move
from streams.core.stories.fold import fold as fold_stories
from tests.bench.stories import Encoded, hot, news


def cost(number: int) -> float:
    """Bytes read and written by a change in the last fifth of a stream."""
    stories, dyads = Encoded(), Encoded()
    for n, event in enumerate(news(number, dense=False)):
        if n == number * 4 // 5:
            stories.read = stories.written = dyads.read = dyads.written = 0
        for emission in fold_stories(stories, event):
            if emission.kind is Kind.MOVE and isinstance(emission.value, Move):
                fold_dyads(dyads, emission.value)
    return (stories.read + stories.written + dyads.read + dyads.written) / (number / 5)


def test_a_change_reads_and_writes_as_much_in_a_large_state_as_in_a_small_one() -> None:
    assert cost(4_000) < 1.3 * cost(1_000)


def heat(number: int) -> float:
    """Bytes read and written by a change in the last fifth of a story."""
    rows = Encoded()
    for n, change in enumerate(hot(number)):
        if n == number * 21 // 25:
            rows.read = rows.written = 0
        fold_stories(rows, change)
    return (rows.read + rows.written) / (number / 5)


def test_a_further_report_costs_a_story_of_many_what_it_costs_one_of_fewer() -> None:
    assert heat(1_500) < 1.3 * heat(400)
