"""Which articles are worth coding, and who a lone mention is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from streams.core.coder import Coder
from streams.core.parse import Parse, Parser, Placeholder
from streams.core.relevance import language_of
from tests.core.claims import NOW, article

pytestmark = pytest.mark.model

SUMMIT = (
    "Chile's president met Peru's president in Lima on Tuesday. The two leaders signed a trade agreement."
)
CRICKET = (
    "Australia crushed India by an innings in the second Test on Tuesday. The bowler took five wickets as "
    "India collapsed before tea. The batsman scored a century and the captain praised his team at the match."
)


def test_a_summit_is_diplomacy(coder: Coder) -> None:
    verdict = coder.classify(article(SUMMIT))
    assert verdict.relevant
    assert 0 < verdict.score <= 1


def test_a_sports_page_is_not(coder: Coder) -> None:
    verdict = coder.classify(article(CRICKET))
    assert not verdict.relevant
    assert "page" in verdict.reason


def test_an_article_of_no_state_is_not(coder: Coder) -> None:
    rest = 12 * "They agreed on a bridge. The council objected. A judge ruled. "
    town = f"The minister met an envoy. {rest}"
    verdict = coder.classify(article(town))
    assert not verdict.relevant
    assert "no state" in verdict.reason
    abroad = town.replace("The minister met an", "The Polish minister met a French")
    assert coder.classify(article(abroad)).relevant


def test_a_recipe_is_not(coder: Coder) -> None:
    assert not coder.classify(article("Whisk the eggs. Fold in the flour and bake for an hour.")).relevant


@pytest.mark.parametrize("language", ["fr", "de-AT", "ES"])
def test_a_language_that_is_not_read_says_so(coder: Coder, language: str) -> None:
    verdict = coder.classify(article(SUMMIT, language=language))
    assert not verdict.relevant
    assert verdict.language == language.split("-")[0].lower()


def test_another_language_is_told_by_its_words() -> None:
    french = "Le président du Chili a rencontré mardi son homologue péruvien à Lima pour signer un accord."
    assert language_of(french, None) == "und"
    assert language_of(SUMMIT, None) == "en"


def test_irrelevant_articles_have_no_events(coder: Coder) -> None:
    assert coder.code(article(CRICKET), now=datetime(2026, 1, 1, tzinfo=UTC)).events == ()


@pytest.mark.parametrize(
    ("text", "context", "country", "sector"),
    [
        ("the Dutch foreign ministry", None, "NLD", "GOV"),
        ("Turkish troops", None, "TUR", "MIL"),
        ("the ministry", "The ministry in Hanoi summoned the envoy.", "VNM", "GOV"),
        ("World Health Organization", None, "UNO", "MED"),
        ("opposition leader", "Venezuela arrested the opposition leader.", "VEN", "OPP"),
    ],
)
def test_a_lone_mention_is_resolved(
    coder: Coder, text: str, context: str | None, country: str, sector: str | None
) -> None:
    actor = coder.resolve(text, context=context)
    assert actor is not None
    assert (actor.country, actor.sector and actor.sector.value) == (country, sector)


def test_nobody_is_resolved_to_nobody(coder: Coder) -> None:
    assert coder.resolve("an umbrella") is None
    assert coder.resolve("") is None


def test_a_name_is_resolved_for_its_day(coder: Coder) -> None:
    serving = coder.resolve("Angela Merkel", date=datetime(2015, 6, 1, tzinfo=UTC))
    retired = coder.resolve("Angela Merkel", date=datetime(2024, 6, 1, tzinfo=UTC))
    assert serving is not None
    assert retired is not None
    assert (serving.country, serving.sector, retired.sector) == ("DEU", "GOV", "ELI")


def parsed(coder: Coder, body: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sentences that are parsed for an article."""
    asked: list[str] = []
    original = Parser.parse

    def parse(self: Parser, sentences: Sequence[tuple[str, Sequence[Placeholder]]]) -> list[Parse]:
        asked.extend(text for text, _ in sentences)
        return original(self, sentences)

    monkeypatch.setattr(Parser, "parse", parse)
    coder.forget()
    coder.code(article(body), now=NOW)
    return asked


def test_only_what_names_a_political_actor_is_parsed(coder: Coder, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = "The United States imposed sanctions on Iran on Tuesday."
    other = "Farmers criticised a company that had refused to meet residents."
    assert parsed(coder, f"{acts} {other}", monkeypatch) == [acts]


def test_an_article_that_sets_no_actor_beside_another_is_not_relevant(
    coder: Coder, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (
        "Police arrested a man in the high street. Police asked drivers for their footage. "
        "Police said that he had threatened staff. Police refused to give his name."
    )
    assert not coder.classify(article(body)).relevant
    assert parsed(coder, body, monkeypatch) == []
    assert parsed(coder, f"{body} Police met soldiers from France.", monkeypatch) != []
