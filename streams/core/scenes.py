"""Where an act took place, as far as its own clause says.

It names its place behind a locative; a visit takes place at its host's, a raid on a town in that town. What
the story implies of the rest is in `completing.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas import CAMEO, PloverType
from streams.core.arguments import Syntax
from streams.core.frames import noun_classes
from streams.core.matching import Act
from streams.core.places import Gazetteer, Place, PlaceMention
from streams.core.reading import Reading, ReadSentence

_STATIC = frozenset("in at near outside inside around within off along aboard beneath by above".split())
_UPON = frozenset("on against at into across toward towards over through".split())
# CAMEO codes, or their beginnings, of acts that consist in saying something
_SAYING = ("01", "02", "03", "051", "052", "053", "054", "055", "056", "10", "11", "12", "13")
_STRIKING = frozenset({PloverType.ASSAULT, PloverType.COERCE, PloverType.MOBILIZE})
_LEAVING = ("161", "087", "0871", "0872", "0873", "0874", "085", "084")
_PHRASE = frozenset({"compound", "nmod", "appos", "amod", "conj", "poss", "npadvmod"})
_CONTENT = frozenset({"relcl", "ccomp", "acl"})  # clauses that tell of something else than their head
PHONE = "041"
_STAYS = frozenset({"visit", "trip", "tour", "stay"})
_SORTS = frozenset(
    "province city town village district region port state island capital suburb county".split()
)
_REASONS = frozenset("after over for following about against despite amid since".split())
_NEAR = 5  # steps in the parse between an act and its place


def place_of(
    act: Act,
    read: ReadSentence,
    syntax: Syntax,
    *,
    reading: Reading,
    gazetteer: Gazetteer,
    places: Sequence[PlaceMention],
) -> Place | None:
    """The place that the act's own clause names; a visit's host."""
    if act.cameo.startswith(PHONE):
        return None
    p = syntax.parse
    saying = act.outer is not None or act.cameo.startswith(_SAYING)
    own = {act.outer} if act.outer is not None else {act.trigger, act.clause}
    if not saying:
        own |= act.used
    above = set(_governing(act.outer if act.outer is not None else act.clause, syntax, saying=saying)) - own
    best: tuple[int, Place] | None = None
    for mention in places:
        token = _head(mention, syntax)
        if token is None or mention.start < read.skip or syntax.mention_at.get(token) in act.sources:
            continue
        for steps in _distances(act, token, mention, own, above, syntax, saying=saying):
            rank = steps * 2 + (mention.place.kind == "country")
            if best is None or rank < best[0]:
                best = (rank, mention.place)
    if best is not None:
        return best[1]
    relative = _relative(own | above, syntax)
    before = [m for m in places if relative is not None and m.end <= p.starts[relative]]
    if before:
        return max(before, key=lambda m: m.end).place
    return _host(act, reading=reading, gazetteer=gazetteer)


def _head(mention: PlaceMention, syntax: Syntax) -> int | None:
    """The token of a mention that hangs on what is outside it."""
    p = syntax.parse
    tokens = [t for t in range(len(p)) if p.starts[t] < mention.end and mention.start < p.ends[t]]
    return next((t for t in tokens if p.heads[t] not in tokens or p.heads[t] == t), None)


def _type(act: Act) -> PloverType | None:
    code = CAMEO.get(act.cameo)
    return code.plover if code else None


def _host(act: Act, *, reading: Reading, gazetteer: Gazetteer) -> Place | None:
    if act.cameo.startswith("043") and act.sources and act.sources[0].place:
        seat = gazetteer.capital(act.sources[0].actors[0].country or "")
        if seat is not None and seat.name in act.sources[0].text:
            return seat  # "Washington will host Saudi officials"
    if act.cameo[:3] in ("042", "036") and act.frame is not None and act.frame.place:
        for target in act.targets:
            inside = gazetteer.find(target.text, countries=reading.discourse.countries)
            if inside:
                return inside[0].place
            if target.actors[0].country:
                return gazetteer.country(target.actors[0].country)
    return None


def _relative(clauses: set[int], syntax: Syntax) -> int | None:
    """The "where" before one of the clauses: "Addis Ababa, where he is to meet the premier"."""
    p = syntax.parse
    return next((c for v in clauses for c in p.kids(v, "advmod") if p.lemmas[c] == "where"), None)


def _governing(clause: int, syntax: Syntax, *, saying: bool) -> Iterator[int]:
    """Verbs whose place is the act's too: "met in Oslo and signed", "struck a market in Gao, killing", and
    for what is said, "she told reporters in Geneva".
    """
    p = syntax.parse
    node = clause
    for _ in range(3):
        head, dep = p.heads[node], p.deps[node]
        if head == node or not (p.is_verb(head) or p.deps[node] == "pcomp"):
            return
        if dep not in ("advcl", "xcomp", "conj", "pcomp", "prep") and not (
            saying and dep in ("ccomp", "parataxis")
        ):
            return
        if p.is_verb(head):
            yield head
        node = head


def _distances(
    act: Act,
    token: int,
    mention: PlaceMention,
    own: set[int],
    above: set[int],
    syntax: Syntax,
    *,
    saying: bool,
) -> Iterator[int]:
    """How far from the act, in steps of the parse, the mention tells its place; nothing where it does not."""
    p = syntax.parse
    head = token
    while (
        p.deps[head] in _PHRASE and p.heads[head] != head and head not in own and not p.is_verb(p.heads[head])
    ):
        head = p.heads[head]
    named = mention.place.kind != "country"
    word = p.lemmas[token]
    if mention.back and word == "there":
        head = token
    venue = named and mention.place.country is not None  # no sea: "the Black Sea grain deal"
    if head in own and venue and act.cameo[:2] in ("03", "04") and head != token:
        yield 2  # "the Istanbul talks"
    dep, upper = p.deps[head], p.heads[head]
    if dep == "pobj" and p.lemmas[upper] == "of" and p.lemmas[p.heads[upper]] in _SORTS:
        head = p.heads[upper]  # "in the Afghan province of Khost"
        dep, upper = p.deps[head], p.heads[head]
    if dep == "pobj":
        prep = p.lemmas[upper]
        if not _fits(prep, act, syntax, upper, named=named):
            return
        yield from _climb(upper, own, above, syntax, saying=saying)
    elif mention.back and word == "there" and dep in ("advmod", "pcomp", "prep", "npadvmod"):
        yield from _climb(head, own, above, syntax, saying=saying)
    elif dep in ("dobj", "nsubjpass") and _type(act) in _STRIKING | {PloverType.SANCTION, PloverType.RETREAT}:
        striking = _type(act) is PloverType.ASSAULT
        if upper in own and (named or (striking and syntax.mention_at.get(head) is not None)):
            yield 1


def _fits(prep: str, act: Act, syntax: Syntax, token: int, *, named: bool) -> bool:
    """Whether the preposition tells the place of such an act."""
    if prep in _STATIC:
        return prep != "by" or named
    if prep in _UPON:
        if _type(act) in _STRIKING:
            return named or prep in ("into", "across", "over")
        return prep == "on" and named and act.outer is None and not act.cameo.startswith(_SAYING)
    if prep == "to":
        p = syntax.parse
        if p.lemmas[p.heads[token]] in _STAYS and p.deps[p.heads[token]] == "pobj":
            return True  # "agreed during his visit to India"
        moving = act.cameo[:3] in ("042", "036", "072", "073", "071") or _type(act) is PloverType.AID
        return moving or (_type(act) is PloverType.MOBILIZE and p.heads[token] in (act.trigger, act.clause))
    if prep == "from":
        return act.cameo.startswith(_LEAVING) or _type(act) is PloverType.RETREAT
    return False


def _climb(node: int, own: set[int], above: set[int], syntax: Syntax, *, saying: bool) -> Iterator[int]:
    """The steps from a prepositional phrase up to the act; through verbs they count more."""
    p = syntax.parse
    steps, start = 0, node
    while node not in own and node not in above and p.heads[node] != node:
        if p.is_verb(node):
            if p.deps[node] in _CONTENT or (saying and p.deps[node] != "conj"):
                return
            steps += 3
        elif saying and p.tags[node].startswith("NN") and p.lemmas[node] not in noun_classes()["audience"]:
            return  # "condemned the attack in Kabul": not where it was condemned
        node, steps = p.heads[node], steps + 1
    if node in above:
        steps += 1
    elif node not in own:
        return
    if saying and any(node < c < start and p.lemmas[c] in _REASONS for c in p.kids(node, "prep")):
        return  # "thanked him after the attack in Kabul"
    if steps <= _NEAR:
        yield steps
