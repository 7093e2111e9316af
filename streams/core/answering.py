"""The other side of an act that names only one: what the story so far implies.

"Minsk dismissed the accusations": they are those of the article's last accuser of Minsk. "The envoy was
summoned": by the government that the story sets against his.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas import PloverType, Status
from streams.core.actors import INTERNATIONAL
from streams.core.drafts import Draft, Party
from streams.core.frames import noun_classes
from streams.core.knowledge import table
from streams.core.reading import Reading
from streams.core.scenes import PHONE
from streams.core.sponsors import sponsors

DIRECTED = frozenset(
    {
        PloverType.REQUEST, PloverType.ACCUSE, PloverType.REJECT, PloverType.THREATEN, PloverType.SUPPORT,
        PloverType.MOBILIZE, PloverType.SANCTION, PloverType.CONCEDE,
        PloverType.AID, PloverType.COERCE, PloverType.ASSAULT, PloverType.AGREE, PloverType.RETREAT,
    }
)  # fmt: skip
PEACEMAKING = frozenset(
    {"028", "0256", "039", "045", "107", "1056"}
)  # CAMEO codes: of whom two sides are asked
ADDRESSED = frozenset({PloverType.AGREE, PloverType.REQUEST})  # what is said to somebody
HOSTILE = frozenset(
    {
        PloverType.ACCUSE, PloverType.THREATEN, PloverType.MOBILIZE, PloverType.SANCTION, PloverType.COERCE,
        PloverType.ASSAULT,
    }
)  # fmt: skip
SUFFERED = frozenset(
    {PloverType.ASSAULT, PloverType.COERCE}
)  # acts that are news even where nobody knows whose they are
_DISPERSAL = "175"  # CAMEO
_MEDIATION = ("039", "045")  # who mediates is nobody's other side
FORCEFUL = SUFFERED | {PloverType.MOBILIZE}
VETO, VISIT = "129", "042"
MEMORY = 10  # acts looked back over for who faces whom
LONG = 40  # and for the act that a noun refers back to


def anaphoric_nouns() -> dict[str, frozenset[PloverType]]:
    """Noun → the types of act that it may refer back to."""
    return {
        row["noun"]: frozenset(PloverType(name) for name in row["types"].split())
        for row in table("acts", "anaphora.tsv")
    }


_SUMMONED = ("114", "161")  # CAMEO: "the envoy was summoned", "was expelled"


def answered(
    drafts: Sequence[Draft], nouns: Mapping[str, frozenset[PloverType]], *, reading: Reading
) -> list[Draft]:
    """The drafts with the sides that the story implies; in a round-up each item is a story.

    What stays without a target although its wording needs one ("demanded that ...") is left out.
    """
    sections = [s.section for s in reading.sentences]
    authors = sponsors(reading) if any(d.cameo.startswith(VETO) for d in drafts) else {}
    found: list[Draft] = []
    for number, d in enumerate(drafts):
        if (d.act in DIRECTED or d.cameo in PEACEMAKING) and not d.reciprocal:
            item = sections[d.sentence]
            if _forecast(d):
                continue
            d = _by_name(d, found)
            d = _turned_down(_told_beside(d, found), authors.get(item, ()))
            d = _completed(
                d,
                [f for f in found[-LONG:] if sections[f.sentence] == item],
                nouns,
                later=[x for x in drafts[number + 1 : number + 1 + MEMORY] if sections[x.sentence] == item],
            )
            if d.bare and not d.targets:
                continue
        if not d.sources and d.act not in SUFFERED:
            continue
        found.append(d)
    return found


def _forecast(d: Draft) -> bool:
    """Whether a body that helps warns of what may come, and threatens nobody: "WFP warns of hunger"."""
    helps = all(p.referent.country in ("UNO", "NGO") for p in d.sources)
    return d.act is PloverType.THREATEN and helps and bool(d.sources) and not d.targets


def _by_name(d: Draft, found: Sequence[Draft]) -> Draft:
    """The draft addressed to the person met in its sentence, where it names that person's state alone."""
    if d.act not in ADDRESSED or not d.targets or not d.sources:
        return d
    met = {p.referent.country: p.referent for p in _met(d, found) if p.referent.key}
    bare = [t.referent.name is None and t.referent.country in met for t in d.targets]
    named = [
        replace(t, referent=met[t.referent.country]) if b else t for t, b in zip(d.targets, bare, strict=True)
    ]
    return replace(d, targets=tuple(named))


