"""What was coded before is remembered by all that it depends on, and by nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas import ActorEntry, ClassifiedArticle, RawArticle
from streams.core.coder import Coder
from streams.core.parse import Parser
from streams.core.remembered import LOOKS
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


def classified(one: RawArticle, coder: Coder) -> ClassifiedArticle:
    verdict = coder.classify(one)
    return ClassifiedArticle.of(
        one,
        body=one.body or "",
        relevant=verdict.relevant,
        score=verdict.score,
        language=verdict.language,
        topics=verdict.topics,
        reason=verdict.reason,
        received_at=NOW,
    )


def test_what_was_scanned_to_classify_is_not_scanned_again_to_code(
    coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    coder.forget()
    one = classified(article(BODY), coder)
    coder.forget()
    plain = coder.code(one, now=NOW)
    coder.forget()
    coder.classify(article(BODY))
    monkeypatch.setattr("streams.core.coder.named", None)
    assert coder.code(one, now=NOW) == plain
    assert plain.events


def test_so_many_scans_are_kept_and_no_more(coder: Coder) -> None:
    coder.forget()
    for number in range(LOOKS + 5):
        coder.classify(article(f"{BODY} The sum is {number}."))
    assert len(coder._remembered._looks) == LOOKS
    coder.forget()
    assert not coder._remembered._looks


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
