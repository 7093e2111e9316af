"""A live entry stands before the built-in dictionary from its first day on, until it is taken away."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from schemas import ActorEntry, ActorKind, RawArticle, Sector
from streams.core.actors import ActorDictionary
from streams.core.coder import Coder
from streams.core.live_actors import check, meanings
from streams.core.resolve import resolve

NEWCOMER = ActorEntry(
    name="Zelda Quarmby",
    country="NOR",
    sector=Sector.GOVERNMENT,
    role="foreign_minister",
    since="2026-11-20",
)
MOVED = ActorEntry(name="Emmanuel Macron", country="FRA", sector=Sector.BUSINESS, since="2026-11-20")
LEFT = ActorEntry(
    name="Emmanuel Macron",
    country="FRA",
    sector=Sector.GOVERNMENT,
    role="head_of_state",
    until="2026-11-25",
)


def told(
    dictionary: ActorDictionary, text: str, *, context: str | None = None, day: str = "2026-11-30"
) -> tuple[str | None, str | None, str | None]:
    """Country, sector and name of a mention."""
    actor = resolve(text, context=context, day=date.fromisoformat(day), dictionary=dictionary)
    return (actor.country, actor.sector and actor.sector.value, actor.name) if actor else (None, None, None)


def extended(dictionary: ActorDictionary, *entries: ActorEntry) -> ActorDictionary:
    return dictionary.with_entries(pair for entry in entries for pair in meanings(entry))


def test_a_newcomer_is_known_by_full_name_and_by_title(dictionary: ActorDictionary) -> None:
    after = extended(dictionary, NEWCOMER)
    assert told(dictionary, "Zelda Quarmby")[2] != "Zelda Quarmby"
    assert told(after, "Zelda Quarmby") == ("NOR", "GOV", "Zelda Quarmby")
    assert told(after, "Foreign Minister Quarmby") == ("NOR", "GOV", "Zelda Quarmby")
    assert told(dictionary, "Zelda Quarmby")[2] != "Zelda Quarmby", "the dictionary itself is as it was"


def test_an_entry_wins_from_its_first_day_on(dictionary: ActorDictionary) -> None:
    after = extended(dictionary, MOVED)
    assert told(after, "Emmanuel Macron", day="2026-11-19") == ("FRA", "GOV", "Emmanuel Macron")
    assert told(after, "Emmanuel Macron", day="2026-11-20") == ("FRA", "BUS", "Emmanuel Macron")


def test_who_left_office_by_an_entry_is_a_former_official_though_the_dictionary_has_no_end(
    dictionary: ActorDictionary,
) -> None:
    after = extended(dictionary, LEFT)
    assert told(after, "Emmanuel Macron", day="2026-11-25")[1] == "GOV"
    assert told(after, "Emmanuel Macron", day="2026-11-26")[1] == "ELI"


def test_a_body_is_known_by_its_alias(dictionary: ActorDictionary) -> None:
    body = ActorEntry(name="Quarmby Accord Council", kind=ActorKind.BODY, aliases=("QACX",), country="IGO")
    assert told(extended(dictionary, body), "QACX") == ("IGO", None, "Quarmby Accord Council")


@pytest.mark.model
def test_the_coder_uses_entries_until_they_are_taken_away(coder: Coder) -> None:
    article = RawArticle(
        id="one",
        body="Zelda Quarmby condemned Russia on Monday.",
        published_at=datetime(2026, 11, 30, tzinfo=UTC),
    )

    def countries() -> set[str | None]:
        events = coder.code(article, now=datetime(2026, 11, 30, tzinfo=UTC)).events
        return {actor.country for event in events for actor in event.source}

    assert "NOR" not in countries()
    try:
        coder.use_actors([NEWCOMER])
        assert countries() == {"NOR"}
    finally:
        coder.use_actors([])
    assert "NOR" not in countries()


@pytest.mark.parametrize(
    ("name", "country", "field"),
    [
        ("Zelda Quarmby", "XQX", "country"),
        ("France", "NOR", "name"),
        ("French", "NOR", "name"),
        ("Foreign Minister", "NOR", "name"),
    ],
)
def test_what_the_dictionary_would_suffer_from_is_refused(name: str, country: str, field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}: '"):
        check(ActorEntry(name=name, country=country))
