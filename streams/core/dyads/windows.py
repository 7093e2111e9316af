"""Windows of days over what passed between two countries."""

from __future__ import annotations

from schemas import DyadWindows, PloverType, QuadClass, QuadCount, TypeCount, Window
from streams.core.dyads.ledger import Ledger
from streams.core.dyads.totals import NOTHING, Totals
from streams.core.folding import day_text

SPANS = (1, 7, 30)
_LISTED, _MOST_STORIES = 7, 50


def windows_of(ledger: Ledger, today: int) -> DyadWindows | None:
    """The windows that end with `today`; None where there is nothing in the longest."""
    if not ledger.between(today - max(SPANS) + 1, today):
        return None
    listed = [
        story_id
        for day in reversed(ledger.between(today - _LISTED + 1, today))
        for story_id in sorted(ledger.stories(day))
    ]
    told: list[Window] = []
    totals, end = NOTHING, today
    for days in SPANS:  # each takes in the one before
        first = today - days + 1
        totals = Totals.over([totals, *map(ledger.totals, ledger.between(first, end))])
        told.append(_window(totals, first, today))
        end = first - 1
    return DyadWindows(
        dyad=ledger.dyad, as_of=day_text(today), windows=tuple(told), story_ids=tuple(listed[:_MOST_STORIES])
    )


def _window(totals: Totals, first: int, today: int) -> Window:
    number = totals.stories
    return Window(
        days=today - first + 1,
        first_day=day_text(first),
        last_day=day_text(today),
        stories=number,
        by_quad_class=tuple(
            QuadCount(quad_class=each, stories=totals.quads[each])
            for each in QuadClass
            if each in totals.quads
        ),
        by_plover=tuple(
            TypeCount(plover=each, stories=totals.types[each]) for each in PloverType if each in totals.types
        ),
        goldstein_sum=round(totals.goldstein, 2),
        goldstein_mean=round(totals.goldstein / number, 3) if number else None,
        cooperation_share=round(totals.cooperative / number, 3) if number else None,
        tension=round(totals.tension, 2),
    )
