"""Mentions: the stretches of a sentence that name an actor, from namings (`naming.py`), pronouns and pairs.

Finding is pure pattern work on one sentence; who a mention stands for in its article is `discourse.py`'s
part.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum

from streams.core.actors import ActorDictionary, Entry, Kind, Match, Role
from streams.core.naming import Naming, namings


class Form(StrEnum):
    """How a mention names its actor."""

    NAME = "name"  # a country, body or person by name
    PERSON = "person"  # a person by name, perhaps behind a title
    ROLE = "role"  # a role, body or sort of people by common noun
    ADJECTIVE = "adjective"  # a nationality before a noun that is no actor: "Chinese curbs"
    PRONOUN = "pronoun"
    PAIR = "pair"  # "both sides", "the two leaders"
    GIVEN = "given"  # marked by an upstream annotator


@dataclass(frozen=True, slots=True)
class Found:
    """A mention as it stands in its sentence:

    `[start, end)` in code points of the sentence, and what the words say.
    """

    start: int
    end: int
    form: Form
    meanings: tuple[Entry, ...] = ()
    owner: tuple[Entry, ...] = ()  # the country or body in front of or behind a role
    role: Role | None = None
    person: str | None = None  # a personal name that may be in no dictionary
    word: str = ""  # the pronoun or pair phrase
    plural: bool = False
    former: bool = False
    new: bool = False  # "a", "an": not someone told of before


_PRONOUN = re.compile(r"\b(he|she|they|it|him|them)\b", re.IGNORECASE)
_PAIR = re.compile(
    r"\b(?:(?:both|the two|the pair of)\s+(?:[a-z]+\s)?(?:countries|sides|nations|leaders|governments|"
    r"neighbou?rs|states|presidents|premiers|prime ministers|"
    r"foreign ministers|defen[cs]e ministers|heads of state|heads of government|"
    r"top diplomats|counterparts|ministers|men|women|capitals|parties|powers|allies|partners|militaries|"
    r"armies|rivals|"
    r"officials|delegations)|"
    r"(?:the )?(?:warring|feuding|belligerent|opposing) (?:sides|parties|neighbou?rs|countries|nations)|"
    r"each (?:side|country|government|nation)\b|"
    r"the sides\b|the other\b(?!\s+[a-z]*(?:side|countr|nation|hand|day|part))|"
    r"the pair\b|the two\b(?!\s+[a-z])|the duo\b|each other\b|one another\b)",
    re.IGNORECASE,
)
_EACH = re.compile(r"\beach (?:side|country|government|nation)\b", re.IGNORECASE)
_BEFORE = re.compile(r"\b(?:former|ex|late|deposed|ousted|onetime|then(?=-))[\s-]", re.IGNORECASE)
_FORMER = re.compile(rf"{_BEFORE.pattern}+(?:[\w'.-]+\s+){{0,2}}$", re.IGNORECASE)
_REGIONAL = re.compile(
    r"(?:(?:north|south|east|west|latin|central|southeast) )?"
    r"(?:african|american|asian|european|arab|nordic|gulf|baltic) "
)
_NEW = re.compile(r"\ban? (?:[\w-]+ ){0,3}$", re.IGNORECASE)


def find(
    text: str, dictionary: ActorDictionary, *, names: Sequence[Match], known_names: Container[str] = ()
) -> list[Found]:
    """The mentions of a folded sentence in text order, not overlapping.

    `names` are those of the dictionary in it; `known_names`: surnames and names that the article has
    introduced, so that "Ruto" counts although no dictionary has it.
    """
    items = namings(text, dictionary, names, known_names)
    before = bool(_BEFORE.search(text))
    found = [f for item in items if (f := _found(text, item, before=before)) is not None]
    phrases = _phrases(text, found)
    pairs = [f for f in phrases if f.form is Form.PAIR]
    found = [f for f in found if not any(p.start <= f.start and f.end <= p.end for p in pairs)]
    found += phrases
    return sorted(found, key=lambda f: f.start)


def of_region(f: Found) -> bool:
    """Whether a role belongs to several states: "West African envoys", "Arab leaders"."""
    wide = all(e.country is None and e.kind is Kind.ADJECTIVE and e.sector is None for e in f.owner)
    return (bool(f.owner) and wide) or bool(f.role and not f.owner and _REGIONAL.match(f.role.noun))


def _found(text: str, item: Naming, *, before: bool) -> Found | None:
    """What a naming mentions; `before`: the sentence has a word like "former"."""
    former = bool(before and _FORMER.search(text, 0, item.start)) or bool(
        item.role and re.search(r"\b(?:former|late|ex-?|deposed|ousted)\b", text[item.start : item.end], re.I)
    )
    start = item.extends_from if item.extends_from is not None else item.start
    if item.is_person:
        name = item.caps or (item.match.text if item.match else "")
        meanings = item.match.entries if item.match else ()
        return Found(
            start,
            item.end,
            Form.PERSON,
            meanings=meanings,
            owner=item.owner,
            role=item.role,
            person=name,
            former=former,
        )
    if item.role is not None:
        return Found(
            start,
            item.end,
            Form.ROLE,
            owner=item.owner,
            role=item.role,
            plural=item.plural,
            former=former,
            new=bool(_NEW.search(text[max(0, item.start - 40) : item.start])),
        )
    if item.match is None:
        return None
    kinds = {e.kind for e in item.match.entries}
    adjective = Kind.ADJECTIVE in kinds and Kind.COUNTRY not in kinds and Kind.DEMONYM not in kinds
    many = Kind.DEMONYM in kinds and item.match.text.endswith(("s", "men", "women"))
    return Found(
        start, item.end, Form.ADJECTIVE if adjective else Form.NAME, meanings=item.match.entries, plural=many
    )


def _phrases(text: str, taken: Sequence[Found]) -> list[Found]:
    found = []
    for pattern, form in ((_PAIR, Form.PAIR), (_PRONOUN, Form.PRONOUN)):
        for m in pattern.finditer(text):
            if m[0].lower() == "the other" and not _EACH.search(text, 0, m.start()):
                continue
            if form is Form.PRONOUN and any(f.start < m.end() and m.start() < f.end for f in taken):
                continue
            found.append(Found(m.start(), m.end(), form, word=m[0].lower(), plural=form is Form.PAIR))
    return found
