"""The story that a cluster's reports tell together."""

from __future__ import annotations

from typing import Any

from schemas import DatePrecision
from schemas.story import StatusChange, Story, StoryArticle, StoryStatus
from streams.core.stories.contradictions import contradictions
from streams.core.stories.reports import Report, moment
from streams.core.stories.steps import DONE, PLAN, standing
from streams.core.stories.tally import EVENTS, Tally, best

_STATUSES_OF = {
    StoryStatus.HAPPENED: DONE,
    StoryStatus.ONGOING: DONE,
    StoryStatus.PLANNED: PLAN,
    StoryStatus.CANCELLED: PLAN,
    StoryStatus.POSTPONED: PLAN,
}
"""Of what was called off, the plan is told."""


def history_of(tally: Tally) -> list[StatusChange]:
    """What the story went through."""
    ids = tally.ids
    return [
        StatusChange(
            status=step["status"],
            since=moment(step["since"][0]) if step["dated"] else None,
            date_start=step["date"][2],
            event_ids=tuple(ids[f"step {number}"]),
        )
        for number, step in enumerate(tally.sums["steps"])
    ]


def canonical(tally: Tally, status: StoryStatus) -> str:
    """Id of the surest and most precise report of the present status."""
    return best(tally.sums["bests"], status, _STATUSES_OF.get(status, (status,)))


def story_of(key: str, dyad: str, tally: Tally, chosen: Report) -> Story:
    """The story; `chosen` is its canonical report."""
    sums, articles = tally.sums, tally.articles
    history = history_of(tally)
    status = standing([step.status for step in history])
    first, last = sums.get("seen", (None, None))
    parts = {name: value for name, value in chosen.parts.items() if name not in ("url", "title")}
    return Story.model_validate(
        {
            **parts,
            **_new_date(sums, status),
            "story_id": key,
            "dyad": dyad,
            "status": status,
            "history": history,
            "event_id": chosen.id,
            "plover_act": chosen.act,
            "cameo": chosen.cameo,
            "confidence": chosen.confidence,
            "first_seen": None if first is None else moment(first),
            "last_seen": None if last is None else moment(last),
            "events": sums["events"],
            "event_ids": tally.ids[EVENTS],
            "articles": [
                StoryArticle(
                    article_id=each.id,
                    outlet=each.outlet,
                    origin=origin,
                    url=each.url,
                    title=each.title,
                    published_at=moment(each.at) if each.dated else None,
                )
                for each, origin in zip(articles.head, articles.origins, strict=True)
            ],
            "article_count": articles.count,
            "outlets": articles.outlets,
            "outlet_count": articles.outlet_count,
            "independent_sources": articles.sources,
            "contradictions": tuple(contradictions(sums["claims"], tally.ids)),
        }
    )


def _new_date(sums: dict[str, Any], status: StoryStatus) -> dict[str, Any]:
    """The day of something put off: the new one, or none until one is told."""
    if status is not StoryStatus.POSTPONED:
        return {}
    moved: dict[str, Any] | None = sums.get("moved", (None, None))[1]
    return moved or {"date_start": None, "date_end": None, "date_precision": DatePrecision.NONE}
