"""From an act in a parsed sentence to a draft: sides, status, date, place, subject, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas import CAMEO, PloverType, Status
from streams.core import chronicle
from streams.core.arguments import Syntax
from streams.core.drafts import Draft, Party
from streams.core.magnitude import also_hurt, magnitudes
from streams.core.matching import Act
from streams.core.places import Gazetteer, Place, PlaceMention
from streams.core.quotation import inside, quoted
from streams.core.reading import Reading, ReadSentence
from streams.core.referents import Mention, Referent
from streams.core.scenes import place_of
from streams.core.sides import (
    AT_HOME,
    WITH_OWN,
    abroad,
    at_the_scene,
    done_by_teller,
    guests_of_state,
    hosts_of,
    not_its_own,
    political,
    sides_of,
    spoken_by,
)
from streams.core.status import AHEAD, status_of
from streams.core.subject import attribution_of, subject_of
from streams.core.weapons import armed

_QUESTIONS = frozenset({"ask", "wonder", "question", "inquire", "enquire", "know", "say", "doubt"})
_OTHER_CLAUSES = frozenset({"conj", "cc", "relcl", "parataxis", "punct"})


def draft(
    act: Act,
    read: ReadSentence,
    syntax: Syntax,
    *,
    number: int,
    reading: Reading,
    gazetteer: Gazetteer,
    places: Sequence[PlaceMention],
) -> Draft | None:
    """The draft of one act; None where it is no act between political
    actors or its code has no PLOVER type. `places` are those of its sentence.
    """
    act = replace(act, cameo=armed(act, syntax))
    code = CAMEO.get(act.cameo)
    if code is None or code.plover is None or asked_about(act, syntax):
        return None
    sources, targets = sides_of(act, offset=read.sentence.start)
    sources = spoken_by(act, syntax, sources, code.plover)
    status = status_of(act, syntax, kind=read.sentence.kind)
    sources = done_by_teller(act, syntax, sources, targets, offset=read.sentence.start, ahead=status in AHEAD)
    targets = hosts_of(act, syntax, targets, offset=read.sentence.start)
    where = place_of(act, read, syntax, reading=reading, gazetteer=gazetteer, places=places)
    if not any(m.given for m in (*act.sources, *act.targets)):
        if code.plover in AT_HOME and where is not None:
            sources, targets = at_the_scene(act, sources, targets, country=where.country)
        if code.plover not in AT_HOME:
            story = len(reading.sentences) > 1
            targets, own = abroad(
                act, sources, targets, states=len(reading.discourse.countries) if story else 0
            )
            if own and code.plover not in WITH_OWN:
                return None
            targets = guests_of_state(act, targets)
        elif code.plover is PloverType.ASSAULT:
            targets = not_its_own(act, sources, targets)
        if not political(sources, targets):
            return None
    if code.plover is PloverType.SUPPORT and status in AHEAD and _in_quotation(act, read, syntax):
        return None  # "India will always stand by Kenya": a statement, no act
    found = chronicle.date_of(act, syntax, read.dates, status=status)
    when = chronicle.reading(found, status=status) if found else None
    when = chronicle.lasting(when, act, syntax, read.sentence.text)
    background = bool(found and found.background) or (
        found is None and not read.live and chronicle.in_past_perfect(act, syntax)
    )
    status = chronicle.settled(status, when, day=reading.day, background=bool(found and found.background))
    if read.withdrawn:
        status = Status.DENIED
    status = chronicle.under_way(status, when, act, syntax, day=reading.day)
    if code.plover is PloverType.ASSAULT and not targets and sources and where is not None:
        targets = _those_there(where, sources, read, places)
    start, end = evidence_of(act, syntax)
    return Draft(
        cameo=act.cameo,
        act=code.plover,
        sources=sources,
        targets=targets,
        reciprocal=bool(targets) and (act.reciprocal or (act.cameo.startswith("03") and not act.targets)),
        status=status,
        when=when,
        where=where,
        subject=subject_of(act, syntax, read.sentence.text, read.dates),
        attribution=attribution_of(act, syntax),
        evidence=((read.sentence.start + start, read.sentence.start + end),),
        sentence=number,
        verb=read.sentence.start + syntax.parse.starts[act.outer if act.outer is not None else act.trigger],
        beside=frozenset(read.sentence.start + syntax.parse.starts[v] for v in _beside(act, syntax)),
        mode=(act.frame.mode if act.frame and act.outer is None else None) or code.mode,
        strength=act.strength,
        probability=0.5,
        why=(
            *act.why,
            *(f"source: “{m.text}” → {_told(m)}" for m in act.sources),
            *(f"target: “{m.text}” → {_told(m)}" for m in act.targets),
            f"status: {status}" + (", withdrawn by a correction" if read.withdrawn else ""),
        ),
        background=background,
        magnitude=magnitudes(
            read.sentence.text[start:end] + also_hurt(read.sentence.text[end:]), code.plover
        ),
        about=tuple(
            syntax.parse.lemmas[t] for t in dict.fromkeys((*_patients(act, syntax), *sorted(act.used)))
        ),
        further=act.outer is not None
        and any(
            syntax.parse.deps[t] == "conj" and syntax.parse.is_verb(t) and syntax.parse.heads[t] != act.outer
            for t in act.used
        ),
        by=_subject(act, syntax) if not act.sources else (),
        guessed=bool(act.targets)
        and all(m.inferred for m in act.targets)
        and (
            {t.referent.country for t in targets} <= {s.referent.country for s in sources}
            or (code.plover is PloverType.AGREE and act.outer is not None)  # "offered to send an envoy"
        ),
        bare=act.frame is None and act.outer is not None and not act.targets,
    )


def _those_there(
    where: Place, sources: Sequence[Party], read: ReadSentence, places: Sequence[PlaceMention]
) -> tuple[Party, ...]:
    """The state whose place was struck, where nobody else is named: "bombed the village of Khiam"."""
    named = next((m for m in places if m.place == where and not m.back), None)
    if named is None or not where.country or where.country in {s.referent.country for s in sources}:
        return ()
    offset = read.sentence.start
    hit = Referent(where.country, "CVL", None, None, f"place “{where.name}”")
    return (Party(hit, offset + named.start, offset + named.end),)


def _in_quotation(act: Act, read: ReadSentence, syntax: Syntax) -> bool:
    return inside(quoted(read.sentence.text), syntax.parse.starts[act.trigger])


def asked_about(act: Act, syntax: Syntax) -> bool:
    """Whether the act is only the content of a question: "asked if he might call the president"."""
    p = syntax.parse
    clause = act.outer if act.outer is not None else act.clause
    for verb in (clause, *(a for a in p.ancestors(clause) if p.is_verb(a))):
        if any(p.lemmas[m] in ("if", "whether") for m in p.kids(verb, "mark")):
            head = p.heads[verb]
            return p.lemmas[head] in _QUESTIONS and p.deps[verb] in ("ccomp", "advcl", "pcomp")
    return False


def _patients(act: Act, syntax: Syntax) -> list[int]:
    verb = act.trigger if syntax.parse.is_verb(act.trigger) else act.clause
    return [h for t in syntax.patients(verb) for h in syntax.heads(t)] if syntax.parse.is_verb(verb) else []


def _beside(act: Act, syntax: Syntax) -> list[int]:
    """The verbs that "and" joins to the act's own: "expelled three envoys and shut the consulate"."""
    p = syntax.parse
    verb = act.outer if act.outer is not None else act.trigger
    if not p.is_verb(verb):
        return []
    while p.deps[verb] == "ccomp" and p.is_verb(
        p.heads[verb]
    ):  # "shut it and said it was recalling its envoy"
        verb = p.heads[verb]
    above = [p.heads[verb]] if p.deps[verb] == "conj" and p.is_verb(p.heads[verb]) else []
    joined = [c for v in (verb, *above) for c in p.kids(v, "conj") if p.is_verb(c) and c != verb]
    return [*above, *joined]


