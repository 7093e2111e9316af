"""Windows of days over what passed between two countries."""

from __future__ import annotations

from schemas import DyadWindows, PloverType, QuadClass, QuadCount, TypeCount, Window
from streams.core.dyads.ledger import Ledger
from streams.core.dyads.totals import Totals
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
        for story_id in sorted(ledger.acts(day))
    ]
    return DyadWindows(
        dyad=ledger.dyad,
        as_of=day_text(today),
        windows=tuple(_window(ledger, days, today) for days in SPANS),
        story_ids=tuple(listed[:_MOST_STORIES]),
    )


def _window(ledger: Ledger, days: int, today: int) -> Window:
    first = today - days + 1
    totals = Totals.over(ledger.totals(day) for day in ledger.between(first, today))
    number = totals.stories
    return Window(
        days=days,
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
