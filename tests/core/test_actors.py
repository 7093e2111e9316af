"""Who a mention is out of its article: bodies by pattern, holders by date, names by context."""

from __future__ import annotations

from datetime import date

import pytest

from streams.core.actors import ActorDictionary, Kind
from streams.core.knowledge import cell_list, table
from streams.core.resolve import resolve

COUNTRIES = [row for row in table("actors", "countries.tsv") if row["adjectives"]]
BODIES = {
    "army": "MIL",
    "central bank": "GOV",
    "foreign ministry": "GOV",
    "parliament": "LEG",
    "police": "COP",
    "supreme court": "JUD",
}


def told(
    dictionary: ActorDictionary, text: str, context: str | None = None, day: str | None = None
) -> tuple[str | None, str | None]:
    """Country and sector of a mention."""
    actor = resolve(
        text, context=context, day=date.fromisoformat(day) if day else None, dictionary=dictionary
    )
    return (actor.country, actor.sector.value if actor.sector else None) if actor else (None, None)


@pytest.mark.parametrize("row", COUNTRIES, ids=lambda row: row["iso3"])
def test_every_country_has_its_bodies_by_pattern(dictionary: ActorDictionary, row: dict[str, str]) -> None:
    shared = [
        adjective
        for adjective in cell_list(row["adjectives"])
        if len({e.country for e in dictionary.lookup(adjective) if e.kind is Kind.ADJECTIVE}) == 1
    ]
    for adjective in shared[:1]:
        for body, sector in BODIES.items():
            assert told(dictionary, f"the {adjective} {body}") == (row["iso3"], sector), f"{adjective} {body}"
            assert told(dictionary, f"the {body} of {row['name']}")[0] == row["iso3"], (
                f"{body} of {row['name']}"
            )


@pytest.mark.parametrize(
    ("text", "country", "sector"),
    [
        ("Nairobi police", "KEN", "COP"),
        ("the mayor of Bogota", "COL", "GOV"),
        ("University of Tokyo", "JPN", "EDU"),
        ("Karachi Chamber of Commerce", "PAK", "BUS"),
        ("Zambian opposition leader", "ZMB", "OPP"),
        ("two opposition senators", None, "LEG"),
        ("anti-riot police", None, "COP"),
        ("a former KGB officer", "RUS", "ELI"),
        ("supporters of Jean-Bertrand Aristide", "HTI", "CVL"),
        ("troops loyal to President Ali Abdullah Saleh", "YEM", "MIL"),
        ("white South Africans", "ZAF", "CVL"),
        ("people in Sarajevo", "BIH", "CVL"),
        ("Kurdish forces", None, "REB"),
        ("European troops", None, "MIL"),
        ("the Black Sea Fleet's coastal unit", "RUS", "MIL"),
        ("a parliamentary group", None, "LEG"),
        ("the World Association of Newspapers", "NGO", "JRN"),
        ("rebels in eastern Congo", "COD", "REB"),
        ("hundreds of doctors", None, "MED"),
    ],
)
def test_the_head_noun_tells_the_sector(
    dictionary: ActorDictionary, text: str, country: str | None, sector: str
) -> None:
    assert told(dictionary, text) == (country, sector)


@pytest.mark.parametrize(
    ("text", "day", "country", "sector"),
    [
        ("Prime Minister Johnson", "2020-05-01", "GBR", "GOV"),
        ("Prime Minister Sunak", "2023-05-01", "GBR", "GOV"),
        ("President Tinubu", "2024-05-01", "NGA", "GOV"),
        ("Imran Khan", "2020-05-01", "PAK", "GOV"),
        ("Angela Merkel", "2024-05-01", "DEU", "ELI"),
        ("UNITA", "1995-01-01", "AGO", "REB"),
        ("UNITA", "2012-01-01", "AGO", "PTY"),
        ("Rwandan Patriotic Front", "1993-01-01", "RWA", "REB"),
        ("Rwandan Patriotic Front", "2003-01-01", "RWA", "PTY"),
        ("Taliban", "1999-01-01", "AFG", "GOV"),
        ("Taliban", "2010-01-01", "AFG", "REB"),
        ("Taliban", "2023-01-01", "AFG", "GOV"),
    ],
)
def test_who_it_was_on_the_day(
    dictionary: ActorDictionary, text: str, day: str, country: str, sector: str
) -> None:
    assert told(dictionary, text, day=day) == (country, sector)


@pytest.mark.parametrize(
    ("text", "context", "country"),
    [
        ("Georgia", "Georgia accused Russia of shelling villages near Tskhinvali.", "GEO"),
        ("Jordan", "King Abdullah of Jordan met the Egyptian president.", "JOR"),
        ("Chad", "Troops from Chad crossed into Sudan.", "TCD"),
        ("Turkey", "Turkey and Greece held talks.", "TUR"),
        ("Niger", "Niger expelled the French ambassador.", "NER"),
        ("Nigeria", "Nigeria closed its border with Niger.", "NGA"),
        ("Guinea", "Guinea suspended its constitution.", "GIN"),
        ("Guinea-Bissau", "Guinea-Bissau expelled the mission.", "GNB"),
        ("Papua New Guinea", "Papua New Guinea signed a pact with Australia.", "PNG"),
        ("Equatorial Guinea", "Equatorial Guinea sued France.", "GNQ"),
        ("Washington", "Washington imposed sanctions on Tehran.", "USA"),
        ("Democratic Republic of Congo", "Rwanda attacked the Democratic Republic of Congo.", "COD"),
        ("Congo-Brazzaville", "Congo-Brazzaville sent envoys to Gabon.", "COG"),
        ("North Korea", "North Korea fired a missile.", "PRK"),
        ("South Korea", "South Korea protested.", "KOR"),
    ],
)
def test_ambiguous_names_of_states(
    dictionary: ActorDictionary, text: str, context: str, country: str
) -> None:
    assert told(dictionary, text, context)[0] == country


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("the Kremlin", "RUS"),
        ("Downing Street", "GBR"),
        ("the Blue House", "KOR"),
        ("Zhongnanhai", "CHN"),
        ("Quai d'Orsay", "FRA"),
        ("Foggy Bottom", "USA"),
        ("Itamaraty", "BRA"),
        ("Aso Rock", "NGA"),
    ],
)
def test_seats_stand_for_governments(dictionary: ActorDictionary, text: str, country: str) -> None:
    assert told(dictionary, text) == (country, "GOV")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Tegucigalppa", "HND"),
        ("Afganistan's president", "AFG"),
        ("Culiacan", "MEX"),
        ("Mikhail Gorbachov", "RUS"),
        ("Jemaah Islamiah", "IMG"),
    ],
)
def test_other_spellings_are_known(dictionary: ActorDictionary, text: str, country: str) -> None:
    assert told(dictionary, text)[0] == country


@pytest.mark.parametrize("text", ["Wilson", "Mr Harrison", "an umbrella", "Antarctica", ""])
def test_nobody_is_guessed(dictionary: ActorDictionary, text: str) -> None:
    assert told(dictionary, text)[0] is None


def test_a_longer_name_that_runs_into_a_word_hides_no_other(dictionary: ActorDictionary) -> None:
    names = [m.text for m in dictionary.names_in("Iran sent Malians and the Reserve Bank of Indiana home.")]
    assert names[0] == "Iran"
    assert not {"Mali", "Reserve Bank of India"} & set(names)
