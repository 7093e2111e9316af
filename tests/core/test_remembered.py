"""What was coded before is remembered by all that it depends on, and by nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas import ActorEntry, RawArticle
from streams.core.coder import Coder
from streams.core.parse import Parser
from tests.core.claims import NOW, PUBLISHED, article

BODY = "The United States imposed sanctions on Iran on Tuesday. Iran condemned the move."


def told(coder: Coder, one: RawArticle) -> list[tuple[str, str | None]]:
    return [(e.cameo, e.date_start) for e in coder.code(one, now=NOW).events]


def test_a_copy_is_not_parsed_again_and_cites_itself(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    coder.forget()
    first = coder.code(article(BODY, source="Agency"), now=NOW)
    monkeypatch.setattr(Parser, "parse", None)
    copy = article(BODY, source="Paper").model_copy(
        update={"id": "b", "published_at": PUBLISHED + timedelta(hours=2)}
    )
    again = coder.code(copy, now=NOW)
    assert [e.cameo for e in again.events] == [e.cameo for e in first.events] != []
    assert {e.article.source for e in again.events} == {"Paper"}
    assert {e.article_id for e in again.events} == {"b"}
    assert not {e.event_id for e in again.events} & {e.event_id for e in first.events}


def test_another_day_or_headline_or_mark_is_another_text(coder: Coder) -> None:
    plain = told(coder, article(BODY))
    later = article(BODY, published_at=PUBLISHED + timedelta(days=7))
    assert told(coder, later) != plain
    marked = article(BODY, entities=[{"start": 0, "end": 17, "country": "FRA"}, {"start": 39, "end": 43}])
    events = coder.code(marked, now=NOW).events
    assert any(actor.country == "FRA" for event in events for actor in event.source)


def test_new_actors_make_it_forget(coder: Coder) -> None:
    body = (
        "Zorbland imposed sanctions on Iran on Tuesday. The president of Zorbland signed the order in Paris."
    )
    before = told(coder, article(body))
    entry = ActorEntry.model_validate({"name": "Zorbland", "kind": "body", "country": "FRA", "sector": "GOV"})
    coder.use_actors([entry])
    try:
        events = coder.code(article(body), now=NOW).events
        assert [a.country for e in events if e.cameo.startswith("163") for a in e.source] == ["FRA"], before
    finally:
        coder.use_actors([])
