"""A frame filled around its trigger: where its actors stand depends on whether that is a verb, an
adjective or a noun.
"""

from __future__ import annotations

from collections.abc import Callable

from streams.core.arguments import Syntax
from streams.core.complements import benefits
from streams.core.frames import Frame
from streams.core.once import once
from streams.core.referents import Mention
from streams.core.slots import AMONG, Fill, fill_objects, fill_phrases, mentions_at

_AIMED = frozenset({"on", "against"})
_VISIT = "042"  # CAMEO
_ON_VISIT = frozenset({"during", "on", "after"})


def filled_by_verb(syntax: Syntax, verb: int, frame: Frame) -> Fill | None:
    """The frame filled around a verb: its subject, objects and phrases; None where its wording is missing."""
    p = syntax.parse
    if frame.particle is not None and frame.particle not in _particles(syntax, verb):
        return None
    if frame.lemma == "take" and frame.particle == "out" and _out_of(syntax, verb, frame):
        return None
    fill = Fill()
    if frame.infinitive:
        inside = [c for c in p.kids(verb, "xcomp", "ccomp", "advcl") if p.lemmas[c] in frame.infinitive]
        inside += [
            c
            for o in syntax.patients(verb)
            for c in p.kids(o, "acl", "relcl")
            if p.lemmas[c] in frame.infinitive
        ]
        if not inside:
            return None
        fill.used.add(inside[0])
        fill.score += 2.0
    fill.score += 1.5 if frame.particle else 0
    agents, patients = syntax.agents(verb), syntax.patients(verb)
    if frame.infinitive and not patients:
        patients = [o for c in fill.used for o in p.kids(c, "nsubj", "nsubjpass")]
    if frame.subject == "S":
        fill.sources = mentions_at(syntax, agents)
    else:
        fill.targets = mentions_at(syntax, syntax.subjects(verb))
        patients = [] if syntax.passive(verb) else patients
    if not fill_objects(syntax, frame, patients, fill, verb):
        return None
    # "called a reckless attack on Belarus" is no call on Belarus: where no object is asked for, the
    # verb's own counts
    own = not frame.objects and frame.particle is None and not syntax.passive(verb)
    phrases = syntax.directly_prepositional(verb) if own else syntax.prepositional(verb)
    within = [ph for t in sorted(fill.used - {*patients}) for ph in syntax.prepositional(t)]
    aimed = [ph for ph in within if ph[0] in _AIMED and ph not in phrases]  # "the return of curbs on T"
    phrases = [*phrases, *aimed]
    deep = [] if own else syntax.nested(verb)
    if not fill_phrases(syntax, frame, phrases, fill, deep=deep):
        return None
    if fill.targets and any("to" in prepositions for prepositions, _ in frame.preps):
        fill.used.update(v for t in (verb, *patients) for v in benefits(p, t))
    return fill


def _out_of(syntax: Syntax, verb: int, frame: Frame) -> bool:
    """Whether "out" only says of what: who "took the country out of the bloc" took nobody out."""
    p = syntax.parse
    outs = [c for c in p.kids(verb, "prt", "advmod", "prep") if p.lemmas[c] == "out"]
    of = any(p.lemmas[c] == "of" for out in outs for c in p.kids(out, "prep"))
    return of and not any("of" in prepositions for prepositions, _ in frame.preps)


@once
def _particles(syntax: Syntax, verb: int) -> frozenset[str]:
    """The lemmas of the particles, adverbs and prepositions behind a verb."""
    p = syntax.parse
    return frozenset([p.lemmas[c] for c in p.kids(verb, "prt", "advmod", "prep") if c > verb])


def filled_by_adjective(syntax: Syntax, adjective: int, frame: Frame) -> Fill | None:
    """The frame filled around an adjective ("is grateful to T", "T, angry at …")."""
    p, fill = syntax.parse, Fill()
    head = p.heads[adjective]
    if p.deps[adjective] in ("acomp", "attr", "oprd", "xcomp") and p.is_verb(head):
        owners = syntax.subjects(head)
    elif p.is_verb(adjective) and p.kids(adjective, "nsubjpass"):
        owners = syntax.subjects(adjective)
    elif p.deps[adjective] in ("amod", "acl", "appos", "advcl"):
        owners = [head] if not p.is_verb(head) else syntax.subjects(head)
    else:
        return None
    side = fill.sources if frame.subject == "S" else fill.targets
    side.extend(mentions_at(syntax, owners))
    return fill if fill_phrases(syntax, frame, syntax.prepositional(adjective), fill, deep=[]) else None


