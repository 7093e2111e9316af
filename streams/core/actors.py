"""The actor dictionary: names, nationalities, bodies and roles, and what each stands for on a given day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from sys import intern

import ahocorasick_rs

from streams.core.entries import (
    INTERNATIONAL,
    Entry,
    Kind,
    Match,
    Role,
    built_in_entries,
    built_in_roles,
    plural,
    towns,
)
from streams.core.spelling import NearNames, plain, surname
from streams.core.text import fold

__all__ = [
    "INTERNATIONAL",
    "OFFICES",
    "ActorDictionary",
    "Entry",
    "Kind",
    "Match",
    "Role",
    "meaning_on",
    "plural",
]


class ActorDictionary:
    """Names → meanings, found in one Aho-Corasick pass. Built once; `with_entries` gives an extended copy."""

    def __init__(self, entries: Iterable[tuple[str, Entry]], roles: Iterable[Role]) -> None:
        meanings: defaultdict[str, list[Entry]] = defaultdict(list)
        for surface, entry in entries:
            key = intern(fold(surface))
            if len(key) > 1 and entry not in meanings[key]:
                meanings[key].append(entry)
        self._meanings = {key: tuple(found) for key, found in meanings.items()}
        self._find(self._meanings)
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

    def with_entries(self, entries: Iterable[tuple[str, Entry]]) -> ActorDictionary:
        """A copy with these meanings before those that it has; takes a third of a second."""
        extended = copy(self)
        extended.__dict__.update(_meanings=dict(self._meanings))
        for derived in ("_surnames", "_near"):  # of the names that it had
            extended.__dict__.pop(derived, None)
        extended._add(entries)  # noqa: SLF001  # it is nobody else's yet
        return extended

    def _add(self, entries: Iterable[tuple[str, Entry]]) -> None:
        added: defaultdict[str, list[Entry]] = defaultdict(list)
        for surface, entry in entries:
            added[fold(surface)].append(entry)
        for key, found in added.items():
            self._meanings[key] = (*found, *self._meanings.get(key, ()))
        if len(self._meanings) > len(self._names):
            self._find(self._meanings)

    def _find(self, names: Iterable[str]) -> None:
        self._names = list(names)
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
        )

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Every meaning of exactly this name; empty if unknown."""
        return self._meanings.get(fold(name), ())

    def role(self, noun: str) -> Role | None:
        """The role of a noun or title in singular or plural, in any case."""
        found = self._roles.get(noun.lower())
        return found[0] if found else None

    def titled(
        self, last: str, role: str, *, day: str | None, countries: frozenset[str] = frozenset()
    ) -> Entry | None:
        """The holder of `role` whose surname is `last`: "President Ruto", "Foreign Minister Lammy".

        With a day, who held it then; None where several states have had one of that name.
        """
        held = _counting([e for e in self._surnames.get(last, ()) if e.role == role], day)
        if day is not None:
            held = [e for e in held if e.holds_on(day)]
        held = [e for e in held if e.country in countries] or held
        if len({e.country for e in held}) != 1:
            return None
        return max(held, key=lambda e: (not e.until, e.since))

    def bodies(self, name: str) -> tuple[Entry, ...]:
        """The bodies of exactly this name, even a doubtful one, where all are of one country."""
        found = tuple(e for e in self.lookup(name) if e.kind is Kind.BODY)
        found = tuple(e for e in found if e.live) or found
        return found if len({e.country for e in found}) == 1 else ()

    def town(self, name: str) -> str | None:
        """The country of the largest town of this name, in any spelling of accents."""
        return self._towns.get(plain(name))

    def near(self, name: str) -> tuple[Entry, ...]:
        """The meanings of the known name that `name` misspells or transliterates otherwise."""
        found = self._near.find(name)
        if found is None:
            return ()
        original, close = found
        trusted = close or " " in original
        return tuple(e for e in self._meanings[original] if trusted or e.kind is not Kind.PERSON)

    @cached_property
    def _surnames(self) -> dict[str, list[Entry]]:
        index: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in {e for found in self._meanings.values() for e in found if e.kind is Kind.PERSON}:
            for last in {surname(entry.name, entry.country), entry.name.split()[-1]}:
                index[last].append(replace(entry, needs_context=False))
        return index

    @cached_property
    def _towns(self) -> dict[str, str]:
        return towns()

    @cached_property
    def _near(self) -> NearNames:
        return NearNames(self._meanings)

    def names_in(self, text: str) -> list[Match]:
        """Names in folded `text`, leftmost longest, at word boundaries, in order."""
        found: list[Match] = []
        begin: int | None = 0
        while begin is not None:
            begin = self._names_from(text, begin, found)
        return found

    def _names_from(self, text: str, begin: int, found: list[Match]) -> int | None:
        """Add the names from `begin` on; stop where the longest runs into a word ("Revolutionary Guard|s")
        and return whence to go on, for it hides the shorter ones.
        """
        for _, a, b in self._automaton.find_matches_as_indexes(text[begin:] if begin else text):
            start, end = begin + a, begin + b
            cut = end
            while cut > start and not (_bounded(text, start, cut) and text[start:cut] in self._meanings):
                cut = text.rfind(" ", start, cut)
            if cut > start:
                name = text[start:cut]
                found.append(Match(start, cut, name, self._meanings[name]))
            if cut != end:
                return max(cut, start + 1)
        return None

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
    entries = _counting(entries, day)
    open_to_all = [e for e in entries if not e.needs_context or e.country in countries]
    if not open_to_all:
        return None
    kinds = [e for e in open_to_all if e.kind is not Kind.PERSON]
    kinds = _in_force(kinds, day)
    if kinds and not (
        countries and kinds[0].country not in countries and any(e.country in countries for e in open_to_all)
    ):
        return (
            min(kinds, key=lambda e: (e.country not in countries, _ORDER[e.kind])) if countries else kinds[0]
        )
    people = [e for e in open_to_all if e.kind is Kind.PERSON] or open_to_all
    one = len({e.name for e in people}) == 1  # who holds another's office now is not told by the country
    now = [e for e in people if day is not None and e.holds_on(day)] if one else []
    if countries and not now and any(e.country in countries for e in people):
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


def _counting(entries: Sequence[Entry], day: str | None) -> Sequence[Entry]:
    """The live ones that have begun by then, where there are any; else all."""
    return [e for e in entries if e.live and (day is None or e.begun_by(day))] or entries


def _in_force(entries: list[Entry], day: str | None) -> list[Entry]:
    """Of a body that was one thing before a day and another after it, what it was then.

    The entry without bounds is what it is best known as.
    """
    bounded = [e for e in entries if e.since or e.until]
    unbounded = [e for e in entries if e not in bounded]
    held = [e for e in bounded if day is not None and e.holds_on(day)]
    return held or unbounded or entries


_ORDER = {kind: number for number, kind in enumerate(Kind)}
_TOP = frozenset({"head_of_state", "head_of_government"})
OFFICES = _TOP | {
    "foreign_minister",
    "defence_minister",
    "finance_minister",
    "interior_minister",
    "trade_minister",
    "minister",
    "ambassador",
    "opposition_leader",
    "legislator",
}
"""Roles whose title tells for whom a person acts, whatever else they are or were."""
