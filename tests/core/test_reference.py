"""Whom wire copy means by "it", "them", "the pair" and "the minister" in the sentences after the first."""

from __future__ import annotations

import pytest

from streams.core.actors import ActorDictionary
from streams.core.coder import Coder
from streams.core.referents import Mention
from tests.core.claims import events, mentions, sides, told


def last(found: list[Mention], text: str) -> Mention:
    return [m for m in found if m.text.lower() == text][-1]


def who(body: str, text: str, dictionary: ActorDictionary) -> set[str | None]:
    return {a.name or a.country for a in last(mentions(body, dictionary), text).actors}


@pytest.mark.parametrize(
    ("body", "who_it_is"),
    [
        ("Canada condemned the coup. It recalled its ambassador.", "CAN"),
        ("In Geneva, Iran turned down the offer. It also left the talks.", "IRN"),
        ("Two engineers were freed on Monday, India's foreign ministry said. It thanked Oman.", "IND"),
        ("The African Union was silent on Friday. It later expelled Gabon.", "African Union"),
    ],
)
def test_it_begins_a_sentence_as_whom_the_last_was_about(
    dictionary: ActorDictionary, body: str, who_it_is: str
) -> None:
    assert who(body, "it", dictionary) == {who_it_is}


def test_it_that_is_nobody_is_no_mention(dictionary: ActorDictionary) -> None:
    found = mentions("Canada condemned the coup. It is unclear who leads it.", dictionary)
    assert [m.text for m in found if m.text == "It"] == []


def test_them_are_those_whom_the_sentence_spoke_of(dictionary: ActorDictionary) -> None:
    body = (
        "Kenya and Chad fell out. Chad left Kenya. Qatar urged both governments to wait and offered them aid."
    )
    assert who(body, "them", dictionary) == {"KEN", "TCD"}


def test_them_are_not_those_who_do_it(dictionary: ActorDictionary) -> None:
    body = "Oslo and Riga spoke up. Russian soldiers said Ukrainian troops had attacked them."
    assert who(body, "them", dictionary) == {"RUS"}


@pytest.mark.parametrize("words", ["The pair", "The two"])
def test_a_couple_is_spoken_of_as_two(dictionary: ActorDictionary, words: str) -> None:
    body = f"Uganda met Chad. Two Kenyan journalists vanished in Kampala. {words}, he said, were held."
    assert who(body, words.lower(), dictionary) == {"KEN"}
    (actor,) = last(mentions(body, dictionary), words.lower()).actors
    assert actor.sector == "JRN"


def test_two_leaders_are_a_pair_still(dictionary: ActorDictionary) -> None:
    body = "Emmanuel Macron met Narendra Modi. The pair signed a pact."
    assert who(body, "the pair", dictionary) == {"Emmanuel Macron", "Narendra Modi"}


def test_the_warring_sides_are_not_who_hosts_them(dictionary: ActorDictionary) -> None:
    body = "Turkey spoke to Russia. Turkey called Ukraine. Turkey hosted talks between the warring sides."
    assert who(body, "the warring sides", dictionary) == {"RUS", "UKR"}


def test_him_is_who_was_named_before_another_did_it(dictionary: ActorDictionary) -> None:
    body = "Emmanuel Macron spoke. Narendra Modi put off a trip after Washington refused him a visa."
    assert who(body, "him", dictionary) == {"Narendra Modi"}


def test_the_minister_is_the_only_one_named(dictionary: ActorDictionary) -> None:
    body = "Foreign Minister Winston Peters of New Zealand went to Tuvalu. The minister thanked Tuvalu."
    assert who(body, "minister", dictionary) == {"Winston Peters"}


def test_where_given_names_stand_alone_they_are_known(dictionary: ActorDictionary) -> None:
    body = "Malaysian trade minister Zafrul Hakimi went to Oslo. Zafrul praised Norway."
    assert who(body, "zafrul", dictionary) == {"Zafrul Hakimi"}


def test_the_nation_of_a_region_is_the_state_named_last(dictionary: ActorDictionary) -> None:
    body = "China left Honduras after the Central American nation recognised Taiwan."
    assert who(body, "central american nation", dictionary) == {"HND"}


def test_an_embassy_is_not_of_the_town_where_it_stands(dictionary: ActorDictionary) -> None:
    body = "Nigeria said its embassy in Bissau had closed."
    assert last(mentions(body, dictionary), "embassy").actors[0].country == "NGA"


@pytest.mark.model
def test_a_title_of_state_is_not_cut_behind_its_abbreviation(coder: Coder) -> None:
    body = "Iran was silent. U.S. Secretary of State Antony Blinken telephoned Ilham Aliyev."
    (event,) = events(coder, body, published_at="2024-08-02T12:00:00Z")
    assert sides(event) == (["USA"], ["AZE"])


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Kenya re-established diplomatic relations with Taiwan.", ("SUPPORT", "happened", "KEN", "TWN")),
        ("Kenyan students are to march against Uganda.", ("PROTEST", "planned", "KEN", "UGA")),
        ("Xi Jinping has been invited to Kenya for talks.", ("REQUEST", "happened", "KEN", "CHN")),
        ("France favours sanctions on Mali.", ("SANCTION", "hypothetical", "FRA", "MLI")),
    ],
)
def test_wordings_of_the_wires(coder: Coder, sentence: str, wanted: tuple[str, str, str, str]) -> None:
    assert wanted in [told(event) for event in events(coder, sentence)]


@pytest.mark.model
def test_may_of_last_year_is_a_year_before_this(coder: Coder) -> None:
    (event,) = events(coder, "Kenya imposed sanctions on Chad in May last year.")
    assert event.date_start == "2024-05"
