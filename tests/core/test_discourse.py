"""Who each mention stands for, from the first time a name falls to the last pronoun."""

from __future__ import annotations

from itertools import pairwise

import pytest

from streams.core.actors import ActorDictionary, meaning_on, plural
from streams.core.referents import Mention
from tests.core.claims import mentions

MEETING = "U.S. President Donald Trump met Japan's new Prime Minister, Sanae Takaichi, in Tokyo on Tuesday. "


def named(found: list[Mention], text: str) -> Mention:
    """The last mention with exactly these words, in any case."""
    return [m for m in found if m.text.lower() == text.lower()][-1]


def who(mention: Mention) -> list[tuple[str | None, str | None]]:
    return [(a.country, a.name) for a in mention.actors]


def test_a_title_and_a_country_introduce_a_leader(dictionary: ActorDictionary) -> None:
    found = [m for m in mentions(MEETING, dictionary) if m.person]
    assert {actor for m in found for actor in who(m)} == {("USA", "Donald Trump"), ("JPN", "Sanae Takaichi")}


@pytest.mark.parametrize(
    ("later", "text", "country", "name"),
    [
        ("Ms. Takaichi thanked him.", "Takaichi", "JPN", "Sanae Takaichi"),
        ("Mr. Trump left on Wednesday.", "Trump", "USA", "Donald Trump"),
        ("Trump left on Wednesday.", "Trump", "USA", "Donald Trump"),
        ("The prime minister smiled.", "prime minister", "JPN", "Sanae Takaichi"),
        ("The Japanese leader smiled.", "Japanese leader", "JPN", None),
    ],
)
def test_a_later_mention_is_the_same_person(
    dictionary: ActorDictionary, later: str, text: str, country: str, name: str | None
) -> None:
    actor = named(mentions(MEETING + later, dictionary), text).actors[0]
    assert actor.country == country
    assert name is None or actor.name == name


@pytest.mark.parametrize("pair", ["the two leaders", "both leaders", "the pair"])
def test_a_pair_of_leaders_are_the_two_named_before(dictionary: ActorDictionary, pair: str) -> None:
    found = mentions(f"{MEETING}Later {pair} posed for photos.", dictionary)
    assert {name for _, name in who(named(found, pair))} == {"Donald Trump", "Sanae Takaichi"}


@pytest.mark.parametrize("pair", ["both countries", "the two sides", "the two governments"])
def test_a_pair_of_states_are_their_governments(dictionary: ActorDictionary, pair: str) -> None:
    mention = named(mentions(f"{MEETING}Later {pair} signed a pact.", dictionary), pair)
    assert {a.country for a in mention.actors} == {"USA", "JPN"}
    assert {a.sector for a in mention.actors} == {"GOV"}
    assert {a.name for a in mention.actors} == {None}


def test_she_is_the_person_spoken_of(dictionary: ActorDictionary) -> None:
    body = "Finnish President Alexander Stubb visited Oslo. He praised Norway."
    assert who(named(mentions(body, dictionary), "He")) == [("FIN", "Alexander Stubb")]


def test_a_person_nobody_knows_is_introduced_by_the_title(dictionary: ActorDictionary) -> None:
    body = "Kenyan Foreign Minister Achieng Otieno met reporters. Otieno then left for Kampala."
    actor = named(mentions(body, dictionary), "Otieno").actors[0]
    assert (actor.country, actor.sector, actor.name) == ("KEN", "GOV", "Achieng Otieno")


def test_the_ministry_is_the_one_of_the_country_spoken_of(dictionary: ActorDictionary) -> None:
    body = "Thailand recalled its ambassador. The foreign ministry gave no reason."
    actor = named(mentions(body, dictionary), "foreign ministry").actors[0]
    assert (actor.country, actor.sector) == ("THA", "GOV")


@pytest.mark.parametrize(
    ("sentence", "text", "country", "sector"),
    [
        ("The Kremlin denied it.", "Kremlin", "RUS", "GOV"),
        ("Beijing denied it.", "Beijing", "CHN", "GOV"),
        ("The Indian army denied it.", "Indian army", "IND", "MIL"),
        ("Brazil's Supreme Court denied it.", "Brazil's Supreme Court", "BRA", "JUD"),
        ("Nigerian lawmakers denied it.", "Nigerian lawmakers", "NGA", "LEG"),
        ("The United Nations denied it.", "United Nations", "UNO", None),
        ("The European Union denied it.", "European Union", "EUR", None),
        ("NATO denied it.", "NATO", "IGO", None),
    ],
)
def test_country_and_sector_of_a_body(
    dictionary: ActorDictionary, sentence: str, text: str, country: str, sector: str | None
) -> None:
    actor = named(mentions(sentence, dictionary), text).actors[0]
    assert (actor.country, actor.sector) == (country, sector)


def test_who_has_left_office_is_a_former_official(dictionary: ActorDictionary) -> None:
    body = "Former Chilean President Michelle Bachelet met the Kenyan government."
    assert next(m for m in mentions(body, dictionary) if m.person).actors[0].sector == "ELI"


