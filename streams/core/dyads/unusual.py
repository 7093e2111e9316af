"""What is unlike what was usual between two countries: robust z-scores, and what happens for the first time.

What is unusual about a day follows from the totals of that day and of those before it, and from nothing else:
late and retracted stories mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from statistics import median

from schemas import AlertKind, Trigger
from streams.core.dyads.ledger import Ledger
from streams.core.dyads.totals import Totals
from streams.core.folding import day_text

HISTORY = 90
"""Days before, of which is known what was usual."""
LEAST_HISTORY = 10
"""Days of the stream; with fewer nothing is known to be unusual."""
SPAN = 3
"""Days that are taken together: an escalation takes more than one."""
UNUSUAL = 4.0
"""Robust standard deviations."""
NORMAL = 1.4826
"""Makes the median absolute deviation of normal values their standard deviation."""
LEAST_STORIES = 3
"""Stories in these days, of conflict for tension; fewer are no escalation."""
LEAST_SOURCES = 2
"""Independent sources that all of them have together; those of a first of its kind too."""
TENSE = 50.0
"""Tension index of these days: below, cooperation weighs as much."""
_Measure = Callable[[Totals], float]
_MEASURES: Mapping[AlertKind, tuple[_Measure, float]] = {
    AlertKind.TENSION: (lambda totals: totals.conflict, 3.0),
    AlertKind.VOLUME: (lambda totals: totals.stories, 1.0),
}
"""What is measured, a sum over days, and the floor of its spread: where nothing ever happens, a report is no
wonder."""
_FIRSTS = (AlertKind.FIRST_SANCTION, AlertKind.FIRST_ASSAULT, AlertKind.RELATIONS_BROKEN)


def triggers(ledger: Ledger, day: int, *, since: int) -> Iterator[Trigger]:
    """What is unusual about a day; `since` is the first day of the stream."""
    history = history_days(day, since=since)
    if history < LEAST_HISTORY:
        return
    yield from _firsts(ledger, day, history)
    recent = _span(ledger, day)
    if recent.stories < LEAST_STORIES or recent.sources < LEAST_SOURCES:
        return
    ends = _ends(ledger, day, history)
    for kind, (measure, floor) in _MEASURES.items():
        if kind is AlertKind.TENSION and (recent.against < LEAST_STORIES or recent.tension < TENSE):
            continue
        # Days near which nothing happened are not listed: they count as nothing.
        by_day = {each: measure(ledger.totals(each)) for each in {e - n for e in ends for n in range(SPAN)}}
        values = [round(sum([by_day[end - n] for n in range(SPAN)]), 3) for end in ends]
        values += [0.0] * (history - len(values))
        value, usual = measure(recent), median(values)
        spread = max(median(abs(each - usual) for each in values), floor)
        score = (value - usual) / (NORMAL * spread)
        if score >= UNUSUAL:
            yield Trigger(
                kind=kind,
                day=day_text(day),
                value=round(value, 2),
                usual=round(usual, 2),
                spread=round(spread, 2),
                score=round(score, 2),
            )


def history_days(day: int, *, since: int) -> int:
    """Days before those that are taken together, of which something is known; at most 90."""
    return max(min(day - SPAN + 1 - since, HISTORY), 0)


def _span(ledger: Ledger, end: int) -> Totals:
    return Totals.over([ledger.totals(day) for day in range(end - SPAN + 1, end + 1)])


def _ends(ledger: Ledger, day: int, history: int) -> list[int]:
    """Ends of the spans before in which something happened."""
    last = day - SPAN
    first = last - history + 1
    active = ledger.between(first - SPAN + 1, last)
    return sorted({end for each in active for end in range(each, each + SPAN) if first <= end <= last})


def _firsts(ledger: Ledger, day: int, history: int) -> Iterator[Trigger]:
    now = ledger.totals(day).firsts
    before = ledger.between(day - history - SPAN, day - 1)
    for kind in _FIRSTS:
        sources = now.get(kind.value, 0)
        if sources >= LEAST_SOURCES and not any(kind.value in ledger.totals(each).firsts for each in before):
            yield Trigger(kind=kind, day=day_text(day), value=sources)
