"""The gazetteer: which places a sentence names, and which "there" and "the palace" mean.

Names are in `knowledge/places/*.tsv` (name, country, lat, lon, population, kind); names shared by several
places are settled by the country named with them, by those that the article speaks of, then by size.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from sys import intern
from unicodedata import combining, normalize

import ahocorasick_rs

from streams.core.knowledge import cell_list, table
from streams.core.place_words import BACK, EXISTS, KINDS
from streams.core.referents import Mention
from streams.core.text import fold

FILES = ("cities.tsv", "provinces.tsv", "towns.tsv", "venues.tsv")
FAMILIAR = 6  # how many times likelier a namesake is in a country that the article speaks of, by inhabitants
SEAT = 4  # how many times likelier a namesake is that is a capital
GREAT = 150_000  # inhabitants of a town that is known where its country is not spoken of
_TOWNS = frozenset({"city", "capital", "town"})
FAME = 200_000  # inhabitants that a town counts for which is known for what happened there
_PLAIN = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae"}
)
_CAPITAL = re.compile(r"(?:'s)? (?:\w+ )?capital\b")
_PROVINCE = re.compile(
    r" (?:(?:autonomous|border) )?(?:province|region|oblast|krai|governorate|prefecture|county|"
    r"state(?! (?:media|tv|television|news|broadcaster|department|visit|radio|run|council|duma))|"
    r"district(?! (?:court|attorney|judge)))\b(?!-)",
    re.IGNORECASE,
)
_SURNAME = re.compile(
    r" (?!Airport|Bay|Beach|Bridge|City|Port|Square|Street|Strip|Valley)[A-Z][a-z]+(?![\w-])"
)
_LOCATIVE = re.compile(r"\b(?:in|at|near|outside|of|from|to|around|into|over|on) (?:the )?$")
_WITHIN = re.compile(r",? |, in |, |\s*\(")


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
    """A place named at `[start, end)` of a sentence; `back` where it is "there" or "the palace"."""

    start: int
    end: int
    place: Place
    back: bool = False


class Gazetteer:
    """Place names found in one Aho-Corasick pass."""

    def __init__(self, places: Iterable[tuple[str, Place]]) -> None:
        by_name: defaultdict[str, list[Place]] = defaultdict(list)
        for name, place in places:
            by_name[intern(fold(name))].append(place)
        self._by_name: Mapping[str, Sequence[Place]] = {n: tuple(found) for n, found in by_name.items()}
        self._capitals: dict[str, Place] = {}
        for p in sorted(
            (p for places in by_name.values() for p in places if p.kind == "capital"),
            key=lambda p: -p.population,  # Washington in Utah is none
        ):
            self._capitals.setdefault(p.country or "", p)
        self._names = list(by_name)
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def find(
        self, text: str, *, countries: frozenset[str], seats: frozenset[str] = frozenset()
    ) -> list[PlaceMention]:
        """The places of a folded sentence, in order.

        A small town counts only in a country that the article speaks of, or with its country's name
        behind it. Of `seats` the article names the capital alone, so that "Tripoli" may be another one's.
        """
        matches = [
            (start, end, self._by_name[self._names[index]])
            for index, start, end in self._automaton.find_matches_as_indexes(text)
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        ]
        found = []
        for position, (start, end, choices) in enumerate(matches):
            following = matches[position + 1] if position + 1 < len(matches) else None
            within = (
                _states(following[2]) if following and _WITHIN.fullmatch(text[end : following[0]]) else None
            )
            called = _PROVINCE.match(text, end)
            best = self._choice(
                choices, within=within, countries=countries, seats=seats, province=called is not None
            )
            if best is None:
                continue
            if called:
                end = called.end()
                if best.kind in _TOWNS:  # "Kandahar province" is told by its town
                    best = replace(best, name=best.name + called[0], kind="region")
            found.append(PlaceMention(start, end, best))
        return found

    def _choice(
        self,
        choices: Sequence[Place],
        *,
        within: frozenset[str] | None,
        countries: frozenset[str],
        seats: frozenset[str],
        province: bool,
    ) -> Place | None:
        """The likeliest of the places of one name; None where it is too small to be meant."""
        kinds = ("province", "region")
        choices = (
            [p for p in choices if p.kind in kinds] or list(choices)
            if province
            else [p for p in choices if p.kind != "province"]
        )
        inside = [p for p in choices if within and p.country in within and p.kind != "country"]
        best = max(inside or choices, key=lambda p: _likelihood(p, countries, seats), default=None)
        if best is None or inside or (best.kind != "city" and ", " not in best.name):
            return best  # "State House" is one of many: "State House, Nairobi"
        return best if best.country in countries or best.population > GREAT else None

    def places_in(
        self,
        text: str,
        mentions: Sequence[Mention],
        *,
        countries: frozenset[str],
        seats: frozenset[str] = frozenset(),
        before: Sequence[str] = (),
    ) -> list[PlaceMention]:
        """The places that a folded sentence names, the towns that "the Kenyan capital" stands for, and what
        "there" and "the palace" refer back to in the sentences `before` it.
        """
        found = self.find(text, countries=countries, seats=seats)
        named = [*(p for p in found if not _of_person(p, text)), *self.capitals(text, mentions)]
        return [*named, *self._back(text, named, countries=countries, before=before)]

    def capitals(self, text: str, mentions: Sequence[Mention]) -> list[PlaceMention]:
        """The towns that "the Kenyan capital" and the like stand for in a folded sentence."""
        found = []
        for m in mentions:
            phrase = _CAPITAL.match(text, m.end)
            capital = self._capitals.get(m.actors[0].country or "")
            if phrase and capital:
                found.append(PlaceMention(m.start, phrase.end(), capital))
        return found

    def _back(
        self, text: str, named: Sequence[PlaceMention], *, countries: frozenset[str], before: Sequence[str]
    ) -> list[PlaceMention]:
        found = []
        for m in BACK.finditer(text):
            if any(n.start < m.end() and m.start() < n.end for n in named):
                continue
            if m["there"] and EXISTS.match(text, m.end()):
                continue
            kinds = KINDS.get((m["noun"] or "").lower())
            place = next(
                (
                    p.place
                    for p in self._earlier(text, m.start(), countries=countries, before=before)
                    if kinds is None or p.place.kind in kinds
                ),
                None,
            )
            if place is not None:
                found.append(PlaceMention(m.start(), m.end(), place, back=True))
        return found

    def _earlier(
        self, text: str, position: int, *, countries: frozenset[str], before: Sequence[str]
    ) -> Iterable[PlaceMention]:
        """The places named before `position`, the last first."""
        yield from reversed([p for p in self.find(text, countries=countries) if p.end <= position])
        for earlier in reversed(before):
            yield from reversed(self.find(earlier, countries=countries))

    def country(self, iso3: str) -> Place | None:
        """The country itself as a place, without coordinates."""
        return next((p for p in self._by_name.get(f"@{iso3}", []) if p.kind == "country"), None)

    def capital(self, iso3: str) -> Place | None:
        """The seat of a country's government."""
        return self._capitals.get(iso3)


