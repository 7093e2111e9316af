"""Complements that carry more than the grammar shows: whom a gift is for, what "what he called" names, whose
participle stands behind a quotation.
"""

from __future__ import annotations

from streams.core.parse import Parse

_BENEFIT = frozenset({"help", "assist", "support", "aid", "benefit"})
_SAYING = frozenset({"say", "tell", "add", "write", "state", "note", "report"})
_STEPS = 3  # verbs climbed at most
_CALLING = frozenset({"call", "describe", "term", "see", "regard"})
MEASURES = frozenset(
    "round series day hour set session string flurry week phase bout wave month stage leg spate".split()
)
"""Of which there are several to one act: "a round of talks"."""


def benefits(p: Parse, token: int) -> list[int]:
    """Verbs that say whom something is for: "provided $2 billion to help Jordan"."""
    return [
        v
        for v in p.kids(token, "advcl", "acl", "relcl", "xcomp")
        if p.lemmas[v] in _BENEFIT and p.is_infinitive(v)
    ]


def so_called(p: Parse, verb: int) -> list[int]:
    """What a free relative names: "condemned what she called a reckless attack"."""
    found: list[int] = []
    for naming in p.kids(verb, "ccomp"):
        if p.lemmas[naming] in _CALLING and any(
            p.lemmas[o] == "what" for o in p.kids(naming, "dobj", "nsubj")
        ):
            found += p.kids(naming, "oprd")
            found += [o for a in p.kids(naming, "prep") if p.lemmas[a] == "as" for o in p.kids(a, "pobj")]
    return found


def small_clause(p: Parse, verb: int) -> list[int]:
    """Whom a verb calls what, and what: "declared the envoy unwelcome", read as a clause without a verb."""
    for clause in p.kids(verb, "ccomp"):
        subjects = [] if p.is_verb(clause) or p.kids(clause, "mark", "cop") else p.kids(clause, "nsubj")
        if subjects:
            return [*subjects, clause]
    return []


def teller(p: Parse, verb: int, head: int) -> int:
    """The verb whose subject a participle under `head` shares: "were freed, Kyiv said, thanking the UAE"."""
    if p.deps[verb] != "advcl" or p.tags[verb] != "VBG":
        return head
    before = verb - 1
    while before > head and (p.words[before] == "," or p.tags[before] in ("RB", "RP")):
        before -= 1
    said = before > head and p.lemmas[before] in _SAYING and p.kids(before, "nsubj", "nsubjpass")
    return before if said else head


def companions(p: Parse, token: int) -> list[int]:
    """With whom a purpose is pursued: "work with China to strengthen cooperation"."""
    node, found = token, list[int]()
    for _ in range(_STEPS):
        if p.deps[node] not in ("xcomp", "advcl", "conj") or p.tags[node] not in ("VB", "VBG") or found:
            break
        node = p.heads[node]
        found = [o for a in p.kids(node, "prep") if p.lemmas[a] == "with" for o in p.kids(a, "pobj")]
    return found