def _subject(act: Act, syntax: Syntax) -> tuple[str, ...]:
    return (
        tuple(syntax.parse.lemmas[t] for t in syntax.agents(act.clause))
        if syntax.parse.is_verb(act.clause)
        else ()
    )


def _told(mention: Mention) -> str:
    return "; ".join(f"{a.name or a.country} ({a.how})" for a in mention.actors)


def evidence_of(act: Act, syntax: Syntax) -> tuple[int, int]:
    """`[start, end)` in code points of the sentence: the clause that
    states the act, other clauses left out.
    """
    p = syntax.parse
    head = act.outer if act.outer is not None else (act.trigger if p.is_verb(act.trigger) else act.clause)
    nominal = not p.is_verb(act.trigger) and act.outer is None and not (act.used & {act.clause})
    if nominal:
        head = act.trigger
    tokens = set(p.subtree(head, without=_OTHER_CLAUSES))
    tokens |= {act.trigger, *act.used}
    begins = min(tokens) if p.is_verb(head) and p.deps[head] == "conj" else 0
    for mention in (*act.sources, *act.targets):
        at = syntax.head_of.get(id(mention))
        if at is not None and at >= begins:  # the subject of verbs joined by "and" belongs to the first
            tokens.add(at)
    first, last = min(tokens), max(tokens)
    return p.starts[first], max(p.ends[first : last + 1])


def after_tense_rule(act: PloverType, status: Status) -> PloverType:
    """PLOVER's tense rule: planned cooperation is AGREE, a planned conflict
    act a THREATEN, a planned withdrawal CONCEDE.
    """
    if status not in AHEAD:
        return act
    if act in (PloverType.CONSULT, PloverType.SUPPORT, PloverType.COOPERATE, PloverType.AID):
        return PloverType.AGREE
    if act in (
        PloverType.COERCE,
        PloverType.SANCTION,
        PloverType.ASSAULT,
        PloverType.MOBILIZE,
        PloverType.PROTEST,
    ):
        return PloverType.THREATEN
    return PloverType.CONCEDE if act is PloverType.RETREAT else act
