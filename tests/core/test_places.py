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
