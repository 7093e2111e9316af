"""Mentions: the stretches of a sentence that name an actor, from names, titles, roles and nationalities side
by side.

Finding is pure pattern work on one sentence; who a mention stands for in its article is `discourse.py`'s
part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from streams.core.actors import ActorDictionary, Entry, Kind, Match, Role


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
    described_by: tuple[int, int] | None = None  # span of the mention in apposition to this one


_CAPS = re.compile(
    r"(?:[A-ZÀ-ÞĀ-Ž][\w'.]*(?:-[\w']+)*)(?:\s(?:(?:de|da|del|dos|van|von|der|den|bin|al|el|ben|ibn|la|le|di)\s)?(?:[A-ZÀ-ÞĀ-Ž][\w']*(?:-[\w']+)*|[A-Z]\.))*"
)
_HONORIFIC = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Lord|Lady|Dame|Sen|Rep|Gen|Lt|Col|Capt|Adm|Gov|Prof|Messrs)\.?\s+$"
)
_TITLES = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Lord|Lady|Dame|Sen|Rep|Gen|Lt|Col|Capt|Adm|Gov|Prof)\.?\s+)+"
)
_PRONOUN = re.compile(r"\b(he|she|they|it|him|them)\b", re.IGNORECASE)
_PAIR = re.compile(
    r"\b(?:(?:both|the two|the pair of)\s+(?:[a-z]+\s)?(?:countries|sides|nations|leaders|governments|"
    r"neighbou?rs|states|presidents|premiers|prime ministers|"
    r"foreign ministers|defen[cs]e ministers|heads of state|heads of government|"
    r"top diplomats|counterparts|ministers|men|women|capitals|parties|powers|allies|militaries|armies|"
    r"rivals|officials|delegations)|the pair\b|the two\b(?!\s+[a-z])|the duo\b|each other\b|one another\b)",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:former|ex|late|deposed|ousted|onetime|then(?=-))[\s-]+(?:[\w'.-]+\s+){0,2}$", re.IGNORECASE
)
_STOP = (
    r"and|or|but|of|to|in|on|at|by|for|with|from|as|that|who|which|is|was|are|were|be|been|has|have|had|will|would|can|could|may|might|"
    r"said|says|the|a|an|its|his|her|their|against|over|into|after|before|while|when|if|than|not|also|it|he|she|they|between|about|"
    r"told|met|said|struck|sent|shot|held|won|took|gave|made|began|left|fought|hit|kept|saw|found|says|plans|wants|urges|calls|meets|"
    r"visits|backs|warns|slams|hails|orders|seeks|joins|signs|denies|rejects|accuses|vows|kills|attacks|arrests|"
    r"(?!(?:armed|occupied|combined|united|retired|allied|wounded|elected|appointed|led|backed|sponsored|so-called|red|need)\b)[a-z]+ed"
)
_WORDS = rf"(?:(?!(?:{_STOP})\b)[\w$-]+ ){{0,3}}"
_OWNER_GAP = re.compile(rf"^(?:'s? {_WORDS}|'s?-{_WORDS}| {_WORDS}|-(?:[\w]+ ){{1,2}})$")
_OF_GAP = re.compile(rf"^ (?:of|for|in|from|at|throughout|across) (?:the )?{_WORDS}$")
_ENVOY_GAP = re.compile(r"^ to (?:the )?$")  # "ambassador to"
_BODY_GAP = re.compile(r"^ (?:of|for|at|from) (?:the |a |an )?$")
_OWNERS = {
    Kind.COUNTRY,
    Kind.ADJECTIVE,
    Kind.DEMONYM,
    Kind.CAPITAL,
    Kind.METONYM,
    Kind.REGION,
    Kind.CITY,
    Kind.BODY,
}
_UNNAMED_TITLE = re.compile(r"^,? $")


@dataclass(slots=True)
class _Item:
    start: int
    end: int
    match: Match | None = None
    role: Role | None = None
    plural: bool = False
    caps: str | None = None
    owner: tuple[Entry, ...] = ()
    used: bool = False
    extends_from: int | None = None

    @property
    def is_person(self) -> bool:
        return self.caps is not None or (
            self.match is not None and any(e.kind is Kind.PERSON for e in self.match.entries)
        )

    @property
    def owners(self) -> tuple[Entry, ...]:
        return tuple(e for e in self.match.entries if e.kind in _OWNERS) if self.match else ()


def find(text: str, dictionary: ActorDictionary, *, known_names: frozenset[str] = frozenset()) -> list[Found]:
    """The mentions of a folded sentence in text order, not overlapping.

    `known_names`: surnames and names that the article has introduced, so that "Ruto" counts although no
    dictionary has it.
    """
    items = _items(text, dictionary, known_names)
    _attach_owners(text, items)
    items = [i for i in items if i.used or not _mere_word(text, i)]
    found = [f for item in _with_persons(text, items) if (f := _found(text, item)) is not None]
    phrases = _phrases(text, found)
    pairs = [f for f in phrases if f.form is Form.PAIR]
    found = [f for f in found if not any(p.start <= f.start and f.end <= p.end for p in pairs)]
    found += phrases
    return sorted(found, key=lambda f: f.start)


def _items(text: str, dictionary: ActorDictionary, known_names: frozenset[str]) -> list[_Item]:
    names = dictionary.names_in(text)
    kept = [_Item(m.start, m.end, match=m) for m in names if not _of_another(m, names, text, dictionary)]
    rest = text
    for item in kept:
        rest = rest[: item.start] + "\x00" * (item.end - item.start) + rest[item.end :]
    kept += [_Item(s, e, role=role, plural=many) for s, e, role, many in dictionary.roles_in(rest)]
    kept.sort(key=lambda i: i.start)
    covered = [(i.start, i.end) for i in kept]
    for m in _CAPS.finditer(text):
        start, end = m.span()
        for (
            a,
            b,
        ) in covered:  # a personal name ends where a known name or title begins, and starts where one ends
            if a <= start < b:
                start = b + (text[b : b + 1] == " ")
            elif start < a < end:
                end = a
        words = _TITLES.sub("", text[start:end].strip(" .'"))
        begin = text.find(words, start)
        if len(words) < 2 or not words[0].isupper() or begin < 0:
            continue
        surname = words.split()[-1].removesuffix("'s")
        honorific = _HONORIFIC.search(text, 0, begin)
        title = next(
            (i for i in kept if i.role and i.end <= begin and _UNNAMED_TITLE.match(text[i.end : begin])), None
        )
        behind = next(
            (
                i
                for i in kept
                if i.role
                and re.fullmatch(r", (?:an? |the )?(?:[\w'-]+ ){0,3}", text[begin + len(words) : i.start])
            ),
            None,
        )
        plain = words.removesuffix("'s")
        if (
            honorific
            or surname in known_names
            or plain in known_names
            or (title and title.role and title.role.kind != "people")
            or (behind and " " in words)
        ):
            kept.append(
                _Item(
                    begin,
                    begin + len(plain),
                    caps=plain,
                    extends_from=honorific.start() if honorific else None,
                )
            )
    return sorted(kept, key=lambda i: i.start)


def _of_another(name: Match, names: Sequence[Match], text: str, dictionary: ActorDictionary) -> bool:
    """Whether a name that is one body's by default is somebody else's here: "Brazil's Supreme Court"."""
    if dictionary.role(name.text) is None or not all(e.needs_context for e in name.entries):
        return False
    return any(
        text[other.end : name.start] in ("'s ", "' ", " ") for other in names if other.end <= name.start
    )


def _attach_owners(text: str, items: list[_Item]) -> None:
    """Join "Kenyan" + "President", "foreign ministry" + "spokesman",
    "head" + "of the IAEA" into one role phrase.
    """
    for i in range(len(items) - 1, 0, -1):
        left, right = items[i - 1], items[i]
        if right.role is None or left.used:
            continue
        gap = text[left.end : right.start]
        if left.role is not None and gap == " " and right.role.kind != "people":
            generic = right.role.sector in (None, "GOV", "UNK") or right.role.kind == "title"
            sector = left.role.sector if generic else right.role.sector
            right.role = Role(right.role.noun, sector, right.role.role or left.role.role, right.role.kind)
            right.start, left.used = left.start, True
            if i >= 2 and items[i - 2].owners and _OWNER_GAP.match(text[items[i - 2].end : right.start]):
                right.owner, right.start, items[i - 2].used = items[i - 2].owners, items[i - 2].start, True
        elif left.owners and _OWNER_GAP.match(gap):
            right.owner, right.start, left.used = left.owners, left.start, True
    for i in range(len(items) - 1):
        left, right = items[i], items[i + 1]
        if left.role is not None and not left.used and not left.owner and right.owners and not right.used:
            gap = text[left.end : right.start]
            if _OF_GAP.match(gap) or (left.role.kind == "title" and _ENVOY_GAP.match(gap)):
                left.owner, left.end, right.used = right.owners, right.end, True
        elif left.role is not None and not left.used and right.role is not None and not right.used:
            gap = text[left.end : right.start]
            if left.role.kind == "title" and _BODY_GAP.match(gap):
                left.owner, left.end, right.used = left.owner or right.owner, right.end, True


def _with_persons(text: str, items: list[_Item]) -> list[_Item]:
    """Titles folded into the names behind them ("Kenyan President" + "William Ruto")."""
    kept: list[_Item] = []
    for item in (i for i in items if not i.used):
        before = kept[-1] if kept else None
        if (
            item.is_person
            and before
            and before.role
            and before.role.kind == "title"
            and not before.plural
            and text[before.end : item.start] == " "
        ):
            kept[-1] = _Item(
                before.start, item.end, match=item.match, role=before.role, caps=item.caps, owner=before.owner
            )
        else:
            kept.append(item)
    return kept


_PLACED = re.compile(
    r"\b(?:in|at|near|outside|of|from|to|around|into|over|against|towards?|on|capital)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}$"
)


def _mere_word(text: str, item: _Item) -> bool:
    """Whether a town's name stands where no place is meant: towns
    share their names with people and things.
    """
    if item.match is None or any(e.kind is not Kind.CITY for e in item.match.entries):
        return False
    return not _PLACED.search(text, 0, item.start) and text.strip() != item.match.text


def _found(text: str, item: _Item) -> Found | None:
    former = bool(_FORMER.search(text, 0, item.start)) or bool(
        item.role and re.search(r"\b(?:former|late|ex-?|deposed|ousted)\b", text[item.start : item.end], re.I)
    )
    new = bool(re.search(r"\ban? (?:[\w-]+ ){0,3}$", text[max(0, item.start - 40) : item.start], re.I))
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
            new=new,
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
            if form is Form.PRONOUN and any(f.start < m.end() and m.start() < f.end for f in taken):
                continue
            found.append(Found(m.start(), m.end(), form, word=m[0].lower(), plural=form is Form.PAIR))
    return found
