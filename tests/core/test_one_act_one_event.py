"""An act that an article tells several times is one event, and the same at every coding."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder, load_coder
from tests.core.claims import NOW, article, events

pytestmark = pytest.mark.model

TWO_DAYS = (
    "Chinese Foreign Minister Wang Yi met Indian Foreign Minister Subrahmanyam Jaishankar in Delhi "
    "on Monday. Wang Yi met Jaishankar again in Mumbai on Tuesday."
)
RETOLD = (
    "Norway recalled its ambassador to Belarus on Tuesday.\n"
    "Oslo was angry, officials said.\n"
    "Norway recalled its ambassador to Belarus on Tuesday after a week of insults."
)
ANSWERED = (
    "Poland accused Belarus of sending migrants across the border on Tuesday. Minsk rejected the accusations."
)


def test_two_meetings_on_two_days_stay_two(coder: Coder) -> None:
    met = [e for e in events(coder, TWO_DAYS) if e.plover_act.value == "CONSULT"]
    assert {e.date_start for e in met} == {"2025-10-27", "2025-10-28"}


def test_a_retelling_is_more_evidence_for_one_event(coder: Coder) -> None:
    recalls = [e for e in events(coder, RETOLD) if e.cameo.startswith("161")]
    assert len(recalls) == 1
    assert len(recalls[0].evidence) == 2


def test_the_same_article_gives_the_same_events(coder: Coder) -> None:
    one, other = (coder.code(article(TWO_DAYS), now=NOW) for _ in range(2))
    assert one == other
    assert len({e.event_id for e in one.events}) == len(one.events)


def test_another_process_would_give_the_same_events(coder: Coder) -> None:
    assert load_coder().code(article(ANSWERED), now=NOW) == coder.code(article(ANSWERED), now=NOW)


def test_another_article_gives_other_ids(coder: Coder) -> None:
    one, other = (events(coder, ANSWERED, id=name) for name in ("a", "b"))
    assert {e.event_id for e in one}.isdisjoint(e.event_id for e in other)


def test_articles_coded_together_do_not_touch_each_other(coder: Coder) -> None:
    bodies = (TWO_DAYS, RETOLD, ANSWERED, "", "Nothing.")
    batch = [article(body, id=str(i)) for i, body in enumerate(bodies) if body]
    together = coder.code_many(batch, now=NOW)
    assert together == [coder.code(one, now=NOW) for one in batch]


def test_events_come_in_reading_order(coder: Coder) -> None:
    starts = [e.evidence[0].start for e in events(coder, TWO_DAYS + "\n" + ANSWERED)]
    assert starts == sorted(starts)


def test_furniture_tells_no_events(coder: Coder) -> None:
    assert (
        events(coder, "Also Read: Kenya attacked Uganda on Tuesday.\nThe weather stayed fine in Nairobi.")
        == ()
    )
