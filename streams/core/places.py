"""Where an act took place: locatives of its clause, the host of a visit, and what the article has said
before.

The gazetteer is `knowledge/places/*.tsv` (name, country, lat, lon, population, kind); names shared by several
places are settled by the countries that the article speaks of, then by size.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import combining, normalize

import ahocorasick_rs

from streams.core.knowledge import cell_list, table
from streams.core.referents import Mention
from streams.core.text import fold

FILES = ("cities.tsv", "venues.tsv")
FAMILIAR = 5  # how many times likelier a namesake is in a country that the article speaks of, by inhabitants
_CAPITAL = re.compile(r"(?:'s)? (?:\w+ )?capital\b")
LOCATIVE = frozenset("in at near outside inside around on off across throughout to from over".split())


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the gazetteer. `lat`/`lon` in degrees, None for a whole country."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    population: int = 0
    kind: str = "city"


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named at `[start, end)` of a sentence."""

    start: int
    end: int
    place: Place


class Gazetteer:
    """Place names found in one Aho-Corasick pass."""

    def __init__(self, places: Iterable[tuple[str, Place]]) -> None:
        by_name: defaultdict[str, list[Place]] = defaultdict(list)
        for name, place in places:
            by_name[fold(name)].append(place)
        self._by_name: Mapping[str, list[Place]] = by_name
        self._capitals = {
            p.country: p for places in by_name.values() for p in places if p.kind == "capital" and p.country
        }
        self._names = list(by_name)
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def find(self, text: str, *, countries: frozenset[str]) -> list[PlaceMention]:
        """The places of a folded sentence, in order.

        A small town counts only in a country that the article speaks of.
        """
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
                continue
            choices = self._by_name[self._names[index]]
            best = max(
                choices,
                key=lambda p: (
                    p.kind not in ("city", "capital"),
                    p.population * (FAMILIAR if p.country in countries else 1),
                ),
            )
            if best.country in countries or best.population > 500_000 or best.kind not in ("city",):
                found.append(PlaceMention(start, end, best))
        return found

    def places_in(
        self, text: str, mentions: Sequence[Mention], *, countries: frozenset[str]
    ) -> list[PlaceMention]:
        """The places that a folded sentence names, and the towns that "the Kenyan capital" stands for."""
        return [*self.find(text, countries=countries), *self.capitals(text, mentions)]

    def capitals(self, text: str, mentions: Sequence[Mention]) -> list[PlaceMention]:
        """The towns that "the Kenyan capital" and the like stand for in a folded sentence."""
        found = []
        for m in mentions:
            for phrase in _CAPITAL.finditer(text, m.end):
                capital = self._capitals.get(m.actors[0].country or "")
                if phrase.start() == m.end and capital:
                    found.append(PlaceMention(m.start, phrase.end(), capital))
                break
        return found

    def country(self, iso3: str) -> Place | None:
        """The country itself as a place, without coordinates."""
        return next((p for p in self._by_name.get(f"@{iso3}", []) if p.kind == "country"), None)


def _unaccented(name: str) -> str:
    """A name as wire copy has it: "Bogota" for "Bogotá"."""
    return "".join(c for c in normalize("NFD", name) if not combining(c))


def built_in_places() -> Iterable[tuple[str, Place]]:
    """(name, place) of every row of the gazetteer files, the countries included."""
    for row in table("actors", "countries.tsv"):
        whole = Place(row["name"], row["iso3"], None, None, 0, "country")
        yield f"@{row['iso3']}", whole
        for name in (row["name"], *cell_list(row["aliases"])):
            yield name, whole
    seats = {
        (row["iso3"], city) for row in table("actors", "countries.tsv") for city in cell_list(row["capital"])
    }
    for file in FILES:
        for row in table("places", file):
            place = Place(
                row["name"],
                row["country"] or None,
                float(row["lat"]) if row["lat"] else None,
                float(row["lon"]) if row["lon"] else None,
                int(row.get("population") or 0),
                "capital"
                if (row["country"], row["name"]) in seats and row.get("kind") == "city"
                else row.get("kind") or "city",
            )
            for name in (row["name"], *cell_list(row.get("aliases", ""))):
                yield name, place
                if (plain := _unaccented(name)) != name:
                    yield plain, place


@lru_cache(maxsize=1)
def built_in_gazetteer() -> Gazetteer:
    """The gazetteer of the knowledge files."""
    return Gazetteer(built_in_places())
