"""Contents: acts that are only what another act is about, and no acts of their own: "accepted an invitation
to visit India", "talks on a trade agreement".
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.core.arguments import Syntax
from streams.core.matching import Act

_MEASURED = frozenset(
    "rise fall grow shrink drop increase decline reach stand total double exceed be".split()
)
_PAPERS = ("04", "057")  # CAMEO: talks, and what is signed
_FORCE = frozenset({"18", "19", "20"})
_FAILED = frozenset({"fail", "deny", "cancel"})
_BIDDING = frozenset({"02", "10"})  # CAMEO roots: requests and demands
_BARRING = frozenset({"16", "17"})  # CAMEO roots: sanctions and bans, which "bar from travelling" words
_TOPIC = frozenset({"on", "about", "over", "regarding", "concerning", "for", "towards", "toward"})


def only_content(syntax: Syntax, act: Act, acts: Sequence[Act]) -> bool:
    """Whether one of the sentence's other `acts` says all that there is to this one."""
    return (
        _of_carried_noun(syntax, act, acts)
        or _promised(syntax, act, acts)
        or _discussed(syntax, act, acts)
        or _discussing(syntax, act, acts)
        or _complained(act, acts)
        or _bidden(syntax, act, acts)
        or _blocked(act, acts)
        or _alleged(syntax, act, acts)
        or _had(syntax, act)
        or _to_the_press(act)
        or _in_its_course(syntax, act, acts)
        or is_condition(syntax, act)
    )


def _of_carried_noun(syntax: Syntax, act: Act, acts: Sequence[Act]) -> bool:
    """Whether it stands behind a noun that another act carries: "accepted an invitation to visit India",
    "vetoed a resolution calling for a ceasefire".
    """
    p = syntax.parse
    verb = act.clause if act.outer is None else act.outer
    told = (
        p.deps[verb] == "relcl" and act.cameo[:2] in _BIDDING
    )  # "vetoed a resolution that called for a ceasefire"
    if not told and (p.deps[verb] != "acl" or p.tags[verb] not in ("VB", "VBG")):
        return False
    carrying = [a for a in acts if p.heads[verb] in a.used]
    if not carrying or any(act.trigger in a.used and not p.is_verb(act.trigger) for a in acts):
        return False
    failed = any(a.cameo.startswith("12") or _FAILED & {*a.effects} for a in carrying)
    return (p.tags[verb] == "VB" and not told) or failed


def _promised(syntax: Syntax, act: Act, acts: Sequence[Act]) -> bool:
    """Whether it is only what another act's noun promises: "signed an agreement to build ships"."""
    outer = act.outer
    if outer is None or syntax.parse.is_verb(outer):
        return False
    return any(other is not act and outer in other.used and other.outer != outer for other in acts)


def _discussed(syntax: Syntax, act: Act, acts: Sequence[Act]) -> bool:
    """Whether it is only what talks or a paper are about: "talks on a trade deal between India and Oman",
    "signed memoranda on energy and the training of diplomats".
    """
    p, noun = syntax.parse, act.trigger
    if p.is_verb(noun):
        return False
    while p.deps[noun] == "conj":
        noun = p.heads[noun]
    about = p.heads[noun]
    if p.deps[act.trigger] == "conj" and p.is_verb(noun):  # joined to the verb by mistake
        return any(o is not act and o.cameo.startswith(_PAPERS) and o.clause == noun for o in acts)
    if p.deps[noun] != "pobj" or p.lemmas[about] not in _TOPIC:
        return False
    return any(
        o is not act and o.cameo.startswith(_PAPERS) and p.heads[about] in o.used | {o.trigger} for o in acts
    )


def _discussing(syntax: Syntax, act: Act, acts: Sequence[Act]) -> bool:
    """Whether it is only what a meeting is for: "met in Rabat to discuss fishing"."""
    p, verb = syntax.parse, act.trigger
    if act.cameo != "040" or p.deps[verb] not in ("advcl", "xcomp") or not p.is_infinitive(verb):
        return False
    return any(o.cameo.startswith("04") and o.clause == p.heads[verb] for o in acts)


