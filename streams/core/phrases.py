"""What a noun phrase says of an actor by its own words, without an article around it: the role of its head
noun, the sort of body that a proper name's last words tell of, the town in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from streams.core.actors import ActorDictionary, Role
from streams.core.knowledge import table

_QUANTITY = (
    r"(?:(?:more|less|fewer) than|up to|at least|over|about|around|nearly|almost|some|several|many|most|all|"
    r"few|other|both|these|those|its|his|her|their|no|any|every|each|various|\d[\d,.]*|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundreds?|thousands?|tens|scores|dozens?|"
    r"millions?|half|a|an|the|of)"
)
_LEADING = re.compile(rf"^(?:{_QUANTITY}\s+)+(?=\S)", re.IGNORECASE)
_CONTAINER = re.compile(
    r"^(?:[\w'-]+\s+){0,2}?(?:groups?|gangs?|bands?|members?|majority|number|crowds?|series|handful|coalition|"
    r"families|relatives|leaders?|thousands|hundreds|dozens|scores|tens|millions|columns?|contingents?|residents|part|rest)"
    r"\s+(?:of|from)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:,|\s+(?:who|that|which|of|from|in|at|on|for|to|with|by|across|near|under|against|along|inside|outside|"
    r"around|operating|based|led|backed|loyal|living|fighting|held|accused|suspected|trained|working|\.\.)\b).*$",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"\b(?:former|ex|onetime|one-time|deposed|ousted|retired)[\s-]+(?!yugoslav|soviet)", re.IGNORECASE
)
_COUNTRYLESS = re.compile(
    r"\b(?:international|world|global|worldwide|inter-american|pan-african|pan-arab|african|arab|european|"
    r"asian|latin american|islamic|muslim|nordic|caribbean|pacific|commonwealth|without borders|"
    r"sans fronti[eè]res)\b",
    re.IGNORECASE,
)
_BODY_NOUN = re.compile(
    r"\b(?:association|organi[sz]ation|union|federation|council|committee|commission|league|congress|society|"
    r"institute|agency|forum|network|alliance|movement|foundation|centre|center|fund|bank|court|conference|"
    r"confederation|bureau|office|secretariat|campaign|coalition|parliament|assembly)\b",
    re.IGNORECASE,
)
_PLACE_NOUN = re.compile(
    r"\b(?:regions?|islands?|areas?|territor(?:y|ies)|coasts?|borders?|valleys?|soil|land|waters|zone|side|"
    r"airspace|mountains?|desert|rivers?)$",
    re.IGNORECASE,
)
_GENERIC = frozenset({None, "", "UNK", "GOV"})
_GENERIC_NOUNS = frozenset(
    "group chief head leader member activist supporter body source team unit figure expert worker officer "
    "agent official employee spokesman spokeswoman spokesperson director president chairman inspector".split()
)


def bare(text: str) -> str:
    """A folded mention without brackets, quotes, tokenisers' spaces, articles and the possessive ending."""
    text = re.sub(r"\s+(-|'s\b)\s*", lambda m: m[1] + (" " if m[1] == "'s" else ""), text).strip()
    text = re.sub(r"\s*\([^)]*\)\s*$", "", text).strip(" \"'.,;:[]{}()")
    text = re.sub(r"^(?:the|a|an)\s+(?=\S)", "", text, flags=re.IGNORECASE)
    return re.sub(r"(?<=\w)'s?$", "", text)


def is_former(phrase: str) -> bool:
    """Whether its bearer is said to be out of office: "a former KGB officer"."""
    return bool(_FORMER.search(phrase))


def head(phrase: str) -> str:
    """The words up to the head noun: "over two dozen young men in Kabul" is "young men"."""
    text = _LEADING.sub("", phrase)
    inner = _CONTAINER.sub("", text, count=1)
    if inner != text and inner:
        text = _LEADING.sub("", inner)
    return (_TAIL.sub("", text) or text).strip()


