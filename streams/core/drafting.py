"""From an act in a parsed sentence to a draft: sides, status, date, place, subject, evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas import CAMEO, PloverType, Status
from streams.core import chronicle
from streams.core.arguments import Syntax
from streams.core.dates import DateRange
from streams.core.discourse import Mention
from streams.core.drafts import Draft, Party, parties
from streams.core.matching import Act
from streams.core.places import LOCATIVE, Gazetteer, Place
from streams.core.reading import Reading, ReadSentence
from streams.core.status import status_of
from streams.core.subject import attribution_of, subject_of

_POLITICAL = frozenset({"GOV", "MIL", "LEG", "JUD", "PTY", "OPP", "REB", "PRM", "SPY", "COP", "UAF"})
_INTERNATIONAL = frozenset({"UNO", "EUR", "IGO", "IMG"})
_OTHER_CLAUSES = frozenset({"conj", "cc", "relcl", "parataxis", "punct"})


def draft(act: Act, read: ReadSentence, syntax: Syntax, *, number: int, reading: Reading, gazetteer: Gazetteer) -> Draft | None:
    """The draft of one act; None where it is no act between political actors or its code has no PLOVER type."""
    code = CAMEO.get(act.cameo)
    if code is None or code.plover is None:
        return None
    sources, targets = _sides(act, offset=read.sentence.start)
    if not political(sources, targets):
        return None
    status = status_of(act, syntax, kind=read.sentence.kind)
    found = chronicle.date_of(act, syntax, read.dates, status=status)
    when = chronicle.reading(found, status=status) if found else None
    background = bool(found and found.background) or (found is None and chronicle.in_past_perfect(act, syntax))
    status = chronicle.settled(status, when, day=reading.day, background=bool(found and found.background))
    where = place_of(act, read, syntax, reading=reading, gazetteer=gazetteer)
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
        subject=subject_of(act, syntax, read.sentence.text),
        attribution=attribution_of(act, syntax),
        evidence=((read.sentence.start + start, read.sentence.start + end),),
        sentence=number,
        mode=(act.frame.mode if act.frame and act.outer is None else None) or code.mode,
        strength=act.strength,
        probability=0.5,
        why=(*act.why, *(f"source: “{m.text}” → {_told(m)}" for m in act.sources), *(f"target: “{m.text}” → {_told(m)}" for m in act.targets), f"status: {status}"),
        background=background,
        bare=act.frame is None and act.outer is not None and not act.targets,
    )


def _told(mention: Mention) -> str:
    return "; ".join(f"{a.name or a.country} ({a.how})" for a in mention.actors)


def _sides(act: Act, *, offset: int) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    sources, targets = parties(act.sources, offset=offset), parties(act.targets, offset=offset)
    mutual = act.reciprocal or (act.cameo.startswith("03") and len({s.referent.country for s in sources}) > 1)
    if mutual and not targets and len(sources) > 1:
        sources, targets = sources[:1], sources[1:]
    own = {s.referent.identity for s in sources}
    targets = tuple(t for t in targets if t.referent.identity not in own)
    return sources, targets


def political(sources: Sequence[Party], targets: Sequence[Party]) -> bool:
    """Whether at least one side is a political actor (ANNOTATION, "One event")."""
    both = (*sources, *targets)
    return any(p.referent.sector in _POLITICAL or p.referent.country in _INTERNATIONAL for p in both) or any(
        p.referent.how == "given by the annotator" for p in both
    )


def evidence_of(act: Act, syntax: Syntax) -> tuple[int, int]:
    """`[start, end)` in code points of the sentence: the clause that states the act, other clauses left out."""
    p = syntax.parse
    head = act.outer if act.outer is not None else (act.trigger if p.is_verb(act.trigger) else act.clause)
    nominal = not p.is_verb(act.trigger) and act.outer is None and not (act.used & {act.clause})
    if nominal:
        head = act.trigger
    tokens = set(p.subtree(head, without=_OTHER_CLAUSES))
    tokens |= {act.trigger, *act.used}
    for mention in (*act.sources, *act.targets):
        at = syntax.head_of.get(id(mention))
        if at is not None:
            tokens.add(at)
    first, last = min(tokens), max(tokens)
    return p.starts[first], max(p.ends[first:last + 1])


def place_of(act: Act, read: ReadSentence, syntax: Syntax, *, reading: Reading, gazetteer: Gazetteer) -> Place | None:
    """The place that the act's own clause names behind a locative; the target's for visits."""
    p = syntax.parse
    own = {act.trigger, act.clause, *act.used}
    best: tuple[int, Place] | None = None
    for mention in gazetteer.find(read.sentence.text, countries=reading.discourse.countries):
        token = next((t for t in range(len(p)) if p.starts[t] < mention.end and mention.start < p.ends[t]), None)
        if token is None or mention.start < read.skip:
            continue
        head = token
        while p.deps[head] in ("compound", "nmod", "appos", "amod", "conj") and p.heads[head] != head:
            head = p.heads[head]
        prep = p.heads[head]
        if p.deps[head] != "pobj" or p.lemmas[prep] not in LOCATIVE:
            continue
        moving = p.lemmas[prep] in ("to", "from", "on", "over", "off", "across", "throughout")
        if moving and not (p.lemmas[prep] == "to" and act.cameo[:3] in ("042", "036")):
            continue
        node, steps = prep, 0
        while node not in own and p.heads[node] != node:
            if p.is_verb(node):
                steps += 3
            node, steps = p.heads[node], steps + 1
        if node in own and steps <= 5:
            rank = steps * 2 + (mention.place.kind == "country")
            if best is None or rank < best[0]:
                best = (rank, mention.place)
    if best is not None:
        return best[1]
    if act.cameo[:3] in ("042", "036") and act.frame is not None and act.frame.place:
        for target in act.targets:
            inside = [m for m in gazetteer.find(target.text, countries=reading.discourse.countries)]
            if inside:
                return inside[0].place
            if target.actors[0].country:
                return gazetteer.country(target.actors[0].country)
    return None


def completed(drafts: Sequence[Draft], *, reading: Reading) -> list[Draft]:
    """The drafts of one article with what the story implies: the story's day, and the place of its meetings."""
    day = reading.day
    story = next(
        (d.when.first for d in drafts if d.when and d.status is Status.HAPPENED and d.when.precision == "day" and d.when.first),
        day.isoformat() if day else None,
    )
    if story and day and abs((day - type(day).fromisoformat(story)).days) > 3:
        story = day.isoformat()
    found = []
    for d in drafts:
        if d.when is None and d.status is Status.HAPPENED and not d.background and story:
            d = replace(d, when=DateRange(story, story, "day"))
        found.append(d)
    return found


