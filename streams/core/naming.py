"""Naming: names, titles, roles and nationalities of a sentence, joined where they stand side by side for one
actor: "Kenyan" + "President" + "William Ruto", "head" + "of the IAEA".
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from streams.core.actors import ActorDictionary, Entry, Kind, Match, Role

_CAPS = re.compile(
    r"(?:[A-ZÀ-ÞĀ-Ž][\w'.]*(?:-[\w']+)*)(?:\s(?:(?:de|da|del|dos|van|von|der|den|bin|al|el|ben|ibn|la|le|di)\s)?(?:(?:al-|el-|as-|an-|ar-)?[A-ZÀ-ÞĀ-Ž][\w']*(?:-[\w']+)*|[A-Z]\.))*"
)
_HONORIFIC = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Lord|Lady|Dame|Sen|Rep|Gen|Lt|Col|Capt|Adm|Gov|Prof|Messrs)\.?\s+$"
)
_TITLES = re.compile(
    r"^(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Lord|Lady|Dame|Sen|Rep|Gen|Lt|Col|Capt|Adm|Gov|Prof)\.?\s+)+"
)
_STOP = (
    r"and|or|but|of|to|in|on|at|by|for|with|from|as|that|who|which|is|was|are|were|be|been|has|have|had|will|would|can|could|may|might|"
    r"said|says|the|a|an|its|his|her|their|against|over|into|after|before|while|when|if|than|not|also|it|he|she|they|between|about|"
    r"told|met|said|struck|sent|shot|held|won|took|gave|made|began|left|fought|hit|kept|saw|found|says|plans|wants|urges|calls|meets|"
    r"extradite|release|recall|withdraw|return|expel|pardon|deport|summon|invite|receive|accept|respect|protect|"
    r"let|allow|send|give|grant|pay|bring|pull|ask|tell|meet|visit|replace|remove|sack|dismiss|punish|urge|"
    r"visits|backs|warns|slams|hails|orders|seeks|joins|signs|denies|rejects|accuses|vows|kills|attacks|arrests|"
    r"(?!(?:armed|occupied|combined|united|retired|allied|wounded|elected|appointed|led|backed|sponsored|so-called|red|need)\b)[a-z]+ed"
)
_WORDS = rf"(?:(?!(?:{_STOP})\b)[\w$-]+ ){{0,3}}"
_OWNER_GAP = re.compile(rf"^(?:'s? {_WORDS}|'s?-{_WORDS}| {_WORDS}|-(?:[\w]+ ){{1,2}})$")
_OF_GAP = re.compile(rf"^ (?:of|for|in|from|at|throughout|across) (?:the )?{_WORDS}$")
_HIRED_GAP = re.compile(
    r"^ (?:in the pay of|in the service of|working for|employed by|acting for|(?:acting )?on behalf of|"
    r"run by|controlled by|linked to|tied to|with (?:links|ties) to) (?:the )?$"
)  # "hackers in the pay of Russia"
_IN_GAP = re.compile(r"^ (?:in|at|throughout|across) ")
ARMS = frozenset({"missile", "rocket", "drone", "shell", "bomb", "warhead"})  # fly at others than their own
_WHOSE = re.compile(r"\b(?:[Tt]heir|[Hh]is|[Hh]er|[Ii]ts|[Oo]ur|[Mm]y) (?:[\w-]+ ){0,2}$")
_FAR = 40  # code points before a role in which its possessive may stand
POSTS = frozenset({"embassy", "consulate", "high commission", "diplomatic mission"})  # stand abroad
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
_PLACED = re.compile(
    r"\b(?:in|at|near|outside|of|from|to|around|into|over|against|towards?|on|capital)\s+(?:the\s+)?(?:[a-z]+\s+){0,2}$"
)


@dataclass(slots=True)
class Naming:
    """Words at `[start, end)` that name somebody: a known name, a role, or a personal name (`caps`)."""

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
        """Whether it names a person."""
        return self.caps is not None or (
            self.match is not None and any(e.kind is Kind.PERSON for e in self.match.entries)
        )

    @property
    def owners(self) -> tuple[Entry, ...]:
        """What a role beside it may belong to."""
        return tuple(e for e in self.match.entries if e.kind in _OWNERS) if self.match else ()


def namings(
    text: str, dictionary: ActorDictionary, names: Sequence[Match], known_names: Container[str]
) -> list[Naming]:
    """The namings of a sentence in text order, with owners and titles joined to what they stand beside."""
    items = _items(text, dictionary, names, known_names)
    _attach_owners(text, items)
    items = [i for i in items if i.used or not _mere_word(text, i)]
    return _with_persons(text, items)


def _items(
    text: str, dictionary: ActorDictionary, names: Sequence[Match], known_names: Container[str]
) -> list[Naming]:
    kept = [Naming(m.start, m.end, match=m) for m in names if not _of_another(m, names, text, dictionary)]
    rest = text
    for item in kept:
        rest = rest[: item.start] + "\x00" * (item.end - item.start) + rest[item.end :]
    kept += [Naming(s, e, role=role, plural=many) for s, e, role, many in dictionary.roles_in(rest)]
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
                Naming(
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


def _attach_owners(text: str, items: list[Naming]) -> None:
    """Join "Kenyan" + "President", "foreign ministry" + "spokesman",
    "head" + "of the IAEA" into one role phrase.
    """
    for i in range(len(items) - 1, 0, -1):
        left, right = items[i - 1], items[i]
        if right.role is None or left.used:
            continue
        gap = text[left.end : right.start]
        if left.role is not None and gap == " " and right.role.kind != "people":
            generic = right.role.sector in (None, "GOV", "UNK") or (
                right.role.kind == "title" and right.role.sector not in ("LEG", "ELI", "JRN", "REL")
            )
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
            if _IN_GAP.match(gap) and left.role.noun.rpartition(" ")[2] in ARMS | POSTS:
                continue
            met = left.role.noun == "counterpart"  # "his counterparts in Lima" are Lima's
            if not met and _IN_GAP.match(gap) and _WHOSE.search(text, max(left.start - _FAR, 0), left.start):
                continue  # "their ministers in Doha" are not Doha's
            hired = left.role.kind == "people" and _HIRED_GAP.match(gap)
            if hired or _OF_GAP.match(gap) or (left.role.kind == "title" and _ENVOY_GAP.match(gap)):
                left.owner, left.end, right.used = right.owners, right.end, True
        elif left.role is not None and not left.used and right.role is not None and not right.used:
            gap = text[left.end : right.start]
            if left.role.kind == "title" and _BODY_GAP.match(gap):
                left.owner, left.end, right.used = left.owner or right.owner, right.end, True


def _with_persons(text: str, items: list[Naming]) -> list[Naming]:
    """Titles folded into the names behind them ("Kenyan President" + "William Ruto")."""
    kept: list[Naming] = []
    for item in (i for i in items if not i.used):
        before = kept[-1] if kept else None
        if (
            item.is_person
            and before
            and before.role
            and (before.role.kind == "title" or (before.role.kind == "body" and item.match is None))
            and not before.plural
            and text[before.end : item.start] == " "
        ):
            kept[-1] = Naming(
                before.start, item.end, match=item.match, role=before.role, caps=item.caps, owner=before.owner
            )
        else:
            kept.append(item)
    return kept


def _mere_word(text: str, item: Naming) -> bool:
    """Whether a town's name stands where no place is meant: towns
    share their names with people and things.
    """
    if item.match is None or any(e.kind is not Kind.CITY for e in item.match.entries):
        return False
    return not _PLACED.search(text, 0, item.start) and text.strip() != item.match.text
