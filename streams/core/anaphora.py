"""Anaphora: whom pronouns ("he", "they") and pairs ("both sides", "the two leaders") stand for.

`here` are the referents that the sentence has named so far, `recent` those of the article up to here, the
latest last, and `topic` the person that the last sentence was about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from streams.core.actors import INTERNATIONAL
from streams.core.mentions import Form
from streams.core.referents import Mention, Referent

_PEOPLE_PAIR = re.compile(
    r"leader|president|premier|minister|\bmen|women|official|pair|duo|two$|other|heads|diplomat|counterpart"
)
_TOP = frozenset({"head_of_state", "head_of_government", "royal"})
_OFFICES = (
    ("foreign minister", frozenset({"foreign_minister"})),
    ("top diplomat", frozenset({"foreign_minister"})),
    ("ence minister", frozenset({"defence_minister"})),
    ("ense minister", frozenset({"defence_minister"})),
    ("prime minister", frozenset({"head_of_government"})),
    ("president", frozenset({"head_of_state"})),
    ("leader", _TOP),
    ("heads of", _TOP),
)
_AT_ODDS = re.compile(r"(?:the )?(?:warring|feuding|belligerent|opposing)")
_COUNTRIES = re.compile(r"countr|nation|capital|neighbou?r|states|governments")
_SAID = re.compile(r"\b(?:said|says|added)(?: that)? $")
_SAID_ITSELF = re.compile(
    r"[^,] (?:said|says|added|announced|confirmed|insisted|declared)(?: on [A-Z][a-z]+day)?(?: that)? $"
)  # behind a comma a clause about somebody else may have ended
_SINCE = re.compile(r"\b(?:after|before|since|until|because|when|while|as|if) $")
_ACTING = re.compile(r"(?:\b(?:he|she)|[A-Z][\w'-]+)(?:,(?! \w+ing))? (?:(?!and\b|but\b)[a-z]+ ){1,4}$")
_DOING = re.compile(r"[^\w,;]*(?:(?!and\b|but\b|or\b|to\b)[\w-]+ ){1,4}$")  # between who does it and whom
_CLAUSE = re.compile(r"\b(?:after|before|since|until|because|when|while|as|which|who|where|whose|unless) ")
_ACTS = re.compile(
    r"it (?:also |later |then |further |separately |again |instead )?"
    r"(?!is\b|was\b|remain|would be|will be|has been|had been|came\b|comes\b|seem|"
    r"appear|took\b|takes\b|may\b|might\b|could\b|means\b|meant\b|follow)[a-z]",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"it (?:also |later |now )?"
    r"(?:said|says|added|will|would|has|had|is|was|could|may|might|plans|wants|hopes)\b",
    re.I,
)
_TOLD_BY = re.compile(r" (?:said|says|announced|reported|added)\b(?:[^,;]{0,40})\.?$")
_BEHIND = re.compile(
    r"\b(?:in|at|from|near|to|of|on|with|by|for|against|after|over|into|between|and|than|under|towards?) "
    r"(?:the |a |an )?(?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
_ADDRESSING = re.compile(
    r"\b(?:(?:mediat|shuttl|broker|arbitrat)\w* (?:\w+ ){0,3}between|urge[sd]?|urging|call(?:ed|s)? on|told|"
    r"asked) $"
)
_REBELS = frozenset({"REB", "PRM", "UAF"})  # who can be a side against their own state
REACH = 12  # referents looked back over for a pronoun or a pair


def pronoun(
    word: str,
    here: Sequence[Referent],
    *,
    recent: Sequence[Referent],
    topic: Referent | None,
    before: str = "",
    subject: bool = False,
) -> Referent | None:
    """Whom a pronoun stands for, or None; `before` is the sentence up to it, `subject` that it does what
    follows.
    """
    people = [r for r in here if r.key]
    if word in ("he", "she") and people and _SAID.search(before):  # "Asked about Rutte, Erdogan said he …"
        return replace(people[-1], how=f"“{word}” for {people[-1].name}")
    if word == "him":  # of those whom this sentence has named, who is not the subject; else somebody else
        if len({r.key for r in people}) > 1:
            acting = people[-1].key if _ACTING.search(before) else ""
            one = next((r for r in reversed(people) if r.key != acting), people[-1])
            return replace(one, how=f"“{word}” for {one.name}")
        keys = {r.key for r in here}
        if people and not here[-1].key and _CLAUSE.search(before[_end_of_name(before, people[-1]) :]):
            return replace(people[-1], how=f"“{word}” for {people[-1].name}")
        others = [r for r in (topic, *reversed(recent)) if r is not None and r.key and r.key not in keys]
        return replace(others[0], how=f"“{word}” for {others[0].name}") if others else None
    if word == "them":
        countries = {r.country for r in here}
        plural = [r for r in reversed(recent[-REACH:]) if not r.key and r.country not in countries]
        return replace(plural[0], how="“them”") if plural else None
    if word in ("he", "she"):
        chosen = next((r for r in here if r.key), None) or topic
        return replace(chosen, how=f"“{word}” for {chosen.name}") if chosen else None
    if word == "it" and here and not here[-1].key and _SAID_ITSELF.search(before):
        here = here[-1:]  # "Chad condemned the raid and Niger said it …"
    if word == "it" and _SINCE.search(before):  # "the junta, three years after it seized power"
        here = here[-1:]
    named = [r for r in here if not r.key]
    if subject and word == "it":  # "a Polish bakery said it": the bakery, not Poland
        named = [r for r in named if not r.how.startswith("adjective")]
    bodies = named or ([r for r in recent[-REACH:] if not r.key][-1:] if word == "they" else [])
    return replace(bodies[0], how=f"“{word}”") if bodies else None


def _end_of_name(before: str, person: Referent) -> int:
    """Where a person was last named in the words before."""
    last = (person.name or "").split()[-1:]
    return max((before.rfind(word) + len(word) for word in last), default=0)


def lately(told: Sequence[Mention], before: str) -> tuple[Referent, ...]:
    """Whom "them" stands for where the sentence has told of several: the last who don't do it themselves.

    `told` are the sentence's mentions so far: "urged the two governments to wait and offered to send them".
    """
    for mention in reversed(told):
        doing = _DOING.fullmatch(before[mention.end :])
        if mention.plural and mention.form is not Form.PRONOUN and not doing:
            return tuple(replace(r, how="“them”") for r in mention.actors)
    return ()


def acts(text: str, start: int) -> bool:
    """Whether the pronoun at `start` is the subject of what follows."""
    return bool(_SUBJECT.match(text, start))


def opens(text: str, start: int) -> bool:
    """Whether "it" at `start` begins its sentence as the name of somebody: not "It is unclear"."""
    return not text[:start].strip("\"' ") and bool(_ACTS.match(text, start))


def foremost(text: str, mentions: Sequence[Mention]) -> Referent | None:
    """The state or body that a sentence is about: who says it at its end, else the first that is no place
    where it plays nor an object.
    """
    able = [m for m in mentions if not m.actors[0].key and len(m.actors) == 1 and m.form is not Form.PAIR]
    for m in able:
        if _TOLD_BY.match(text, m.end) and text[: m.start].rstrip(" the").endswith((",", '"', "'")):
            return m.actors[0]
    free = (m for m in able if not _BEHIND.search(text[: m.start]) and m.form is not Form.ADJECTIVE)
    return next((m.actors[0] for m in free if m.actors[0].political), None)


def pair(
    word: str,
    here: Sequence[Referent],
    *,
    recent: Sequence[Referent],
    told: Mapping[str, int],
    before: str = "",
) -> tuple[Referent, ...]:
    """The two that "both sides" or "the two leaders" stand for, in the order of their telling, or nobody.

    `told` says how often the article has named each country: of several, the two sides are those it is about.
    `before` is the sentence up to it: who mediates "between the two" is neither.
    """
    people = bool(_PEOPLE_PAIR.search(word))
    offices = next((roles for phrase, roles in _OFFICES if phrase in word), None)
    holders = {r.identity: r for r in recent if offices and r.role in offices}
    if offices and len(holders) < 2:
        if any(r.key and r.role for r in recent) and word != "both countries" and "leader" not in word:
            return pair("both countries", here, recent=recent, told=told)  # "the two presidents", unnamed
        offices = None
    chosen: list[Referent] = []
    # Who speaks of "both sides" is neither, if a body; nor is who urges them, or mediates between them.
    at_odds, aside = bool(_AT_ODDS.match(word)), bool(_ADDRESSING.search(before))
    bodies = {r.country for r in here if at_odds or r.country in INTERNATIONAL}
    before_it = {r.country for r in recent[: len(recent) - len(here)]} - {r.country for r in here[:1]}
    if aside := aside and len(before_it) > 1:
        bodies |= {r.country for r in here[:1]}
    if not people:
        named = [c for c in dict.fromkeys(r.country for r in reversed(recent)) if c and c not in bodies]
        first = list(told)  # of those named equally often, those named first
        named.sort(key=lambda c: (-told.get(c, 0), first.index(c) if c in told else len(first)))
        leading = named[:2]
        recent = sorted(recent, key=lambda r: r.country in leading)
    for r in reversed(recent):
        if r.country in bodies:
            continue
        if r.country in INTERNATIONAL and _COUNTRIES.search(word):
            continue
        if people and (not r.key or (offices and r.role not in offices)):
            continue
        rebels = r.sector in _REBELS
        if rebels and r.key and not people:  # a side is the group, not the one who leads it
            groups = (g for g in reversed(recent) if g.name and not g.key)
            r = next((g for g in groups if (g.country, g.sector) == (r.country, r.sector)), r)
        one = (
            r
            if people or (rebels and r.name)
            else Referent(r.country, None if r.country in INTERNATIONAL else "GOV", None, None, r.how)
        )
        if one.country and all(
            one.country != c.country or (not people and rebels != (c.sector in _REBELS)) for c in chosen
        ):
            chosen.append(replace(one, how=f"“{word}”"))
        if len(chosen) == 2:
            return tuple(reversed(chosen))
    if aside and not at_odds:
        return pair(word, here, recent=recent, told=told)
    if people:
        return pair("both countries", here, recent=recent, told=told) if word != "both countries" else ()
    return ()
