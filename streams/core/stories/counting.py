"""How a story counts for the pairs of countries that it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schemas.story import Story, StoryStatus
from streams.core.folding import Emission, Kind
from streams.core.moves import Act, Move
from streams.core.stories.reports import RANGE, Report


def act_of(story: Story, reports: Sequence[Report]) -> Act | None:
    """The act as it counts; None where it doesn't.

    What takes or took place counts as the act, on its day. What is planned counts as PLOVER's tense rule has
    it (a planned visit is AGREE), on the day on which it was first told, and what is called off or put off as
    the refusal that it is, on the day on which that was told. Nothing that is denied, hypothetical or
    background counts.
    """
    by_id = {report.id: report for report in reports}
    if story.status in (StoryStatus.HAPPENED, StoryStatus.ONGOING):
        chosen = by_id[story.event_id]
        day = chosen.lo if chosen.grain <= RANGE else min(reports[0].day, chosen.hi)
        return _act(chosen, day, story, plover=chosen.act)
    step = next((each for each in reversed(story.history) if each.status is story.status), None)
    told = [by_id[each] for each in step.event_ids if each in by_id] if step else []
    if story.status is StoryStatus.PLANNED and told:
        return _act(by_id[story.event_id], told[0].day, story)
    if story.status in (StoryStatus.CANCELLED, StoryStatus.POSTPONED):
        refusals = [report for report in told if report.act == "REJECT"]
        return _act(refusals[0], told[0].day, story) if refusals else None
    return None


def moves(story: Story, reports: Sequence[Report], told: Iterable[str]) -> dict[str, Move]:
    """The move for each of its pairs, and for those of which something else was `told` before."""
    act = act_of(story, reports)
    seen = max(report.day for report in reports)
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
