"""One act, one event: drafts of the same act by the same actors become one, with all their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas import PloverType, Status
from streams.core.dates import DateRange
from streams.core.drafts import Draft, Party

_OPEN = frozenset({PloverType.CONSULT, PloverType.AGREE})
_TALKS = frozenset({"040", "044", "046"})  # CAMEO codes under which one meeting may be told
_SPOKEN = frozenset(
    {PloverType.REQUEST, PloverType.ACCUSE, PloverType.AGREE, PloverType.SUPPORT, PloverType.REJECT}
)
_TOGETHER = frozenset({PloverType.CONSULT, PloverType.ASSAULT})  # "met and talked", "shelled and stormed"
_DONE = frozenset({Status.HAPPENED, Status.ONGOING})


def merged(drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts with every retelling folded into the first telling; in the order of their first evidence."""
    kept: list[Draft] = []
    for draft in drafts:
        for position, earlier in enumerate(kept):
            if _told_twice(earlier, draft):
                kept[position] = max(earlier, draft, key=lambda d: d.strength)
                break
            if same_act(earlier, draft):
                kept[position] = _joined(earlier, draft)
                break
        else:
            kept.append(draft)
    return sorted(kept, key=lambda d: d.evidence[0])


def same_act(a: Draft, b: Draft) -> bool:
    """Whether two tellings are of one act: same type, same actors, and nothing that contradicts."""
    if a.act is not b.act or not _compatible(a.status, b.status):
        return False
    if not (
        _same_sides(a, b)
        or _one_blow(a, b)
        or ((a.reciprocal or b.reciprocal) and _same_sides(a, b, crossed=True))
    ):
        return False
    if not _dates_agree(a.when, b.when) or _two_deeds(a, b):
        return False
    if _two_promises(a, b):
        return False
    if a.sentence == b.sentence and (a.verb == b.verb or a.act is PloverType.ASSAULT):
        return True  # "shelled the town, killing nine"
    if (
        a.act is PloverType.CONSULT
        and a.cameo[:3] != b.cameo[:3]
        and not {a.cameo[:3], b.cameo[:3]} <= _TALKS
    ):
        return False  # the visit and the meeting inside it are two events
    if a.cameo[:3] != b.cameo[:3] and a.cameo[2:3] not in ("", "0") and b.cameo[2:3] not in ("", "0"):
        return a.act is PloverType.CONSULT
    if a.act in _SPOKEN and a.sentence != b.sentence:
        return (abs(a.sentence - b.sentence) > 1 and _same_subject(a, b)) or (
            a.cameo == b.cameo and _same_subject(a, b)
        )
    return True


def _two_promises(a: Draft, b: Draft) -> bool:
    """Whether one verb is told of two things: "agreed to begin patrols and to hold talks"."""
    same = a.sentence == b.sentence and a.verb == b.verb and a.act is PloverType.AGREE
    return same and a.cameo != b.cameo and a.further != b.further


def _one_blow(a: Draft, b: Draft) -> bool:
    """Whether one sentence tells of an attack on a state and whom it hit there: "struck Beirut, killing a
    commander".
    """
    states = [{p.referent.country for p in d.targets} for d in (a, b)]
    together = a.act is PloverType.ASSAULT and a.evidence[0][0] == b.evidence[0][0]  # one subject
    return together and bool(states[0]) and states[0] == states[1] and _overlap(a.sources, b.sources)


def _two_deeds(a: Draft, b: Draft) -> bool:
    """Whether one sentence tells both, side by side and each of something else: "expelled three envoys and
    shut the consulate".
    """
    joined = a.sentence == b.sentence and (a.verb in b.beside or b.verb in a.beside)
    return joined and a.act not in _TOGETHER and set(a.about[:1]) != set(b.about[:1])


def _told_twice(a: Draft, b: Draft) -> bool:
    """Whether one clause gave two drafts that differ in status alone: "announced that it would buy jets"."""
    if a.sentence != b.sentence or a.act is not b.act or _compatible(a.status, b.status):
        return False
    (first, last), (start, end) = a.evidence[0], b.evidence[0]
    return _same_sides(a, b) and min(last, end) > max(first, start)


def _compatible(a: Status, b: Status) -> bool:
    return a is b or (a in _DONE and b in _DONE)


def _same_subject(a: Draft, b: Draft) -> bool:
    one, other = (set((d.subject or "").lower().split()) for d in (a, b))
    return len(one & other) * 2 >= min(len(one), len(other))


def _dates_agree(one: DateRange | None, other: DateRange | None) -> bool:
    if one is None or other is None or one.first is None or other.first is None:
        return True
    if one.first.startswith(other.first) or other.first.startswith(one.first):
        return True
    return one.first <= (other.last or other.first) and other.first <= (one.last or one.first)


def _same_sides(a: Draft, b: Draft, *, crossed: bool = False) -> bool:
    source, target = (b.targets, b.sources) if crossed else (b.sources, b.targets)
    return _overlap(a.sources, source) and _overlap(a.targets, target)


def _overlap(a: Sequence[Party], b: Sequence[Party]) -> bool:
    if not a or not b:
        return not a and not b
    return any(_same_actor(x, y) for x in a for y in b)


def _same_actor(x: Party, y: Party) -> bool:
    a, b = x.referent, y.referent
    if a.country != b.country:
        return False
    if a.name and b.name:
        return a.name == b.name
    if a.country is None:
        return a.sector == b.sector and a.name == b.name
    return a.sector == b.sector or (a.sector in (None, "GOV") and b.sector in (None, "GOV"))


def _joined(a: Draft, b: Draft) -> Draft:
    """`a` completed by what only `b` says."""
    finer = (
        b.when if b.when and (a.when is None or len(b.when.first or "") > len(a.when.first or "")) else a.when
    )
    return replace(
        a,
        cameo=b.cameo
        if len(b.cameo) > len(a.cameo) or (a.cameo.endswith("0") and not b.cameo.endswith("0"))
        else a.cameo,
        when=finer,
        where=a.where if a.where and a.where.kind != "country" else b.where or a.where,
        subject=a.subject or b.subject,
        attribution=a.attribution or b.attribution,
        magnitude=(*a.magnitude, *(m for m in b.magnitude if m.kind not in {x.kind for x in a.magnitude})),
        sources=_named(a.sources, b.sources + b.targets),
        targets=_named(a.targets, b.targets + b.sources),
        reciprocal=a.reciprocal or b.reciprocal,
        evidence=tuple(dict.fromkeys((*a.evidence, *b.evidence))),
        strength=max(a.strength, b.strength),
        probability=1 - (1 - a.probability) * (1 - b.probability),
        mode=a.mode or b.mode,
        why=(*a.why, f"merged with sentence {b.sentence + 1}"),
    )


def _named(parties: Sequence[Party], others: Sequence[Party]) -> tuple[Party, ...]:
    """The parties, a bare government replaced by its named
    representative where the other telling names one.
    """
    found = []
    for party in parties:
        better = next(
            (o for o in others if not party.referent.name and o.referent.key and _same_actor(party, o)), None
        )
        found.append(replace(party, referent=better.referent) if better else party)
    return tuple(found)