def test_a_name_means_who_held_the_office_that_day(dictionary: ActorDictionary) -> None:
    meanings = dictionary.lookup("Angela Merkel")
    serving, retired = (meaning_on(meanings, day=day) for day in ("2015-06-01", "2024-06-01"))
    assert serving is not None
    assert retired is not None
    assert (serving.sector, retired.sector) == ("GOV", "ELI")


def test_names_are_found_at_word_boundaries(dictionary: ActorDictionary) -> None:
    assert not [m for m in dictionary.names_in("Romania's Omani guests") if m.text in ("Oman", "Iran")]


def test_mentions_of_a_sentence_do_not_overlap(dictionary: ActorDictionary) -> None:
    found = mentions(MEETING, dictionary)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("one", "many"),
    [("envoy", "envoys"), ("embassy", "embassies"), ("policeman", "policemen"), ("junta", "juntas")],
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many


def test_what_an_annotator_gives_stands(dictionary: ActorDictionary) -> None:
    body = "Kofi Mensah met the visitors."
    hint = {"start": 0, "end": 11, "name": "Kofi Mensah", "country": "GHA", "sector": "GOV"}
    (mention, *_) = mentions(body, dictionary, entities=[hint])
    assert mention.given
    assert who(mention) == [("GHA", "Kofi Mensah")]


@pytest.mark.parametrize(
    ("body", "text", "country"),
    [
        (
            'Niger, yes, Niger left Benin.\n"Benin lies," Defence Minister Salou Issoufa said.',
            "Defence Minister Salou Issoufa",
            "NER",
        ),
        (
            "Poland, yes, Poland.\nRussia was swift. Foreign ministry spokeswoman Olga Petrenko said no.",
            "Foreign ministry spokeswoman Olga Petrenko",
            "RUS",
        ),
        ("Kenya was silent. The UN said its peacekeepers had left.", "peacekeepers", "UNO"),
    ],
)
def test_an_official_without_a_state_is_of_whom_the_story_is_told(
    dictionary: ActorDictionary, body: str, text: str, country: str
) -> None:
    assert named(mentions(body, dictionary), text).actors[0].country == country


def test_the_fighters_of_an_armed_group_are_the_group(dictionary: ActorDictionary) -> None:
    found = mentions("Hezbollah said its fighters had fired on Israel.", dictionary)
    assert named(found, "fighters").actors[0].name == "Hezbollah"


def test_of_several_states_the_two_sides_are_those_that_the_article_is_about(
    dictionary: ActorDictionary,
) -> None:
    body = "Kenya and Uganda argued. Kenya closed a road, and Uganda a port. Qatar urged both sides to talk."
    assert {a.country for a in named(mentions(body, dictionary), "both sides").actors} == {"KEN", "UGA"}


@pytest.mark.parametrize(
    ("body", "country"),
    [
        ("The EU imposed tariffs on China. Beijing urged Brussels to lift them.", "EUR"),
        ("The EU met Belgium's king. Beijing urged Brussels to lift them.", "BEL"),
        ("China imposed tariffs. Beijing urged Brussels to pay.", "BEL"),
    ],
)
def test_brussels_is_the_union_where_nobody_speaks_of_belgium(
    dictionary: ActorDictionary, body: str, country: str
) -> None:
    assert named(mentions(body, dictionary), "Brussels").actors[0].country == country


def test_an_office_held_now_counts_for_more_than_a_state_named(dictionary: ActorDictionary) -> None:
    body = "Estonia agreed. EU foreign policy chief Kaja Kallas was pleased."
    kallas = next(m for m in mentions(body, dictionary) if m.person)
    assert kallas.actors[0].country == "EUR"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Asked about President Donald Trump, Erdogan said he hoped to meet him.", "Donald Trump"),
        ("Modi met William Ruto in Nairobi and thanked him.", "William Ruto"),
        ("Donald Trump arrived, and Xi Jinping greeted him.", "Donald Trump"),
    ],
)
def test_him_is_who_is_not_the_subject(dictionary: ActorDictionary, body: str, name: str) -> None:
    assert named(mentions(body, dictionary), "him").actors[0].name == name


def test_it_is_who_was_named_last_before_a_clause_of_time(dictionary: ActorDictionary) -> None:
    body = "Britain condemned Myanmar's army, years after it seized power."
    assert named(mentions(body, dictionary), "it").actors[0].country == "MMR"


def test_people_stand_before_their_own_embassy(dictionary: ActorDictionary) -> None:
    body = "In Vilnius, Belarusian exiles stood outside their country's embassy."
    assert named(mentions(body, dictionary), "embassy").actors[0].country == "BLR"


def test_a_side_is_the_group_not_its_leader(dictionary: ActorDictionary) -> None:
    body = (
        "Sudan's army shelled the Rapid Support Forces. The group's leader, Mohamed Hamdan Dagalo, was "
        "angry. The UN urged both sides to talk."
    )
    assert {a.name for a in named(mentions(body, dictionary), "both sides").actors} == {
        None,
        "Rapid Support Forces",
    }
