"""Who each mention stands for in its article: names, titles, surnames, roles alone, pronouns and pairs.

A `Discourse` reads an article's sentences in order and keeps what has been established; it belongs to one
article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from streams.core.actors import INTERNATIONAL, OFFICES, ActorDictionary, Entry, Kind, Role, meaning_on
from streams.core.anaphora import REACH, acts, foremost, lately, opens, pair, pronoun
from streams.core.couple import Couple
from streams.core.introduced import Introduced
from streams.core.mentions import Form, Found, find, of_region
from streams.core.naming import POSTS
from streams.core.paragraphs import Paragraph, apart_from_dateline, of_state
from streams.core.quotation import with_first_persons
from streams.core.referents import Mention, Referent
from streams.core.role_names import ARMED, band_before, body_name, body_spoken_of
from streams.core.spelling import Forms
from streams.core.states import UNION, States
from streams.core.text import Sentence

_PLACES = frozenset({Kind.COUNTRY, Kind.CAPITAL, Kind.REGION, Kind.CITY})
_RELATIVES = frozenset(
    {"neighbour", "neighbor", "ally", "rival", "partner", "foe", "country", "nation", "state", "patron"}
)
_STATES = frozenset({"country", "nation", "state"})
_IN_TOWN = re.compile(r" (?:in|near|outside) (?:the [a-z]+ (?:city|town|village|port) of )?([A-Z][\w'-]+)")
_BANDS = frozenset({"REB", "PRM", "UAF", "CRM"})  # armed bodies whose fighters bear their name


class Discourse:
    """What an article has said so far. `day` is its publication day (ISO) or None."""

    def __init__(
        self, dictionary: ActorDictionary, *, day: str | None, sentences: Sequence[Sentence], title: str = ""
    ) -> None:
        self._dictionary, self._day = dictionary, day
        self._people = Introduced()
        self.forms = Forms()
        self._recent: list[Referent] = []
        self._paragraph = Paragraph(-1)
        self._told: Counter[str] = Counter()  # how often each country has been named up to here
        self._speaker: Referent | None = None  # whom the last sentence quoted
        self._topic: Referent | None = None  # the person that the last sentence was about: its first one
        self._couple = Couple()
        self._body: Referent | None = None  # the state or body that the last sentence was about
        self._found = {text: dictionary.names_in(text) for text in (title, *(s.text for s in sentences))}
        self._states = States(self._found[text] for text in (title, *(s.text for s in sentences)))
        self.countries, self.home = self._states.named, self._states.home

    def read(self, sentence: Sentence, *, skip: int = 0) -> list[Mention]:
        """The mentions of the next sentence, resolved against what came before; `skip` code points of
        dateline stand before its first word.
        """
        text = sentence.text
        names = self._found.get(text)
        if names is None:
            names = self._dictionary.names_in(text)
        found = find(text, self._dictionary, names=names, known_names=self._people.names)
        mentions: list[Mention] = []
        here: list[Referent] = []
        self._filed = 0  # of those, how many its dateline names
        if sentence.paragraph != self._paragraph.number:
            self._paragraph = Paragraph(sentence.paragraph)
        self._paragraph.begin(text)
        self._couple.age()
        for position, f in enumerate(found):
            before = found[position - 1] if position else None
            after = found[position + 1] if position + 1 < len(found) else None
            if f.start < skip and not _PLACES & {e.kind for e in f.meanings}:
                continue  # the agency
            actors, inferred = self._resolve(f, text, before=before, after=after, here=here, told=mentions)
            if not actors:
                continue
            kinds = {e.kind for e in f.meanings}
            mention = Mention(
                f.start,
                f.end,
                f.form,
                actors,
                text[f.start : f.end],
                plural=f.plural or len(actors) > 1,
                place=bool(kinds & _PLACES) and f.form is Form.NAME,
                person=f.form is Form.PERSON or bool(actors[0].key),
                inferred=inferred,
            )
            mentions.append(mention)
            self._couple.note(mention, text)
            here.extend(actors)
            self._filed += len(actors) if f.start < skip else 0
            self._recent.extend(actors)
            self._told.update(r.country for r in actors if r.country)
            self._paragraph.note(actors, f.start)
        mentions, self._speaker = with_first_persons(text, mentions, last=self._speaker)
        del self._recent[: -REACH * 4]
        self._topic = next((r for r in here if r.key), self._topic)
        self._body = foremost(text, [m for m in mentions if m.start >= skip])
        return mentions

    def turn(self, item: str) -> None:
        """A new item of a round-up begins with these words: what was spoken of before it is over."""
        self._recent, self._topic, self._speaker = [], None, None
        self._paragraph, self._told = Paragraph(-1), Counter()
        self.home = States([self._dictionary.names_in(item.title())]).home

    # ---- one mention

    def _resolve(
        self,
        f: Found,
        text: str,
        *,
        before: Found | None,
        after: Found | None,
        here: list[Referent],
        told: Sequence[Mention] = (),
    ) -> tuple[tuple[Referent, ...], bool]:
        if f.form is Form.PERSON:
            return self._person(f, text, before=before, after=after, here=here)
        if f.form is Form.ROLE:
            return self._role(f, text, after=after, here=here)
        if f.form is Form.PRONOUN:
            if f.word == "them" and (several := lately(told, text[: f.start])):
                return several, False
            if f.word == "it" and self._body and not any(not r.key for r in here) and opens(text, f.start):
                return (replace(self._body, how="“it” that the last sentence was about"),), False
            one = pronoun(
                f.word,
                apart_from_dateline(here, led=self._filed),
                recent=self._recent,
                topic=self._topic,
                before=text[: f.start],
                subject=acts(text, f.start),
            )
            return ((one,) if one else ()), False
        if f.form is Form.PAIR:
            if couple := self._couple.meant(f.word):
                return (couple,), False
            return pair(f.word, here, recent=self._recent, told=self._told, before=text[: f.start]), False
        meaning = self._meaning(f.meanings)
        if meaning is not None and self._states.seat_of_union(meaning):
            return (Referent("EUR", None, None, UNION, f"{meaning.name}, its seat"),), False
        if meaning is None or (meaning.country is None and meaning.kind is not Kind.BODY):
            return (), False
        named = meaning.name if meaning.kind in (Kind.BODY, Kind.PERSON) else None
        self.forms.note(named, text[f.start : f.end])
        return (self._referent(meaning, name=named, how=f"{meaning.kind.value} name"),), False

    def _meaning(self, entries: Sequence[Entry]) -> Entry | None:
        return meaning_on(entries, day=self._day, countries=self.countries) if entries else None

    def _referent(self, e: Entry, *, name: str | None, how: str, key: str = "") -> Referent:
        sector = None if e.country in INTERNATIONAL and e.sector in (None, "GOV") else e.sector
        return Referent(e.country, sector, e.role, name, how, key)

    def _owner(self, f: Found) -> str | None:
        meaning = self._meaning(f.owner)
        return meaning.country if meaning else None

    def _around(self, here: Sequence[Referent]) -> str | None:
        """The country that an actor without one most likely belongs to."""
        return self._paragraph.country(here) or self.home or of_state(reversed(self._recent))

    def _person(
        self, f: Found, text: str, *, before: Found | None, after: Found | None, here: list[Referent]
    ) -> tuple[tuple[Referent, ...], bool]:
        name = f.person or ""
        if (known := self._people.known(name)) is not None:
            self.forms.note(known.name, name)
            if f.role is not None and not f.former:
                self._people.hold(known, f.role.noun)
            return (known,), False
        terms = [e for e in f.meanings if e.kind is Kind.PERSON]
        if self._day is None and f.role is not None:  # the title tells which of the offices is meant
            terms = [e for e in terms if e.role == f.role.role] or terms
        meaning = self._meaning(terms)
        role, owner, former, inferred = f.role, self._owner(f), f.former, False
        if meaning is None and role is not None and role.role and " " not in name and not former:
            spoken_of = frozenset({owner}) if owner else self.countries
            holder = self._dictionary.titled(name, role.role, day=self._day, countries=spoken_of)
            meaning = holder if holder is None or owner in (None, holder.country) else None
        beside = None
        if (
            role is None
            and before is not None
            and before.form is Form.ROLE
            and text[before.end : f.start] == ", "
        ):
            beside = before
        elif (
            role is None
            and after is not None
            and after.form is Form.ROLE
            and re.fullmatch(r", (?:an? |the )?(?:[\w'-]+ ){0,2}", text[f.end : after.start])
        ):
            beside = after
        if beside is not None and beside.role is not None and not beside.plural:
            role, owner, former = beside.role, owner or self._owner(beside), former or beside.former
        if owner is None and (
            whose := self._paragraph.possessor(
                text[: (beside or f).start], apart_from_dateline(here, led=self._filed)
            )
        ):
            owner = whose.country
        if meaning is not None:
            country, how = meaning.country, "dictionary of leaders"
            titled = role is not None and (meaning.sector == "ELI" or role.role in OFFICES)
            referent = Referent(
                country,
                "ELI" if former else ((role.sector if role and titled else None) or meaning.sector),
                (role.role if role else None) or meaning.role,
                meaning.name,
                how,
                key=meaning.name,
            )
            referent = replace(referent, sector=None) if country in INTERNATIONAL else referent
        else:
            if owner is None:
                owner, inferred = self._around(here), True
            sector = (
                None if owner in INTERNATIONAL else ("ELI" if former else (role.sector if role else None))
            )
            how = f"title “{role.noun}”" if role else "named person"
            referent = Referent(owner, sector, role.role if role else None, name, how, key=name)
        self.forms.note(referent.name, name)
        self._people.introduce(referent, name, role.noun if role and not former else None)
        return (referent,), inferred

    def _role(
        self, f: Found, text: str, *, after: Found | None, here: list[Referent]
    ) -> tuple[tuple[Referent, ...], bool]:
        role, owner = f.role, self._owner(f)
        if role is None:
            return (), False
        if role.noun in _RELATIVES and not f.plural and after is not None and after.form is Form.NAME:
            gap = text[f.end : after.start]  # "its ally Chad", "their neighbour, Lithuania"
            named = self._resolve(after, text, before=None, after=None, here=[])[0]
            if named and (gap == " " or (gap == ", " and owner is None)):
                return named[:1], False
        single = role.kind == "title" and not f.plural and not f.new and not f.former
        apposed = after is not None and after.form is Form.PERSON and text[f.end : after.start] == ", "
        if apposed and after is not None and role.kind != "body" and not f.plural and not f.former:
            return self._person(after, text, before=f, after=None, here=here)
        if single and (holder := self._people.holder(role, owner)):
            return (holder,), False
        if owner is None and role.kind == "body" and not f.new:
            same = [r for r in reversed(self._recent) if r.name and role.noun in r.name.lower().split()]
            if same:
                return (replace(same[0], how=f"the {role.noun} named before"),), False
        owned = "'" in text[f.start : f.end]
        if owner and owned and f.plural and role.noun in _RELATIVES - _STATES:  # "Kyiv's allies" are not Kyiv
            return (Referent(None, role.sector, role.role, None, f"role “{role.noun}”"),), False
        if owner is None:
            other = body_spoken_of(role, self._recent)
            if other is not None:
                return (other,), False
            if of_region(f) and (one := self._of_region(f, role)):
                return (one,), False
            able = apart_from_dateline(here, led=self._filed)
            if role.noun in POSTS and (town := _IN_TOWN.match(text, f.end)):  # no state's stands at home
                able = [r for r in able if r.country != self._dictionary.town(town[1])]
            if whose := self._paragraph.possessor(text[: f.start], able):
                banded = whose.sector in _BANDS or whose.country in INTERNATIONAL
                if banded and (role.sector in ARMED or role.noun == "man"):
                    return (replace(whose, how=f"the {role.noun} of {whose.name or whose.how}"),), False
                owner = whose.country
        if owner is None and role.noun not in POSTS and (town := _IN_TOWN.match(text, f.end)):
            owner = self._dictionary.town(town[1])
        inferred = owner is None
        if owner is None:
            earlier = [r for r in reversed(self._recent) if r.how.endswith(f"“{role.noun}”")]
            if not earlier and role.sector not in (None, "GOV", "CVL", "UNK"):
                earlier = [r for r in reversed(self._recent) if r.sector == role.sector and r.country]
            around = self._paragraph.country(here) if role.sector == "COP" else None
            owner = around or (earlier[0].country if earlier and not f.new else self._around(here))
        manned = role.kind == "people" and role.sector not in ("GOV", "UNK")  # "U.N. peacekeepers"
        sector = "ELI" if f.former else role.sector
        sector = sector if owner not in INTERNATIONAL or manned else None
        peoples = [e for e in f.owner if e.kind is Kind.ADJECTIVE and e.sector == "CVL"]
        if sector == "MIL" and peoples and len(peoples) == len(f.owner):
            sector = "REB"  # a people without a state has no state's army: "Kurdish forces"
        body = self._meaning([e for e in f.owner if e.kind is Kind.BODY])
        of_body = role.kind == "people" or role.sector in (None, "UNK")  # "the fleet's coastal unit"
        if body is not None and of_body and not f.former and body.country not in INTERNATIONAL:
            sector = body.sector or sector
        name = body_name(f, role, body, text) or band_before(f, sector, self._recent)
        return (Referent(owner, sector, role.role, name, f"role “{role.noun}”"),), inferred

    def _of_region(self, f: Found, role: Role) -> Referent | None:
        """Who "the Central American nation" is: the state named last."""
        state = of_state(reversed(self._recent))
        if state is None or role.noun not in _RELATIVES or f.plural or f.new:
            return None
        return Referent(state, role.sector, role.role, None, f"role “{role.noun}”")
