"""The other side of an act that names only one: what the story so far implies.

"Minsk dismissed the accusations": they are those of the article's last accuser of Minsk. "The envoy was
summoned": by the government that the story sets against his.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas import PloverType
from streams.core.actors import INTERNATIONAL
from streams.core.drafts import Draft, Party
from streams.core.frames import noun_classes
from streams.core.knowledge import table

DIRECTED = frozenset(
    {
        PloverType.REQUEST, PloverType.ACCUSE, PloverType.REJECT, PloverType.THREATEN, PloverType.SUPPORT,
        PloverType.MOBILIZE, PloverType.SANCTION, PloverType.CONCEDE,
        PloverType.AID, PloverType.COERCE, PloverType.ASSAULT, PloverType.AGREE, PloverType.RETREAT,
    }
)  # fmt: skip
HOSTILE = frozenset(
    {
        PloverType.ACCUSE, PloverType.THREATEN, PloverType.MOBILIZE, PloverType.SANCTION, PloverType.COERCE,
        PloverType.ASSAULT,
    }
)  # fmt: skip
SUFFERED = frozenset(
    {PloverType.ASSAULT, PloverType.COERCE}
)  # acts that are news even where nobody knows whose they are
MEMORY = 10  # acts looked back over


def anaphoric_nouns() -> dict[str, frozenset[PloverType]]:
    """Noun → the types of act that it may refer back to."""
    return {
        row["noun"]: frozenset(PloverType(name) for name in row["types"].split())
        for row in table("acts", "anaphora.tsv")
    }


def answered(drafts: Sequence[Draft], nouns: Mapping[str, frozenset[PloverType]]) -> list[Draft]:
    """The drafts with the sides that the story implies.

    What stays without a target although its wording needs one ("demanded that ...") is left out.
    """
    found: list[Draft] = []
    for number, d in enumerate(drafts):
        if d.act in DIRECTED and not d.reciprocal:
            d = _completed(d, found[-MEMORY:], nouns, later=drafts[number + 1 : number + 1 + MEMORY])
            if d.bare and not d.targets:
                continue
        if not d.sources and d.act not in SUFFERED:
            continue
        found.append(d)
    return found


def _completed(
    d: Draft,
    earlier: Sequence[Draft],
    nouns: Mapping[str, frozenset[PloverType]],
    *,
    later: Sequence[Draft],
) -> Draft:
    own = {p.referent.country for p in (*d.sources, *d.targets)}
    if not d.sources and (authors := _referred(d.by, earlier, own, nouns)):
        why = (*d.why, f"source: whose {d.by[0]} they are")
        return replace(d, sources=authors, why=why)
    if None in own or (d.sources and d.targets):
        return d
    if d.act in SUFFERED and noun_classes()["dissent"] & set(d.about):
        return d  # who crushes protests crushes them at home
    other = _referred(d.about, earlier, own, nouns) if d.sources else ()
    foes = d.act in HOSTILE
    other = other or _opponents(earlier, own, foes=foes) or _opponents(later[::-1], own, foes=foes)
    if not other:
        return d
    name = other[0].referent.name or other[0].referent.country
    side = "target" if d.sources else "source"
    why = (*d.why, f"{side}: {name}, the other side of the story")
    return replace(d, targets=other, why=why) if d.sources else replace(d, sources=other[:1], why=why)


def _referred(
    lemmas: Sequence[str],
    earlier: Sequence[Draft],
    own: set[str | None],
    nouns: Mapping[str, frozenset[PloverType]],
) -> tuple[Party, ...]:
    """The authors of the act that one of the nouns refers back to."""
    types = frozenset[PloverType]().union(*(nouns.get(lemma, frozenset()) for lemma in lemmas))
    answered_to = [
        b
        for b in reversed(earlier)
        if b.act in types and own.isdisjoint(p.referent.country for p in b.sources)
    ]
    answered_to.sort(key=lambda b: own.isdisjoint(p.referent.country for p in b.targets))
    return answered_to[0].sources if answered_to else ()


def _opponents(earlier: Sequence[Draft], own: set[str | None], *, foes: bool) -> tuple[Party, ...]:
    """The side that last faced this one: for a hostile act (`foes`) in a hostile one, if there was any, and
    rather in one that it suffered than in one of its own.

    A body above the states, which has bidden both, counts only where there is no other.
    """
    faced = [
        (foes and b.act not in HOSTILE, foes and suffered > 0, theirs)
        for b in reversed(earlier)
        for suffered, (mine, theirs) in enumerate(((b.targets, b.sources), (b.sources, b.targets)))
        if not own.isdisjoint(p.referent.country for p in mine)
    ]
    others = [
        tuple(p for p in theirs if p.referent.country and p.referent.country not in own)
        for *_, theirs in sorted(faced, key=lambda f: f[:2])
    ]
    states = [o for o in others if any(p.referent.country not in INTERNATIONAL for p in o)]
    return next(iter([*states, *(o for o in others if o)]), ())