def filled_by_noun(
    syntax: Syntax, noun: int, frame: Frame, *, light: frozenset[str], occurring: frozenset[str]
) -> Fill | None:
    """The frame filled around a noun ("S's visit to T").

    `light` verbs lend it their subject, `occurring` ones the parties that they name.
    """
    fill = Fill()
    if "_" in frame.lemma:
        if frame.lemma.rpartition("_")[0] not in syntax.modifiers(noun):
            return None
        fill.score += 1.0
    p = syntax.parse
    phrases = syntax.prepositional(noun)
    whole = syntax.whole(noun)
    if whole != noun:
        phrases = phrases + [(prep, o) for prep, o in syntax.prepositional(whole) if o != noun]
    carrier = p.heads[whole]
    carried = (
        p.deps[whole] in ("dobj", "nsubjpass", "attr") and p.is_verb(carrier) and p.lemmas[carrier] in light
    )
    if carried:
        phrases = phrases + [ph for ph in syntax.prepositional(carrier) if ph not in phrases]
    if p.deps[whole] == "nsubj" and p.lemmas[carrier] in occurring:  # "clashes erupted between"
        phrases = phrases + [ph for ph in syntax.prepositional(carrier) if ph[0] in AMONG]
    if not fill_phrases(syntax, frame, phrases, fill, deep=syntax.nested(noun)):
        return None
    taken = {o for prepositions, _ in frame.preps for prep, o in phrases if prep in prepositions}
    owners = _first(
        (
            lambda: mentions_at(syntax, syntax.possessors(noun), skip=fill.targets),
            lambda: mentions_at(syntax, syntax.possessors(whole), skip=fill.targets) if whole != noun else [],
            lambda: mentions_at(syntax, [o for prep, o in phrases if prep == "by" and o not in taken]),
            lambda: _pair(syntax, [*phrases, *syntax.nested(noun)]) if frame.reciprocal else [],
            lambda: mentions_at(
                syntax, p.kids(noun, "compound", "amod", "nmod"), through=False, skip=fill.targets
            ),
            lambda: mentions_at(
                syntax, [o for v in p.kids(noun, "acl") if syntax.passive(v) for o in syntax.agents(v)]
            ),
            lambda: mentions_at(syntax, syntax.agents(carrier), skip=fill.targets) if carried else [],
            lambda: _meeting(syntax, noun) if frame.reciprocal else [],
            lambda: _visitor(syntax, noun, fill) if frame.cameo.startswith(_VISIT) else [],
            lambda: mentions_at(
                syntax,
                [o for prep, o in phrases if prep in ("of", "from") and o not in taken],
                skip=fill.targets,
                through=False,
            ),
        )
    )
    side = fill.sources if frame.subject == "S" else fill.targets
    side.extend(owners)
    if carried:
        fill.used.add(carrier)
    if frame.subject == "T" and not fill.sources:
        fill.sources = mentions_at(syntax, [o for prep, o in phrases if prep == "by"], skip=fill.targets)
        if carried and not fill.sources:
            fill.sources = mentions_at(syntax, syntax.agents(carrier), skip=fill.targets)
    fill.score += (1.0 if fill.sources else 0.0) + (1.0 if fill.targets else 0.0)
    return fill


def _pair(syntax: Syntax, phrases: list[tuple[str, int]]) -> list[Mention]:
    for prep, token in phrases:
        if prep in ("between", "among", "of", "involving"):
            actors = syntax.actors(token)
            if len(actors) > 1 or (actors and len(actors[0].actors) > 1):
                return actors
    return []


def _meeting(syntax: Syntax, noun: int) -> list[Mention]:
    """The two sides that did something "in a phone call", "during talks"."""
    p = syntax.parse
    prep = p.heads[noun]
    if p.deps[noun] != "pobj" or p.lemmas[prep] not in (
        "in",
        "during",
        "at",
        "after",
        "following",
        "over",
        "by",
    ):
        return []
    verb = p.heads[prep]
    actors = mentions_at(syntax, syntax.agents(verb)) if p.is_verb(verb) else []
    return actors if sum(len(m.actors) for m in actors) > 1 else []


def _visitor(syntax: Syntax, noun: int, fill: Fill) -> list[Mention]:
    """Who does something "during a visit to Nairobi", or is "on a visit to Nairobi"."""
    p = syntax.parse
    prep = p.heads[noun]
    if p.deps[noun] != "pobj" or p.lemmas[prep] not in _ON_VISIT:
        return []
    head = p.heads[prep]
    tokens = syntax.agents(head) if p.is_verb(head) else [head]
    return mentions_at(syntax, tokens, skip=fill.targets, through=False)


def _first(choices: tuple[Callable[[], list[Mention]], ...]) -> list[Mention]:
    for choice in choices:
        found = choice()
        if found:
            return found
    return []
