"""What an attack is carried out with: the finer code of an unspecific use of force (CAMEO 190)."""

from __future__ import annotations

from functools import lru_cache

from streams.core.arguments import Syntax
from streams.core.knowledge import table
from streams.core.matching import Act

UNSPECIFIC = "190"
_CLAUSES = frozenset(
    {"relcl", "advcl", "ccomp", "conj", "dobj", "prep", "acl", "xcomp", "parataxis", "nsubj"}
)


@lru_cache(maxsize=1)
def weapons() -> dict[str, str]:
    """Lemma → the CAMEO code of an attack with it."""
    return {row["lemma"]: row["cameo"] for row in table("acts", "weapons.tsv")}


def armed(act: Act, syntax: Syntax) -> str:
    """The act's code, by the weapons that its subject, its trigger and its means name."""
    if act.cameo != UNSPECIFIC:
        return act.cameo
    p, known = syntax.parse, weapons()
    subjects = syntax.agents(act.clause) if p.is_verb(act.clause) else []
    means = [o for prep, o in syntax.prepositional(act.clause) if prep in ("with", "by", "using", "in")]
    named = [
        t for head in (*subjects, *means, act.trigger, *act.used) for t in p.subtree(head, without=_CLAUSES)
    ]
    return next((known[p.lemmas[t]] for t in named if p.lemmas[t] in known), act.cameo)
