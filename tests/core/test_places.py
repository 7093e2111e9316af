"""Where things happen: towns by name, nearest in meaning to the countries spoken of."""

from __future__ import annotations

import pytest

from streams.core.places import Gazetteer, Place, built_in_gazetteer

FIELDS = [
    Place("Springfield", "USA", 39.8, -89.6, 110_000),
    Place("Springfield", "NZL", -43.3, 171.9, 100_000),
    Place("Big Town", "CHN", 30.0, 110.0, 3_000_000),
    Place("Wellington", "NZL", -41.3, 174.8, 200_000, "capital"),
]
SMALL = Gazetteer((p.name, p) for p in FIELDS)


def test_a_namesake_lies_in_the_country_spoken_of() -> None:
    (found,) = SMALL.find("They met in Springfield.", countries=frozenset({"NZL"}))
    assert found.place.country == "NZL"


def test_a_small_town_of_no_country_spoken_of_is_no_place() -> None:
    assert SMALL.find("They met in Springfield.", countries=frozenset()) == []


@pytest.mark.parametrize("name", ["Big Town", "Wellington"])
def test_great_towns_and_capitals_are_always_places(name: str) -> None:
    (found,) = SMALL.find(f"They met in {name}.", countries=frozenset())
    assert found.place.name == name


def test_names_end_at_word_boundaries() -> None:
    assert SMALL.find("The Wellingtons met.", countries=frozenset()) == []


@pytest.mark.parametrize(("name", "country"), [("Reykjavik", "ISL"), ("Lusaka", "ZMB"), ("Vienna", "AUT")])
def test_capitals_are_known(name: str, country: str) -> None:
    (found,) = built_in_gazetteer().find(f"They met in {name}.", countries=frozenset({country}))
    assert found.place.country == country
    assert found.place.lat is not None


def test_a_country_as_a_place_has_no_coordinates() -> None:
    country = built_in_gazetteer().country("ISL")
    assert country is not None
    assert (country.kind, country.lat) == ("country", None)


@pytest.mark.parametrize(
    ("before", "text", "name"),
    [
        ("Trump landed at Camp David.", "He met Carney there on Monday.", "Camp David"),
        ("They met at Akasaka Palace in Tokyo.", "He was last at the palace in 2019.", "Akasaka Palace"),
        ("They fought at Torkham.", "Islamabad closed the crossing.", "Torkham"),
        ("The summit opened in Geneva.", "The city was sealed off.", "Geneva"),
    ],
)
def test_what_there_and_the_palace_refer_back_to(before: str, text: str, name: str) -> None:
    found = built_in_gazetteer().places_in(text, (), countries=frozenset(), before=[before])
    assert [p.place.name for p in found if p.back] == [name]


def test_there_is_names_no_place() -> None:
    found = built_in_gazetteer().places_in(
        "There is no deal.", (), countries=frozenset(), before=["They met in Oslo."]
    )
    assert found == []


@pytest.mark.parametrize(
    ("text", "countries", "country"),
    [
        ("They met in Georgia.", {"USA"}, "USA"),
        ("They met in Georgia.", {"GEO", "RUS"}, "GEO"),
        ("They met in Birmingham.", {"USA"}, "USA"),
        ("They met in Birmingham, Alabama.", {"GBR"}, "USA"),
        ("They met in Tripoli, Lebanon.", {"LBY"}, "LBN"),
        ("They met in Valencia.", {"VEN"}, "VEN"),
        ("They met at State House.", {"UGA"}, "UGA"),
    ],
)
def test_namesakes_are_settled_by_the_countries_spoken_of(
    text: str, countries: set[str], country: str
) -> None:
    assert built_in_gazetteer().find(text, countries=frozenset(countries))[0].place.country == country


def test_a_province_stands_at_its_town() -> None:
    (found,) = built_in_gazetteer().find("Shelling hit Kandahar province.", countries=frozenset({"AFG"}))
    assert (found.place.name, found.place.kind) == ("Kandahar province", "region")


def test_an_official_building_of_no_country_spoken_of_is_no_place() -> None:
    assert built_in_gazetteer().find("They met at State House.", countries=frozenset()) == []