def _turned_down(d: Draft, authors: tuple[Party, ...]) -> Draft:
    """A veto with the authors of the text as its target, rather than the council before which it came."""
    own = {p.referent.country for p in d.sources}
    written = tuple(p for p in authors if p.referent.country not in own)
    council = all(p.referent.country in INTERNATIONAL for p in d.targets)
    if not d.cameo.startswith(VETO) or not written or not council:
        return d
    return replace(d, targets=written, why=(*d.why, "target: who wrote the text"))


def _told_beside(d: Draft, found: Sequence[Draft]) -> Draft:
    """The draft with the target that its deed has in the sentence: "summoned X to hand a protest note",
    "urged both to talk and offered to mediate".
    """
    if (d.targets and not d.guessed) or not d.sources:
        return d
    own = {p.referent.identity for p in d.sources}
    for other in reversed(found):
        if other.sentence != d.sentence:
            break
        alike = other.act is d.act or (d.act is PloverType.AGREE and other.act is PloverType.REQUEST)
        same = alike and own == {p.referent.identity for p in other.sources}
        if same and other.targets and not other.guessed:
            return replace(d, targets=other.targets)
    return d


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
    if not d.sources and not d.cameo.startswith(_SUMMONED):
        return _done_by(d, earlier, later)
    if d.act in SUFFERED and (noun_classes()["dissent"] | {"power"}) & set(d.about):
        return d  # who crushes protests, or seizes power, does so at home
    if d.cameo.startswith(_DISPERSAL) and not d.targets:
        return d  # tear gas is used against one's own people
    if noun_classes()["nobody"] & set(d.about):
        return d  # "blamed foreigners"
    if d.act is PloverType.RETREAT and len(own) > 1 and any(own <= b.countries() for b in earlier):
        return d  # those who face each other, and withdraw together, do so from one another
    if d.sources and d.cameo in PEACEMAKING and (both := _two_sides(earlier, own)):
        return replace(d, targets=both, why=(*d.why, "target: the two sides of the story"))
    if d.sources and d.act in ADDRESSED and (met := _met(d, earlier)):
        return replace(d, targets=met, why=(*d.why, "target: with whom they spoke"))
    other = _referred(d.about, earlier, own, nouns) if d.sources else ()
    foes = d.act in HOSTILE
    other = other or _opponents(earlier[-MEMORY:], own, foes=foes)
    if not other and d.sources and d.act is PloverType.ACCUSE:  # an outsider accuses whom the story accuses
        other = next((b.targets for b in reversed(earlier) if b.act is d.act and b.targets), ())
    other = other or _opponents(later[::-1], own, foes=foes)
    if not other:
        return d
    if d.act not in FORCEFUL:
        other = tuple(map(_government, other))
    name = other[0].referent.name or other[0].referent.country
    side = "target" if d.sources else "source"
    why = (*d.why, f"{side}: {name}, the other side of the story")
    return replace(d, targets=other, why=why) if d.sources else replace(d, sources=other[:1], why=why)


def _government(p: Party) -> Party:
    """The government whose army faced the other side: no embargo is of an army."""
    if p.referent.sector != "MIL" or p.referent.name:
        return p
    return replace(p, referent=replace(p.referent, sector="GOV"))