def _complained(act: Act, acts: Sequence[Act]) -> bool:
    """Whether it is what an envoy was summoned for: "summoned Chad's envoy to protest against the raid"."""
    own = {id(m) for m in act.sources}
    return act.cameo.startswith("14") and any(
        o.cameo.startswith("114") and own and own <= {id(m) for m in o.sources} for o in acts
    )


def _bidden(syntax: Syntax, act: Act, acts: Sequence[Act]) -> bool:
    """Whether it is only what another state is told to do: "the tribunal ordered Chad to pay Libya"."""
    p, verb = syntax.parse, act.trigger
    if p.deps[verb] not in ("xcomp", "ccomp") or not p.is_infinitive(verb):
        return False
    doing = {a.country for m in act.sources for a in m.actors}
    bidding = (o for o in acts if o.cameo[:2] in _BIDDING and o.trigger == p.heads[verb])
    return any(
        doing <= {a.country for m in o.targets for a in m.actors}
        and doing.isdisjoint(a.country for m in o.sources for a in m.actors)
        for o in bidding
    )


def _blocked(act: Act, acts: Sequence[Act]) -> bool:
    """Whether the word above it tells the same more closely: "will block a package of curbs on Chad"."""
    depth = len(act.cameo.rstrip("0"))
    return act.outer is not None and any(
        o.trigger == act.outer and o.outer is None and o.sources and o.targets
        and ((o.cameo[:2] == act.cameo[:2] and len(o.cameo.rstrip("0")) > depth)
             or (act.cameo[:2] == "12" and o.cameo[:2] in _BARRING))
        for o in acts
    )  # fmt: skip


def _alleged(syntax: Syntax, act: Act, acts: Sequence[Act]) -> bool:
    """Whether it is only what somebody is accused of, joined to his name: "accused troops of firing"."""
    p = syntax.parse
    of = p.heads[act.clause]
    if p.deps[act.clause] != "pcomp" or p.deps[p.heads[of]] != "dobj":
        return False
    return any(o.cameo.startswith("11") and o.clause == p.heads[p.heads[of]] for o in acts)


def _to_the_press(act: Act) -> bool:
    """Whether it is only a word to reporters: "did not speak to journalists"."""
    heard = [a.sector for m in act.targets for a in m.actors]
    return act.cameo.startswith("04") and bool(heard) and all(sector == "JRN" for sector in heard)


def _in_its_course(syntax: Syntax, act: Act, acts: Sequence[Act]) -> bool:
    """Whether it is the attack in which another act of force was done: "killed nine in a raid on Gao"."""
    p, noun = syntax.parse, act.trigger
    if p.is_verb(noun) or act.cameo[:2] not in _FORCE or p.deps[noun] != "pobj":
        return False
    if p.lemmas[p.heads[noun]] not in ("in", "during", "by"):
        return False
    verb = p.heads[p.heads[noun]]
    return any(
        o is not act and o.cameo[:2] in _FORCE and verb in (o.clause, o.trigger)
        and bool(o.sources and o.targets) and set(map(id, act.sources)) <= set(map(id, o.sources))
        for o in acts
    )  # fmt: skip


def _had(syntax: Syntax, act: Act) -> bool:
    """Whether it is a state, no act: "Japan, which has a trade agreement with Mexico", "trade between the two
    rose by a tenth".
    """
    p, noun = syntax.parse, act.trigger
    if p.is_verb(noun) or act.outer is not None or act.cameo[:2] not in ("03", "05", "06"):
        return False
    had = p.deps[noun] == "dobj" and p.lemmas[p.heads[noun]] == "have"
    return had or (p.deps[noun] == "nsubj" and p.lemmas[p.heads[noun]] in _MEASURED)


def is_condition(syntax: Syntax, act: Act) -> bool:
    """Whether it is only a condition of something else: "would impose sanctions if Iran tested a missile"."""
    p = syntax.parse
    verb = act.clause if act.outer is None else act.outer
    verb = verb if p.is_verb(verb) else syntax.clause(verb)
    for node in (verb, *(a for a in p.ancestors(verb) if p.is_verb(a))):
        if any(p.lemmas[m] in ("if", "unless") for m in p.kids(node, "mark")):
            return p.deps[node] == "advcl"
        if p.deps[node] not in ("conj", "xcomp", "ccomp"):
            return False
    return False
