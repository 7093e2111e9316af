"""Entries that are added to the actor dictionary while the coder runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from schemas import ActorEntry, ActorKind
from streams.core.entries import INTERNATIONAL, Entry, Kind, built_in_roles
from streams.core.knowledge import cell_list, table

_KINDS = {ActorKind.PERSON: Kind.PERSON, ActorKind.BODY: Kind.BODY}


def meanings(entry: ActorEntry) -> Iterator[tuple[str, Entry]]:
    """(surface form, meaning) of every name of the entry."""
    meaning = Entry(
        entry.name,
        _KINDS[entry.kind],
        entry.country,
        entry.sector.value if entry.sector else None,
        entry.role,
        entry.since or "",
        entry.until or "",
        live=True,
    )
    for name in dict.fromkeys((entry.name, *entry.aliases)):
        yield name, meaning


def check(entry: ActorEntry) -> None:
    """Refuse what the dictionary would suffer from. Raises ValueError, naming field, value and remedy."""
    if entry.country not in _countries() and entry.country not in INTERNATIONAL:
        raise ValueError(
            f"country: {entry.country!r} is no country and none of {', '.join(sorted(INTERNATIONAL))}: "
            "give a code of ISO 3166-1 alpha-3"
        )
    for name in (entry.name, *entry.aliases):
        if name in _taken():
            raise ValueError(
                f"name: {name!r} is {_taken()[name]}: every text that says so would be misread; leave it out"
            )


@cache
def _countries() -> frozenset[str]:
    return frozenset(row["iso3"] for row in table("actors", "countries.tsv"))


@cache
def _taken() -> dict[str, str]:
    """Names that no entry may have: those of countries and of offices."""
    taken = {}
    for role in built_in_roles():
        for noun in (role.noun, role.noun.capitalize(), role.noun.title()):
            taken[noun] = "what an office or a sort of people is called"
    for row in table("actors", "countries.tsv"):
        for cell in ("name", "aliases", "adjectives", "demonyms"):
            for name in cell_list(row[cell]):
                taken[name] = f"a name of {row['name']}"
    return taken
