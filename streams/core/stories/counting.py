"""How a story counts for the pairs of countries that it names."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.story import Story, StoryStatus
from streams.core.folding import Emission, Kind
from streams.core.moves import Act, Move
from streams.core.stories.board import Board
from streams.core.stories.reports import RANGE, Report
from streams.core.stories.tally import Tally


def act_of(story: Story, tally: Tally, chosen: Report, board: Board) -> Act | None:
    """The act as it counts; None where it doesn't. `chosen` is the canonical report.

    What takes or took place counts as the act, on its day. What is planned counts as PLOVER's tense rule has
    it (a planned visit is AGREE), on the day on which it was first told, and what is called off or put off as
    the refusal that it is, on the day on which that was told. Nothing that is denied, hypothetical or
    background counts.
    """
    if story.status in (StoryStatus.HAPPENED, StoryStatus.ONGOING):
        first = int(tally.sums["first"][0] // 86400)
        day = chosen.lo if chosen.grain <= RANGE else min(first, chosen.hi)
        return _act(chosen, day, story, plover=chosen.act)
    steps = tally.sums["steps"]
    number = max(n for n, step in enumerate(steps) if step["status"] == story.status)
    since = int(steps[number]["since"][0] // 86400)
    if story.status is StoryStatus.PLANNED:
        return _act(chosen, since, story)
    if story.status in (StoryStatus.CANCELLED, StoryStatus.POSTPONED):
        told = (board.report(each) for each in story.history[number].event_ids)
        refusal = next((report for report in told if report is not None and report.act == "REJECT"), None)
        return _act(refusal, since, story) if refusal is not None else None
    return None


def moves(story: Story, tally: Tally, chosen: Report, board: Board, told: Iterable[str]) -> dict[str, Move]:
    """The move for each of its pairs, and for those of which something else was `told` before."""
    act = act_of(story, tally, chosen, board)
    seen = int(tally.sums["last"][0] // 86400)
    pairs = dict.fromkeys((*story.dyads, *told))
    return {
        dyad: Move(story_id=story.story_id, dyad=dyad, seen=seen, act=act if dyad in story.dyads else None)
        for dyad in pairs
    }


def seen_only(dyads: Iterable[str], day: int) -> list[Emission]:
    """That publications have come to that day, of something that doesn't count."""
    return [
        Emission(Kind.MOVE, dyad, Move(story_id="", dyad=dyad, seen=day, act=None))
        for dyad in dict.fromkeys(dyads)
    ]


def _act(report: Report, day: int, story: Story, *, plover: str | None = None) -> Act:
    return Act.model_validate(
        {
            "day": day,
            "plover": plover or report.parts["plover"],
            "cameo": report.cameo,
            "quad_class": report.parts["quad_class"],
            "goldstein": report.parts["goldstein"],
            "sources": story.independent_sources,
        }
    )
