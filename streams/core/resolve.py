"""One mention out of its article to an actor: what `diplomacy resolve` answers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from schemas import Actor, Sector
from streams.core import phrases
from streams.core.actors import INTERNATIONAL, ActorDictionary, Entry, Kind, Role, meaning_on
from streams.core.discourse import Discourse
from streams.core.mentions import Form
from streams.core.referents import Mention, Referent
from streams.core.text import Sentence, fold

_SECTORS = frozenset(s.value for s in Sector)
_VAGUE = frozenset({None, "", "UNK"})
_RANK = {Form.PERSON: 0, Form.ROLE: 1, Form.NAME: 2, Form.ADJECTIVE: 3}
_PREPOSITIONS = frozenset("in at of from across near outside around throughout for to by the".split())
_NAME = re.compile(r"[^\W\d_][\w'.-]*(?:\s(?:(?:of|the|de|al|el|bin|la)\s)?[A-ZÀ-Þ][\w'.-]*)*")


def resolve(text: str, *, context: str | None, day: date | None, dictionary: ActorDictionary) -> Actor | None:
    """The country, sector, role and name of a mention.

    `context` is the sentence around it (may be None): it settles what the mention's own words leave open.
    """
    return _Question(text, context, day, dictionary).answer()


class _Question:
    """One mention and what is known around it."""

    def __init__(self, text: str, context: str | None, day: date | None, dictionary: ActorDictionary) -> None:
        self._dictionary = dictionary
        self._day = day.isoformat() if day else None
        self._phrase = phrases.bare(fold(text)) or fold(text)
        surroundings = fold(context or "")
        mention = Sentence(0, len(self._phrase), self._phrase, 0)
        around = [Sentence(0, len(surroundings), surroundings, 0)] if surroundings else []
        self._discourse = Discourse(dictionary, day=self._day, sentences=[*around, mention])
        at = surroundings.find(self._phrase)
        covering = [
            m
            for m in (self._discourse.read(around[0]) if around else [])
            if m.start <= at and at + len(self._phrase) <= m.end and m.form is not Form.PAIR
        ]
        self._found = covering[:1] if at >= 0 and covering else self._discourse.read(mention)
        self._whole = bool(covering) or any(m.end - m.start >= len(self._phrase) for m in self._found)

    def answer(self) -> Actor | None:
        """The actor, or None where neither words nor context tell anything of it."""
        top = min(self._found, key=lambda m: (_RANK.get(m.form, 9), m.start)) if self._found else None
        role = phrases.head_role(self._phrase, self._dictionary)
        said = top.actors[0] if top else self._spelt_otherwise() or Referent(None, None)
        sector = self._sector(said, top, role)
        country = self._country(said, top)
        if country in INTERNATIONAL and sector in ("GOV", "UNK", "SOC"):
            sector = None
        if country is None and sector is None and said.name is None:
            return None
        return Actor(
            country=country,
            sector=Sector(sector) if sector in _SECTORS else None,
            role=said.role or (role.role if role else None),
            name=said.name,
        )

    # ---- sector

    def _sector(self, said: Referent, top: Mention | None, role: Role | None) -> str | None:
        """The person's office, or the head noun's sort, or what a proper name's last word tells."""
        if top is not None and top.form is Form.PERSON and (role is None or not self._behind_head(top)):
            return self._of_person(said, role)
        bodies = [m.actors[0].sector for m in self._found if m.form is Form.NAME and m.actors[0].name]
        if role is not None and role.sector in _VAGUE and any(bodies):
            return next(filter(None, bodies))  # "the Black Sea Fleet's coastal unit"
        named = phrases.ending(self._phrase, self._dictionary)
        if role is not None and named and self._is_proper(role) and top is not None and top.form is Form.ROLE:
            return named
        if top is not None and (self._whole or self._closing(top)):
            return "ELI" if phrases.is_former(self._phrase) and top.form is Form.ROLE else said.sector
        if role is not None and not (named and (role.sector == "SOC" or self._is_proper(role))):
            return self._of_role(said, role)
        if top is None:
            people = [e.sector for m in self._dictionary.names_in(self._phrase) for e in m.entries]
            return named or next(iter(people), None) if said.sector is None else said.sector
        if named is not None or (top.form is Form.NAME and said.name):
            return named or said.sector
        if re.search(r"\b(?:in|at|near)\s", self._phrase) and not phrases.is_place(self._phrase):
            return "CVL"
        return "UNK" if top.form is not Form.ROLE else said.sector

    def _closing(self, top: Mention) -> bool:
        """Whether a name is the phrase's last word and no mere place: "white South Africans"."""
        before = self._phrase[: top.start].rstrip().rpartition(" ")[2].lower()
        return top.end >= len(self._phrase) and top.form is not Form.ROLE and before not in _PREPOSITIONS

    def _behind_head(self, top: Mention) -> bool:
        """Whether somebody is named only behind the head noun: "troops loyal to President Saleh"."""
        return self._phrase.find(top.text) > len(phrases.head(self._phrase))

    def _is_proper(self, role: Role) -> bool:
        return role.kind == "body" and self._phrase.split()[-1][:1].isupper()

    def _of_person(self, said: Referent, role: Role | None) -> str | None:
        if phrases.is_former(self._phrase):
            return "ELI"
        return said.sector or (role.sector if role else None)

    def _of_role(self, said: Referent, role: Role) -> str | None:
        if phrases.is_former(self._phrase) and role.kind != "body":
            return "ELI"
        if role.kind == "body" and said.country in INTERNATIONAL:
            return said.sector
        sector = role.sector
        if sector in _VAGUE or role.role in ("official", "spokesperson"):
            sector = said.sector if said.sector not in _VAGUE else self._behind(role) or role.sector
        return sector

    def _behind(self, role: Role) -> str | None:
        """The sector of what the bearer heads: "the head of a bank's legal team"."""
        _, _, rest = self._phrase.lower().partition(role.noun)
        found = [r.sector for _, _, r, _ in self._dictionary.roles_in(rest) if r.sector not in _VAGUE]
        return found[0] if found else None

    # ---- country

    def _country(self, said: Referent, top: Mention | None) -> str | None:
        """Whoever the words name, then their town, then bodies above the states, then the context."""
        if said.country and (top is None or not top.inferred):
            return said.country
        sure = [m.actors[0].country for m in self._found if not m.inferred]
        stated = next(filter(None, sure), None)
        if stated:
            return stated
        other = self._spelt_otherwise(said.name)
        if other and other.country:
            return other.country
        if top is None or top.form is not Form.PERSON:
            town = phrases.town_country(self._phrase, self._dictionary)
            if town:
                return town
        if phrases.is_stateless(self._phrase):
            return "NGO"
        return said.country

    def _spelt_otherwise(self, person: str | None = None) -> Referent | None:
        """The known name that the phrase, or this person's name in it, gives in another spelling."""
        names = [person] if person else [self._phrase, *_NAME.findall(self._phrase)]
        if person is None and (bodies := self._dictionary.bodies(self._phrase)):
            return Referent(bodies[0].country, bodies[0].sector, None, bodies[0].name, "its whole name")
        for name in dict.fromkeys(n.removesuffix("'s") for n in names if n[:1].isupper()):
            words = name.split()
            shorter = [" ".join(words[a:b]) for a, b in ((0, -1), (1, None)) if len(words[a:b]) >= 2]
            for entries in (
                self._dictionary.near(name),
                *(self._dictionary.lookup(part) for part in shorter),
            ):
                meaning = self._meaning(entries)
                if meaning is not None:
                    named = meaning.name if meaning.kind in (Kind.BODY, Kind.PERSON) else None
                    return Referent(meaning.country, meaning.sector, meaning.role, named, "spelt otherwise")
        return None

    def _meaning(self, entries: tuple[Entry, ...]) -> Entry | None:
        if not entries:
            return None
        meaning = meaning_on(entries, day=self._day, countries=self._discourse.countries)
        return replace(meaning, needs_context=False) if meaning else None