def _of_person(p: PlaceMention, text: str) -> bool:
    """Whether a town's name is the first of somebody's names: "George Glezmann"."""
    if p.place.kind not in _TOWNS or not _SURNAME.match(text, p.end):
        return False
    return not _LOCATIVE.search(text, 0, p.start)


def _likelihood(p: Place, countries: frozenset[str], seats: frozenset[str]) -> tuple[bool, bool, bool, int]:
    town = p.kind in _TOWNS
    known = p.country in countries and not (p.kind == "capital" and p.country in seats)
    size = (
        max(p.population, FAME if p.kind == "town" else 1)
        * (FAMILIAR if known else 1)
        * (SEAT if known and p.kind == "capital" else 1)
    )
    return (not town, known and not town, p.kind == "country", size)


def _states(choices: Sequence[Place]) -> frozenset[str]:
    """The countries that a name stands for, or lies in as a province: "Paris, Texas", "Tripoli, Lebanon"."""
    return frozenset(p.country for p in choices if p.country and p.kind in ("country", "region", "province"))


def _unaccented(name: str) -> str:
    """A name as wire copy has it: "Bogota" for "Bogotá"."""
    return "".join(c for c in normalize("NFD", name) if not combining(c)).translate(_PLAIN)


def built_in_places() -> Iterable[tuple[str, Place]]:
    """(name, place) of every row of the gazetteer files, the countries included, and the regions known to the
    actors' tables, of which the country alone is known.
    """
    for row in table("actors", "countries.tsv"):
        whole = Place(row["name"], row["iso3"], None, None, 0, "country")
        yield f"@{row['iso3']}", whole
        for name in (row["name"], *cell_list(row["aliases"])):
            yield name, whole
    seats = {  # the first capital that is told is today's
        (row["iso3"], _unaccented(city))
        for row in table("actors", "countries.tsv")
        for city in cell_list(row["capital"])[:1]
    }
    named: set[str] = set()
    for file in FILES:
        for row in table("places", file):
            kind = row.get("kind") or "city"
            place = Place(
                row["name"],
                row["country"] or None,
                float(row["lat"]) if row["lat"] else None,
                float(row["lon"]) if row["lon"] else None,
                int(row.get("population") or 0),
                "capital" if kind == "city" and (row["country"], _unaccented(row["name"])) in seats else kind,
            )
            for name in (row["name"], *cell_list(row.get("aliases", ""))):
                for spelling in {name, _unaccented(name)}:
                    named.add(spelling)
                    yield spelling, place
    for row in table("actors", "regions.tsv"):
        bare = _PROVINCE.sub("", row["name"])  # "Kharkiv Oblast": told by its town
        if row["country"] and not {row["name"], bare} & named:
            yield row["name"], Place(row["name"], row["country"], None, None, 0, "region")


@lru_cache(maxsize=1)
def built_in_gazetteer() -> Gazetteer:
    """The gazetteer of the knowledge files."""
    return Gazetteer(built_in_places())
