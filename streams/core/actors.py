"""The actor dictionary: names, nationalities, bodies and roles, and what each stands for on a given day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

import ahocorasick_rs

from streams.core.knowledge import cell_list, data_path, table
from streams.core.text import fold

# whose towns bear common words and surnames
_NAMESAKES = frozenset({"USA", "GBR", "CAN", "AUS", "NZL", "IRL", "ZAF"})
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

    `since`/`until` are ISO dates, as precise as known, bounding a term of office; '' is open.
    """

    name: str
    kind: Kind
    country: str | None
    sector: str | None
    role: str | None = None
    since: str = ""
    until: str = ""
    needs_context: bool = False

    def holds_on(self, day: str) -> bool:
        """Whether the term covers `day` (ISO, may be less precise than the bounds)."""
        return (not self.since or self.since[: len(day)] <= day[: len(self.since)]) and (
            not self.until or day[: len(self.until)] <= self.until[: len(day)]
        )


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
            yield name, Entry(name, Kind.ADJECTIVE, row["country"] or None, "CVL")
    for row in table("actors", "regions.tsv"):
        for name in cell_list(row["name"]):
            yield name, Entry(name, Kind.REGION, row["country"] or None, "GOV")
    for file, code in (("bodies.tsv", "code"), ("national.tsv", "country"), ("groups.tsv", "country")):
        for row in table("actors", file):
            yield from _with_aliases(
                row, Entry(row["name"], Kind.BODY, row[code] or None, row["sector"] or None)
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
    yield entry.name, entry
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


class ActorDictionary:
    """Names → meanings, found in one Aho-Corasick pass. Built once; `with_entries` gives an extended copy."""

    def __init__(self, entries: Iterable[tuple[str, Entry]], roles: Iterable[Role]) -> None:
        meanings: defaultdict[str, list[Entry]] = defaultdict(list)
        for surface, entry in entries:
            key = fold(surface)
            if len(key) > 1 and entry not in meanings[key]:
                meanings[key].append(entry)
        self._meanings = {key: tuple(found) for key, found in meanings.items()}
        self._names = list(self._meanings)
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )
        self._roles: dict[str, tuple[Role, bool]] = {}
        for role in roles:
            self._roles.setdefault(role.noun, (role, False))
        for noun, (role, _) in list(self._roles.items()):
            self._roles.setdefault(plural(noun), (role, True))
        self._role_nouns = list(self._roles)
        self._role_automaton = ahocorasick_rs.AhoCorasick(
            self._role_nouns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    @classmethod
    def built_in(cls) -> ActorDictionary:
        """The dictionary of the knowledge files."""
        return cls(built_in_entries(), built_in_roles())

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every meaning of exactly this name; empty if unknown."""
        return self._meanings.get(fold(name), ())

    def role(self, noun: str) -> Role | None:
        """The role of a noun or title in singular or plural, in any case."""
        found = self._roles.get(noun.lower())
        return found[0] if found else None

    def names_in(self, text: str) -> list[Match]:
        """Names in folded `text`, leftmost longest, at word boundaries, in order."""
        found = []
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            if _bounded(text, start, end):
                name = self._names[index]
                found.append(Match(start, end, name, self._meanings[name]))
        return found

    def roles_in(self, text: str) -> list[tuple[int, int, Role, bool]]:
        """(start, end, role, is plural) of role nouns in folded `text`,
        leftmost longest, at word boundaries.
        """
        lowered = text.lower()
        if len(lowered) != len(
            text
        ):  # a letter whose lower case is longer would shift every offset behind it
            lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        return [
            (start, end, *self._roles[self._role_nouns[index]])
            for index, start, end in self._role_automaton.find_matches_as_indexes(lowered)
            if _bounded(lowered, start, end)
        ]


def _bounded(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        before.isalnum() or after.isalnum() or (before == "-" and text[start - 2 : start - 1].islower())
    )


def meaning_on(
    entries: Sequence[Entry], *, day: str | None, countries: frozenset[str] = frozenset()
) -> Entry | None:
    """The meaning that fits an article of `day` (ISO) which speaks of `countries`.

    A person out of office by then is a former official (PLOVER sector ELI); one whose terms all lie ahead
    keeps the first.
    """
    open_to_all = [e for e in entries if not e.needs_context or e.country in countries]
    if not open_to_all:
        return None
    kinds = [e for e in open_to_all if e.kind is not Kind.PERSON]
    if kinds and not (
        countries and kinds[0].country not in countries and any(e.country in countries for e in open_to_all)
    ):
        return (
            min(kinds, key=lambda e: (e.country not in countries, list(Kind).index(e.kind)))
            if countries
            else kinds[0]
        )
    people = [e for e in open_to_all if e.kind is Kind.PERSON] or open_to_all
    if countries and any(e.country in countries for e in people):
        people = [e for e in people if e.country in countries]
    if day is None:
        # Without a day nobody can be called a former official.
        return max(people, key=lambda e: (not e.until, e.until, e.since))
    serving = [e for e in people if e.holds_on(day)]
    if serving:
        return max(serving, key=lambda e: (e.role in _TOP, e.since))
    past = [e for e in people if e.until and e.until[: len(day)] < day[: len(e.until)]]
    if past:
        return replace(max(past, key=lambda e: e.until), sector="ELI")
    return min(people, key=lambda e: e.since)


_TOP = frozenset({"head_of_state", "head_of_government"})
