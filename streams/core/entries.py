"""What the knowledge files say of actors: every name with its meanings, every common noun with its role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from streams.core.knowledge import cell_list, data_path, table
from streams.core.spelling import plain
from streams.core.text import fold

# whose towns bear common words and surnames
_NAMESAKES = frozenset({"USA", "GBR", "CAN", "AUS", "NZL", "IRL", "ZAF"})
_BRACKETED = re.compile(r" \([A-Z]{3}\)$")
_WIDE = frozenset({"continental", "regional", "supranational"})  # notes of peoples with states of their own
LEAST_NAMESAKE = 250_000  # inhabitants
LEAST_CITY = 40_000  # inhabitants from which a town counts as a name of its country's people
INTERNATIONAL = frozenset({"UNO", "EUR", "IGO", "NGO", "MNC", "ISM", "IMG"})


class Kind(StrEnum):
    """What sort of name an entry is: it decides whether the name can act, and how it is read in a phrase."""

    COUNTRY = "country"
    ADJECTIVE = "adjective"
    DEMONYM = "demonym"
    CAPITAL = "capital"
    METONYM = "metonym"
    REGION = "region"
    CITY = "city"
    PERSON = "person"
    BODY = "body"
    GIVEN = "given"  # by an upstream annotator, or by the article itself


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of a name.

    `since`/`until` are ISO dates, as precise as known, bounding a term of office; '' is open. A `live` one
    was added while the coder ran: from its first day on it is all that counts.
    """

    name: str
    kind: Kind
    country: str | None
    sector: str | None
    role: str | None = None
    since: str = ""
    until: str = ""
    needs_context: bool = False
    live: bool = False

    def begun_by(self, day: str) -> bool:
        """Whether the term has begun on `day`, as far as the two are known."""
        return not self.since or self.since[: len(day)] <= day[: len(self.since)]

    def holds_on(self, day: str) -> bool:
        """Whether the term covers `day` (ISO, may be less precise than the bounds)."""
        return self.begun_by(day) and (not self.until or day[: len(self.until)] <= self.until[: len(day)])


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a text: `[start, end)` and every meaning it may have."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What a common noun or title says of its bearer: sector, role, and
    whether it names one person, a body or people.
    """

    noun: str
    sector: str | None
    role: str | None
    kind: str


def _country_entries() -> Iterator[tuple[str, Entry]]:
    for row in table("actors", "countries.tsv"):
        iso = row["iso3"]

        def entry(
            kind: Kind, sector: str | None = "GOV", *, name: str = row["name"], iso: str = iso
        ) -> Entry:
            return Entry(name, kind, iso, sector)

        for name in (row["name"], *cell_list(row["aliases"])):
            yield name, entry(Kind.COUNTRY)
        for name in cell_list(row["adjectives"]):
            yield name, entry(Kind.ADJECTIVE)
        for name in cell_list(row["demonyms"]):
            yield name, entry(Kind.DEMONYM, "CVL")
        for name in cell_list(row["capital"]):
            yield name, entry(Kind.CAPITAL)
        for name in cell_list(row["metonyms"]):
            yield name, entry(Kind.METONYM)


def _named_entries() -> Iterator[tuple[str, Entry]]:
    for row in table("actors", "peoples.tsv"):
        for name in cell_list(row["name"]):
            sector = None if row["note"] in _WIDE else "CVL"
            yield name, Entry(name, Kind.ADJECTIVE, row["country"] or None, sector)
    known = towns()
    for row in table("actors", "regions.tsv"):
        for name in cell_list(row["name"]):
            town = row["note"].startswith("city") or (
                known.get(plain(name)) == row["country"] and "state" not in row["note"]
            )
            yield name, Entry(name, Kind.REGION, row["country"] or None, "CVL" if town else "GOV")
    for file, code in (("bodies.tsv", "code"), ("national.tsv", "country"), ("groups.tsv", "country")):
        for row in table("actors", file):
            name = _BRACKETED.sub(
                "", row["name"]
            )  # "Apple (USA)" is told from its namesakes in the table alone
            meaning = Entry(name, Kind.BODY, row[code] or None, row["sector"] or None)
            yield from _with_aliases(
                row, replace(meaning, since=row.get("from", ""), until=row.get("to", ""))
            )


def _city_entries() -> Iterator[tuple[str, Entry]]:
    """Towns as the places of their states' people: the largest of each name."""
    largest: dict[str, tuple[int, str]] = {}
    nouns = {role.noun for role in built_in_roles()}
    for row in table("places", "cities.tsv"):
        size = int(row["population"] or 0)
        if row["name"].lower() in nouns or (row["country"] in _NAMESAKES and size < LEAST_NAMESAKE):
            continue
        if size >= LEAST_CITY and size > largest.get(row["name"], (0, ""))[0]:
            largest[row["name"]] = (size, row["country"])
    for name, (_, country) in largest.items():
        yield name, Entry(name, Kind.CITY, country, "CVL")


def towns() -> dict[str, str]:
    """Plain names of towns → the country of the largest so named; small ones share names with people."""
    largest: dict[str, tuple[int, str]] = {}
    for row in table("places", "cities.tsv"):
        name, size = plain(row["name"]), int(row["population"] or 0)
        if " " not in name and row["country"] in _NAMESAKES and size < LEAST_NAMESAKE:
            continue
        if size > largest.get(name, (0, ""))[0]:
            largest[name] = (size, row["country"])
    return {name: country for name, (_, country) in largest.items()}


def _leader_entries() -> Iterator[tuple[str, Entry]]:
    folder = data_path("actors")
    for file in sorted(item.name for item in folder.iterdir() if item.name.startswith("leaders")):
        for row in table("actors", file):
            meaning = Entry(
                row["name"],
                Kind.PERSON,
                row["country"] or None,
                row["sector"] or None,
                row["role"] or None,
                row["from"],
                row["to"],
            )
            yield from _with_aliases(row, meaning)


def _with_aliases(row: dict[str, str], entry: Entry) -> Iterator[tuple[str, Entry]]:
    yield row["name"], entry
    for alias in cell_list(row["aliases"]):
        doubtful = alias.endswith("?")
        yield alias.removesuffix("?"), replace(entry, needs_context=True) if doubtful else entry


def built_in_entries() -> Iterator[tuple[str, Entry]]:
    """(surface form, meaning) of every name in the knowledge files."""
    known = set()
    for name, entry in chain(_country_entries(), _named_entries(), _leader_entries()):
        known.add(fold(name))
        yield name, entry
    yield from ((name, entry) for name, entry in _city_entries() if fold(name) not in known)


def built_in_roles() -> Iterator[Role]:
    """Every common noun or title of the knowledge files."""
    for row in table("actors", "roles.tsv"):
        yield Role(row["noun"].lower(), row["sector"] or None, row["role"] or None, row["kind"])


_IRREGULAR_PLURALS = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "person": "people",
    "wife": "wives",
    "thief": "thieves",
}


def plural(noun: str) -> str:
    """The English plural of a noun or noun phrase (its last word)."""
    head, _, last = noun.rpartition(" ")
    for singular, many in _IRREGULAR_PLURALS.items():
        if last.endswith(singular):
            last = last.removesuffix(singular) + many
            break
    else:
        if re.search(r"[^aeiou]y$", last):
            last = last[:-1] + "ies"
        else:
            last += "es" if re.search(r"(?:s|x|z|ch|sh)$", last) else "s"
    return f"{head} {last}".strip()
