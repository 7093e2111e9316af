"""The story that a cluster's reports tell together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from schemas import DatePrecision
from schemas.story import StatusChange, Story, StoryArticle, StoryStatus
from streams.core.stories.contradictions import contradictions
from streams.core.stories.reports import DAY, RANGE, Report, moment
from streams.core.stories.sources import origins

MOST_IDS, MOST_ARTICLES, MOST_OF_A_CLAIM = 200, 100, 50
_PLAN = (StoryStatus.PLANNED, StoryStatus.HYPOTHETICAL)
_DONE = (StoryStatus.HAPPENED, StoryStatus.ONGOING, StoryStatus.HISTORICAL)
_STATUSES_OF = {StoryStatus.HAPPENED: _DONE, StoryStatus.ONGOING: _DONE, StoryStatus.PLANNED: _PLAN}


def story_of(key: str, dyad: str, reports: Sequence[Report]) -> Story:
    """The story; `reports` are by publication, at least one."""
    history = history_of(reports)
    status = standing(history)
    chosen = canonical(reports, status)
    articles = list({report.article: report for report in reversed(reports)}.values())[::-1]
    articles.sort(key=lambda each: each.order)
    sources = origins(articles)
    outlets = sorted({each.outlet for each in articles if each.outlet})
    parts = {name: value for name, value in chosen.parts.items() if name not in ("url", "title")}
    seen = [moment(each.at) for each in reports if each.dated]
    return Story.model_validate(
        {
            **parts,
            **_new_date(reports, status, chosen),
            "story_id": key,
            "dyad": dyad,
            "status": status,
            "history": history,
            "event_id": chosen.id,
            "plover_act": chosen.act,
            "cameo": chosen.cameo,
            "confidence": chosen.confidence,
            "first_seen": min(seen, default=None),
            "last_seen": max(seen, default=None),
            "events": len(reports),
            "event_ids": [each.id for each in reports[:MOST_IDS]],
            "articles": [
                StoryArticle(
                    article_id=each.article,
                    outlet=each.outlet,
                    origin=origin,
                    url=each.parts["url"],
                    title=each.parts["title"],
                    published_at=_published(each),
                )
                for each, origin in zip(articles[:MOST_ARTICLES], sources, strict=False)
            ],
            "article_count": len(articles),
            "outlets": outlets[:MOST_ARTICLES],
            "outlet_count": len(outlets),
            "independent_sources": len(set(sources)),
            "contradictions": contradictions(reports),
        }
    )


def history_of(reports: Sequence[Report]) -> list[StatusChange]:
    """What the story went through; a report that says what is known, or what is outdated, adds to that."""
    steps: list[tuple[StoryStatus, list[Report]]] = []
    for report in reports:
        said = report.standing
        now = steps[-1][0] if steps else None
        if now is None or _moves(now, said, report, steps):
            steps.append((said, [report]))
            continue
        for status, told in reversed(steps):
            if status is said:
                told.append(report)
                break
    return [
        StatusChange(
            status=status,
            since=_published(told[0]),
            date_start=min(told, key=lambda each: each.grain).parts["date_start"],
            event_ids=tuple(each.id for each in told[:MOST_OF_A_CLAIM]),
        )
        for status, told in steps
    ]


def _moves(
    now: StoryStatus, said: StoryStatus, report: Report, steps: Sequence[tuple[StoryStatus, list[Report]]]
) -> bool:
    if said is now:
        return False
    if said in _DONE:
        # What took place and is told as background or as going on is no news.
        return not any(status in _DONE for status, _ in steps) or (
            now is StoryStatus.ONGOING and said is StoryStatus.HAPPENED
        )
    if any(status in _DONE for status, _ in steps):
        return said is StoryStatus.DENIED and all(status is not said for status, _ in steps)
    if said is StoryStatus.HYPOTHETICAL:
        return False
    if said is StoryStatus.PLANNED and now in (StoryStatus.CANCELLED, StoryStatus.POSTPONED):
        # An old plan that is printed late is no new one.
        before = {(each.lo, each.hi) for status, told in steps if status in _PLAN for each in told}
        return (report.lo, report.hi) not in before and report.grain <= RANGE
    return True


def standing(history: Sequence[StatusChange]) -> StoryStatus:
    """How far it has come: the last step, but what took place isn't undone by a denial."""
    done = [step.status for step in history if step.status in _DONE]
    return done[-1] if done else history[-1].status


def canonical(reports: Sequence[Report], status: StoryStatus) -> Report:
    """The surest and most precise report of the present status; of what was called off, of the plan."""
    able = [
        each for each in reports if each.turn is None and each.standing in _STATUSES_OF.get(status, (status,))
    ]
    if status in (StoryStatus.CANCELLED, StoryStatus.POSTPONED):
        able = [each for each in reports if each.turn is None and each.standing in _PLAN]
        able = able or [each for each in reports if each.standing is status]
    return max(able or reports, key=_worth)


def _worth(report: Report) -> tuple[Any, ...]:
    return (
        report.grain == DAY,
        round(report.confidence, 1),
        sum(map(len, report.names.values())),
        report.place is not None,
        report.confidence,
        -report.at,
        report.id,
    )


def _new_date(reports: Sequence[Report], status: StoryStatus, chosen: Report) -> dict[str, Any]:
    """The day of something put off: the new one, or none until one is told."""
    if status is not StoryStatus.POSTPONED:
        return {}
    turns = [
        each for each in reports if each.turn == "postponed" and each.lo > each.day and each.grain <= RANGE
    ]
    if not turns:
        return {"date_start": None, "date_end": None, "date_precision": DatePrecision.NONE}
    return {name: turns[-1].parts[name] for name in ("date_start", "date_end", "date_precision")}


def _published(report: Report) -> datetime | None:
    return moment(report.at) if report.dated else None