def head_role(phrase: str, dictionary: ActorDictionary) -> Role | None:
    """The role of the head noun, the longest ending that is one: "anti-riot border police" are police.

    A head noun that says little takes its sector from the words before it: "a parliamentary group".
    """
    for words in (head(phrase).split(), _LEADING.sub("", phrase).split()):
        for start in range(len(words)):
            role = dictionary.role(" ".join(words[start:]))
            if role is None:
                continue
            if role.sector in _GENERIC or role.noun in _GENERIC_NOUNS:
                sector = _modifier(words[:start], dictionary)
                if sector is not None and (role.sector != "GOV" or role.noun in _GENERIC_NOUNS):
                    return Role(role.noun, sector, role.role, role.kind)
            return role
    return None


def _modifier(words: list[str], dictionary: ActorDictionary) -> str | None:
    for start in range(len(words)):
        body = dictionary.role(" ".join(words[start:]))
        if body is not None and body.kind == "body" and body.sector not in _GENERIC:
            return body.sector
    before = _words("before")
    for word in reversed(words):
        sector = before.get(word.lower())
        if sector is not None:
            return sector
    return None


@lru_cache(maxsize=4)
def _words(stands: str) -> dict[str, str]:
    return {
        row["word"].lower(): row["sector"]
        for row in table("actors", "endings.tsv")
        if row["stands"] == stands
    }


def ending(phrase: str, dictionary: ActorDictionary) -> str | None:
    """The sector that a proper name tells by its last words, "… Chamber of Commerce", or before its "of".

    An association is of the sort of those whom it names: "Union of Arab Journalists".
    """
    words = re.sub(r"[^\w\s&'-]", " ", phrase).split()
    if not any(w[:1].isupper() for w in words):
        return None
    told = _last(words) or _first(words)
    if told in (None, "SOC", "BUS"):
        inner = [r.sector for _, _, r, _ in dictionary.roles_in(phrase) if r.kind == "people"]
        inner += [sector for end in range(len(words), 0, -1) if (sector := _last(words[:end]))]
        told = next((s for s in inner if s not in (None, "", "SOC", "UNK", "GOV", "BUS", "CVL")), told)
    return told


def _last(words: list[str]) -> str | None:
    known = _words("last")
    runs = (words[at:] for at in range(len(words)) if words[at][:1].isupper())
    return next((known[run] for run in (" ".join(r).lower() for r in runs) if run in known), None)


def _first(words: list[str]) -> str | None:
    known = _words("first")
    for at, word in enumerate(words):
        if word in ("of", "for", "de") and at:
            for start in range(at):
                run = " ".join(words[start:at]).lower()
                if words[start][:1].isupper() and run in known:
                    return known[run]
    return None


def is_stateless(phrase: str) -> bool:
    """Whether the name is one of a body above the states: "Union of Arab Journalists"."""
    return bool(_COUNTRYLESS.search(phrase)) and bool(_BODY_NOUN.search(phrase)) and phrase[:1].isupper()


def is_place(phrase: str) -> bool:
    """Whether the head noun is a stretch of land: "the Greek islands", "areas near Kharkiv"."""
    return bool(_PLACE_NOUN.search(head(phrase)))


def town_country(phrase: str, dictionary: ActorDictionary) -> str | None:
    """The country of the town that the phrase names: "the mayor of Culiacan", "Nairobi police".

    Beside other capitals a town may be somebody's first name: "George Clooney".
    """
    words = [w.removesuffix("'s").strip(",.") for w in phrase.split()]
    sort = head_role(phrase, dictionary) or ending(phrase, dictionary)
    for count in (4, 3, 2, 1):
        for at in range(len(words) - count + 1):
            run = " ".join(words[at : at + count])
            sure = (
                count == len(words) or bool(sort) or words[at - 1 : at] in (["in"], ["at"], ["near"], ["of"])
            )
            named = run[:1].isupper() and words[at + count - 1][:1].isupper()
            if sure and named and dictionary.role(run) is None and (found := dictionary.town(run)):
                return found
    return None
