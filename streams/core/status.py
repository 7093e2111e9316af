"""Whether an act really happened: its status from tense, aspect, mood, negation and what governs it.

Rules of ANNOTATION: "will, plans to" is planned; "could, would if, hopes" hypothetical; what did not or will
not happen is denied. Age against publication (historical) is decided where the date is known, in
`chronicle.py`.
"""

from __future__ import annotations

from schemas import Status
from streams.core.arguments import Syntax
from streams.core.matching import Act
from streams.core.text import SentenceKind

AHEAD = frozenset({Status.PLANNED, Status.HYPOTHETICAL})  # of acts that lie ahead, if they come at all
_FUTURE = frozenset({"will", "shall", "'ll", "wo"})
_MODAL = frozenset({"may", "might", "could", "can", "should", "must", "ought", "ca"})
_CONDITION = frozenset({"if", "unless", "whether"})
_PAST = frozenset({"VBD", "VBN"})
SPOKEN = frozenset({"02", "05", "10", "11", "14"})  # CAMEO roots of acts that another act may express
BY_ANOTHER = SPOKEN | {"07"}  # those, and "donated ventilators to help Ethiopia"
DECREED = frozenset({"07", "08", "16"})  # done by saying so: "said it was recalling its ambassador"
_NEVER = frozenset({"never", "not", "n't", "hardly", "no", "neither"})
_NONE = frozenset({"no", "neither"})


def status_of(act: Act, syntax: Syntax, *, kind: SentenceKind) -> Status:
    """The status of an act by its own clause and by the effects of the verbs above it."""
    p = syntax.parse
    verb = act.outer if act.outer is not None else act.clause
    if not p.is_verb(verb):
        verb = syntax.clause(verb)
    # A clause without a verb of its own ("during Mr. Trump's visit") has no negation of its own either.
    if "refused" in act.effects:
        return Status.HAPPENED
    own = p.is_verb(act.trigger) or act.outer is not None or bool(act.used & {verb})
    if own and negated(syntax, verb):
        return Status.DENIED
    if "deny" in act.effects or "fail" in act.effects:
        return Status.DENIED
    if any(
        p.lemmas[c] in ("no", "any") and p.deps[c] == "det"
        for c in p.children[act.trigger]
        if p.lemmas[c] == "no"
    ):
        return Status.DENIED
    if "hope" in act.effects or conditional(syntax, verb):
        return Status.HYPOTHETICAL
    if "plan" in act.effects:
        return Status.PLANNED
    if act.tense is not None and act.outer is None:
        verb = act.tense
    elif act.outer is not None and _voted(syntax, verb):
        verb = p.heads[verb]
    elif act.outer is None and act.cameo[:2] in BY_ANOTHER and _purpose(syntax, verb):
        verb = syntax.clause(p.heads[verb])  # "began a hunger strike to protest": done by doing the other
    found = _by_auxiliary(syntax, verb, reported="report" in act.effects)
    spoken = act.cameo[:2] in SPOKEN or act.cameo[:2] == "12"  # who "is demanding" has demanded
    decreed = "report" in act.effects and act.cameo[:2] in DECREED
    if found is Status.ONGOING and (decreed or not own or spoken or kind is SentenceKind.HEADLINE):
        return Status.HAPPENED
    return found


def _purpose(syntax: Syntax, verb: int) -> bool:
    """Whether the verb is an infinitive of purpose under another verb's clause."""
    p = syntax.parse
    return (
        p.is_infinitive(verb)
        and p.deps[verb] in ("advcl", "acl", "xcomp")
        and not (p.deps[verb] == "xcomp" and p.lemmas[p.heads[verb]] == "be")  # "are to march" is no purpose
        and p.is_verb(syntax.clause(p.heads[verb]))
    )


def _voted(syntax: Syntax, verb: int) -> bool:
    """Whether a body has done it by its vote: "voted to demand that the troops leave"."""
    p = syntax.parse
    return p.lemmas[p.heads[verb]] == "vote" and p.is_verb(p.heads[verb]) and p.is_infinitive(verb)


def negated(syntax: Syntax, verb: int) -> bool:
    """Whether the verb's own clause is negated."""
    p = syntax.parse
    if p.kids(verb, "neg"):
        return True
    for child in p.children[verb]:
        if p.deps[child] in ("advmod", "preconj") and p.lemmas[child] in _NEVER:
            return True
        if p.deps[child] in ("nsubj", "nsubjpass", "dobj") and any(
            p.lemmas[d] in _NONE for d in p.kids(child, "det", "preconj")
        ):
            return True
    head = p.heads[verb]
    return p.deps[verb] == "conj" and any(p.lemmas[c] == "nor" and c < verb for c in p.kids(head, "cc"))


def conditional(syntax: Syntax, verb: int) -> bool:
    """Whether the clause of `verb` is an if-clause."""
    p = syntax.parse
    for clause in (verb, *(a for a in p.ancestors(verb) if p.is_verb(a))):
        if any(p.lemmas[m] in _CONDITION for m in p.kids(clause, "mark")):
            return True
        if p.deps[clause] not in ("conj", "xcomp"):
            return False
    return False


def _by_auxiliary(syntax: Syntax, verb: int, *, reported: bool) -> Status:
    p = syntax.parse
    auxiliaries = {p.lemmas[a] for a in p.kids(verb, "aux", "auxpass")}
    words = {p.words[a].lower() for a in p.kids(verb, "aux", "auxpass")}
    tag = p.tags[verb]
    has_condition = any(p.lemmas[m] in _CONDITION for c in p.kids(verb, "advcl") for m in p.kids(c, "mark"))
    if words & _FUTURE or auxiliaries & _FUTURE:
        return Status.HYPOTHETICAL if has_condition else Status.PLANNED
    if "would" in words and "have" in auxiliaries and not has_condition:
        return Status.DENIED  # "a resolution that would have extended the embargo"
    if "would" in words:
        return (
            Status.PLANNED
            if reported and not has_condition and "have" not in auxiliaries
            else Status.HYPOTHETICAL
        )
    if auxiliaries & _MODAL or words & _MODAL:
        return Status.HYPOTHETICAL
    if "to" in words and (tag == "VB" or "be" in words):  # "to sign", "is to be received"
        return Status.PLANNED
    if not auxiliaries and p.deps[verb] in ("conj", "xcomp", "pcomp", "advcl") and tag in ("VB", "VBG"):
        above = next((a for a in p.ancestors(verb) if p.is_verb(a)), None)
        if above is not None and (p.deps[verb] == "conj" or tag == "VBG"):
            found = _by_auxiliary(syntax, above, reported=reported)
            return Status.HAPPENED if found is Status.ONGOING else found
    if tag == "VBG" and "be" in auxiliaries:
        return Status.ONGOING
    return Status.HAPPENED  # the simple present of news is a past: "Cambodia demands compensation"