def _done_by(d: Draft, earlier: Sequence[Draft], later: Sequence[Draft]) -> Draft:
    """The draft with the source that the same deed has elsewhere in its sentence: "were killed when Israel
    shelled the camp".
    """
    for other in (*reversed(earlier), *later):
        met = {p.referent.country for p in d.targets} & {p.referent.country for p in other.targets}
        if other.sentence == d.sentence and other.act is d.act and other.sources and met:
            return replace(d, sources=other.sources, why=(*d.why, "source: who did it in the same sentence"))
    return d


def _met(d: Draft, earlier: Sequence[Draft]) -> tuple[Party, ...]:
    """With whom the source spoke in this sentence: "telephoned Zelenskyy and offered to host talks"."""
    own = {p.referent.identity for p in d.sources}
    for other in reversed(earlier):
        if other.sentence == d.sentence and other.act is PloverType.CONSULT:
            for mine, theirs in ((other.sources, other.targets), (other.targets, other.sources)):
                if own <= {p.referent.identity for p in mine}:
                    return theirs
    return ()


def _two_sides(earlier: Sequence[Draft], own: set[str | None]) -> tuple[Party, ...]:
    """The two between whom most of the story's acts have been, if the source is neither of them."""
    pairs: defaultdict[frozenset[str], list[Draft]] = defaultdict(list)
    for before in earlier:
        if len(before.countries()) == 2 and own.isdisjoint(before.countries()):
            pairs[before.countries()].append(before)
    told = max(pairs.values(), key=len, default=[])
    return (*told[-1].sources[:1], *told[-1].targets[:1]) if told else ()


def _referred(
    lemmas: Sequence[str],
    earlier: Sequence[Draft],
    own: set[str | None],
    nouns: Mapping[str, frozenset[PloverType]],
) -> tuple[Party, ...]:
    """The authors of the act that one of the nouns refers back to."""
    types = frozenset[PloverType]().union(*(nouns.get(lemma, frozenset()) for lemma in lemmas))
    aside = (PHONE, VISIT, *_MEDIATION)  # none is "the talks"
    answered_to = [
        b
        for b in reversed(earlier)
        if b.act in types
        and not b.cameo.startswith(aside)
        and (b.targets or b.act is not PloverType.CONSULT)
        and b.status is not Status.HISTORICAL
        and own.isdisjoint(p.referent.country for p in b.sources)
    ]
    answered_to.sort(
        key=lambda b: (own.isdisjoint(p.referent.country for p in b.targets), len(b.sources) < 2)
    )
    if not answered_to:
        return ()
    before = answered_to[0]
    both = before.reciprocal and before.act is PloverType.CONSULT
    return (*before.sources, *before.targets) if both else before.sources


def _opponents(earlier: Sequence[Draft], own: set[str | None], *, foes: bool) -> tuple[Party, ...]:
    """The side that last faced this one: for a hostile act (`foes`) in a hostile one, if there was any, and
    rather in one that it suffered than in one of its own.

    A body above the states, which has bidden both, counts only where there is no other; who has acted with
    this side does not count at all.
    """
    joined = {
        p.referent.country
        for b in earlier
        if foes
        and b.targets
        and not b.reciprocal
        and not own.isdisjoint(p.referent.country for p in b.sources)
        for p in b.sources
    }
    faced = [
        (foes and b.act not in HOSTILE, foes and suffered > 0, theirs)
        for b in reversed(earlier)
        if not b.cameo.startswith(_MEDIATION)
        for suffered, (mine, theirs) in enumerate(((b.targets, b.sources), (b.sources, b.targets)))
        if not own.isdisjoint(p.referent.country for p in mine)
    ]
    others = [
        tuple(p for p in theirs if p.referent.country and p.referent.country not in joined | own)
        for *_, theirs in sorted(faced, key=lambda f: f[:2])
    ]
    states = [o for o in others if any(p.referent.country not in INTERNATIONAL for p in o)]
    return next(iter([*states, *(o for o in others if o)]), ())