_DIRECTED = frozenset(
    {
        PloverType.REQUEST, PloverType.ACCUSE, PloverType.REJECT, PloverType.THREATEN, PloverType.SUPPORT, PloverType.MOBILIZE,
        PloverType.SANCTION, PloverType.CONCEDE, PloverType.AID,
    }
)  # fmt: skip
MEMORY = 8  # acts looked back over for the other side of an act that names none


def answered(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with the other side that the story implies: "Minsk dismissed the accusations" are Lithuania's.

    What stays without one although its wording needs one ("demanded that …") is left out.
    """
    found: list[Draft] = []
    for d in drafts:
        if not d.targets and d.sources and d.act in _DIRECTED and not d.reciprocal:
            other = _other_side(d, found[-MEMORY:])
            if other:
                d = replace(d, targets=other, why=(*d.why, f"target: {other[0].referent.name or other[0].referent.country}, the other side of the story"))
            elif d.bare:
                continue
        found.append(d)
    return found


def _other_side(d: Draft, earlier: Sequence[Draft]) -> tuple[Party, ...]:
    own = {p.referent.country for p in d.sources}
    if None in own:
        return ()
    for before in reversed(earlier):
        for mine, theirs in ((before.targets, before.sources), (before.sources, before.targets)):
            if own & {p.referent.country for p in mine}:
                other = tuple(p for p in theirs if p.referent.country and p.referent.country not in own)
                if other:
                    return other
    return ()


def after_tense_rule(act: PloverType, status: Status, *, own_warning: bool = True) -> PloverType:
    """PLOVER's tense rule: planned cooperation is AGREE, a planned conflict act a THREATEN, a planned withdrawal CONCEDE."""
    if status not in (Status.PLANNED, Status.HYPOTHETICAL):
        return act
    if act in (PloverType.CONSULT, PloverType.SUPPORT, PloverType.COOPERATE, PloverType.AID):
        return PloverType.AGREE
    if act in (PloverType.COERCE, PloverType.SANCTION, PloverType.ASSAULT, PloverType.MOBILIZE, PloverType.PROTEST):
        return PloverType.THREATEN if own_warning else act
    return PloverType.CONCEDE if act is PloverType.RETREAT else act
