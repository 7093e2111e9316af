"""The arbiter's part in coding: it weighs the acts that frames found, corrects their type, drops what joins
nobody, and adds acts that no frame has worded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from streams.core.arbiter import NONE, REVERSED, Arbiter
from streams.core.arguments import Syntax
from streams.core.lens import CODES
from streams.core.matching import Act
from streams.core.mentions import Form
from streams.core.referents import Mention
from streams.core.rulings import FeaturesOf, Ruling, Rulings
from streams.core.slots import mentions_at
from streams.core.status import conditional

Typed = Sequence[tuple[Act, str]]

OVERRULE = 0.35  # by how much the arbiter must prefer another type to overrule a frame that joins both actors
WORDED = 4.5  # strength of a frame from which its wording is close: two nouns of its own, say
OVERRULE_WORDED = 0.7  # the same for such a frame
DROP = 0.85  # probability of "no act" above which a frame's act is dropped
ADD = 0.75  # probability of a type from which an act without a frame is added
ADD_GIVEN = 0.0  # the same between two actors that an annotator has marked
FAR = 6  # arcs between two mentions above which no act is added
# How much less likely than its favourite the arbiter may find the type of an act that names one of the two.
HALF = 0.3
REACH = 8  # mentions of a sentence that are paired at most
TOGETHER = 0.7  # probability, at the least, of a mutual act of two that are one subject
_MUTUAL = frozenset({"CONSULT", "COOPERATE"})
_BYSTANDERS = frozenset({"JRN", "UNK"})  # to whom things are said; an act towards them needs a frame


@dataclass(frozen=True, slots=True)
class Judged:
    """An act with the arbiter's probability that it is right, and its reason."""

    act: Act
    probability: float


class Judge:
    """Applies an arbiter to a sentence's acts."""

    def __init__(self, arbiter: Arbiter) -> None:
        self._arbiter = arbiter

    def judge(self, syntax: Syntax, acts: Typed, features_of: FeaturesOf) -> list[Judged]:
        """The acts that stand, with probabilities; in the order in which they were found, additions last."""
        given = [m for m in syntax.mentions if m.given and id(m) in syntax.head_of]
        rulings = Rulings(self._arbiter, features_of)
        rulings.hear(pair for act, _ in acts for pair in self._sides(syntax, act))
        kept = [
            judged
            for act, kind in acts
            if (judged := self._weigh(act, kind, acts, syntax, rulings)) is not None
        ]
        joined = {
            frozenset((id(a), id(b)))
            for j in kept
            for s in j.act.sources
            for t in j.act.targets
            for a in self._named(syntax, s)
            for b in self._named(syntax, t)
        }
        joined |= {  # who tells of an act is no party to it
            frozenset((id(s), id(t)))
            for j in kept
            for s in j.act.attribution
            for t in (*j.act.sources, *j.act.targets)
        }
        explained = {j.act.clause for j in kept}
        open_pairs = []
        for a, b in _pairs(syntax, given):
            if frozenset((id(a), id(b))) in joined or not (a.given or _near(syntax, a, b)):
                continue
            clauses = _clauses(syntax, a, b)
            if (a.given and b.given) or not clauses <= explained:
                open_pairs.append((a, b, clauses))
        rulings.hear(pair for a, b, _ in open_pairs for pair in ((a, b), (b, a)))
        for a, b, clauses in open_pairs:
            both_given = a.given and b.given
            if not both_given and clauses <= explained:
                continue
            chosen = max(
                (rulings.of(a, b), rulings.of(b, a)),
                key=lambda r: r.probability - r.verdict.probabilities.get(REVERSED, 0),
            )
            if chosen.probability < (ADD_GIVEN if both_given else ADD) or (
                not both_given and chosen.silence > 0.2
            ):
                continue
            made = _made(syntax, chosen, acts)
            if both_given:
                made = self._completed(a, b, acts, rulings) or made
            if not both_given and (made.clause in explained or _supposed(syntax, a, b)):
                continue
            explained.add(made.clause)
            kept.append(Judged(made, chosen.probability))
        return kept

    @staticmethod
    def _completed(a: Mention, b: Mention, acts: Typed, rulings: Rulings) -> Act | None:
        """The frame's act that names one of two marked actors, with the other, if the arbiter agrees."""
        best: tuple[float, Act] | None = None
        for act, kind in acts:
            for s, t in ((a, b), (b, a)):
                half = (s in act.sources) + (t in act.targets)
                if not half or (act.frame is None and act.outer is None):
                    continue
                r = rulings.of(s, t)
                score = r.verdict.probabilities.get(kind, 0.0) + HALF * half - r.probability
                if score > 0 and (best is None or score > best[0]):
                    best = (score, replace(act, sources=(s,), targets=(t,)))
        return best[1] if best else None

    @staticmethod
    def _named(syntax: Syntax, mention: Mention) -> list[Mention]:
        """The mention; of a pronoun also whom it stands for, where that is named in the same sentence:
        "Nakatani said he hoped to visit".
        """
        if mention.form is not Form.PRONOUN:
            return [mention]
        own = {a.identity for a in mention.actors}
        return [
            mention,
            *(
                m
                for m in syntax.mentions
                if m.form is not Form.PRONOUN
                and id(m) in syntax.head_of
                and {a.identity for a in m.actors} == own
            ),
        ]

    def _sides(self, syntax: Syntax, act: Act) -> list[tuple[Mention, Mention]]:
        """The ordered pairs of mentions that speak for an act with two sides."""
        if not act.sources or not act.targets:
            return []
        pairs = list(product(self._named(syntax, act.sources[0]), self._named(syntax, act.targets[0])))
        return [*pairs, (act.targets[0], act.sources[0])] if act.reciprocal else pairs

    def _weigh(
        self,
        act: Act,
        kind: str,
        acts: Typed,
        syntax: Syntax,
        rulings: Rulings,
    ) -> Judged | None:
        if not act.sources or not act.targets:
            return Judged(act, 0.5)
        r = max(
            (rulings.of(s, t) for s, t in self._sides(syntax, act)),
            key=lambda x: x.verdict.probabilities.get(kind, 0.0),
        )
        own = r.verdict.probabilities.get(kind, 0.0)
        both_given = act.sources[0].given and act.targets[0].given
        if _together(syntax, act):
            why = f"the two together: {kind} {own:.2f}"
            return Judged(replace(act, why=(*act.why, why)), max(own, TOGETHER))
        if r.verdict.probabilities.get(NONE, 0.0) > DROP and not both_given:
            return None
        lead = OVERRULE if act.strength < WORDED else OVERRULE_WORDED
        if r.kind != kind and r.probability - own > lead and not _told_already(r, act, acts):
            code = _code(r.kind, acts)
            reasons = ", ".join(r.verdict.strongest)
            why = f"arbiter: {r.kind} {r.probability:.2f} over {kind} {own:.2f} ({reasons})"
            return Judged(replace(act, cameo=code, frame=None, why=(*act.why, why)), r.probability)
        why = f"arbiter: {kind} {own:.2f} ({', '.join(r.verdict.strongest)})"
        return Judged(replace(act, why=(*act.why, why)), own)


def _supposed(syntax: Syntax, *mentions: Mention) -> bool:
    """Whether one of them stands in a condition: "all would be well if Iran signed"."""
    return any(conditional(syntax, syntax.clause(syntax.head_of[id(m)])) for m in mentions)


def _together(syntax: Syntax, act: Act) -> bool:
    """Whether the two are one subject that acts among itself by a frame: "Kazakh and Uzbek officials met".

    Of two actors so joined the arbiter has mostly learnt that nothing is between them.
    """
    if (
        act.frame is None
        or act.outer is not None
        or not act.reciprocal
        or not syntax.parse.is_verb(act.clause)
    ):
        return False
    subject = mentions_at(syntax, syntax.agents(act.clause))
    return act.sources[0] in subject and act.targets[0] in subject


def _told_already(r: Ruling, act: Act, acts: Typed) -> bool:
    """Whether another act of these two is of the type that the arbiter sees: then it means that one."""
    sides = {id(r.source), id(r.target)}
    return any(
        k == r.kind and other is not act and sides <= {id(m) for m in (*other.sources, *other.targets)}
        for other, k in acts
    )


def _code(kind: str, acts: Typed) -> str:
    """The code of a class: that of an act of this class in the same sentence, else the unspecific one."""
    same = [a.cameo for a, k in acts if k == kind]
    return same[0] if same else CODES[kind]


def _pairs(syntax: Syntax, given: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    """The mention pairs of a sentence that an act may join: the given
    ones, else names and roles in reading order.
    """
    if given:
        return [(a, b) for i, a in enumerate(given) for b in given[i + 1 :]]
    able = [m for m in syntax.mentions if m.form is not Form.PAIR and id(m) in syntax.head_of]
    able = [m for m in able if not _hyphened(syntax, m)][:REACH]
    return [
        (a, b)
        for i, a in enumerate(able)
        for b in able[i + 1 :]
        if a.actors[0].country != b.actors[0].country
        and not {a.actors[0].sector, b.actors[0].sector} & _BYSTANDERS
        and (a.form is not Form.ADJECTIVE or b.form is not Form.ADJECTIVE)
    ]


def _hyphened(syntax: Syntax, mention: Mention) -> bool:
    """Whether it only tells of what sort something is: "a US-brokered accord"."""
    p, token = syntax.parse, syntax.head_of[id(mention)]
    return token + 1 < len(p) and p.words[token + 1] == "-" and p.ends[token] == p.starts[token + 1]


def _near(syntax: Syntax, a: Mention, b: Mention) -> bool:
    """Whether few enough arcs lie between two mentions for one act to join them."""
    p = syntax.parse
    up = [syntax.head_of[id(a)], *p.ancestors(syntax.head_of[id(a)])]
    for steps, token in enumerate((syntax.head_of[id(b)], *p.ancestors(syntax.head_of[id(b)]))):
        if token in up:
            return steps + up.index(token) <= FAR
    return False


def _clauses(syntax: Syntax, a: Mention, b: Mention) -> set[int]:
    """The clauses that an act of these two may stand in, whichever is its source."""
    s, t = syntax.head_of[id(a)], syntax.head_of[id(b)]
    return {syntax.clause(_above_both(syntax, s, t)), syntax.clause(_above_both(syntax, t, s))}


def _above_both(syntax: Syntax, s: int, t: int) -> int:
    """The token under which both actors stand; what is above the source where there is none."""
    p = syntax.parse
    above = {t, *p.ancestors(t)}
    return next((a for a in (s, *p.ancestors(s)) if a in above and a not in (s, t)), p.heads[s])


def _made(syntax: Syntax, r: Ruling, acts: Typed) -> Act:
    """An act that rests on the arbiter alone; its trigger is the verb
    or noun under which both actors stand.
    """
    p = syntax.parse
    s, t = syntax.head_of[id(r.source)], syntax.head_of[id(r.target)]
    trigger = _above_both(syntax, s, t)
    mutual = r.kind in _MUTUAL and (p.deps[t] == "conj" or p.deps[s] == "conj")
    code = _code(r.kind, acts)
    return Act(
        trigger=trigger,
        clause=syntax.clause(trigger),
        cameo=code,
        sources=(r.source,),
        targets=(r.target,),
        frame=None,
        strength=2.0 * r.probability,
        reciprocal=mutual,
        why=(f"arbiter alone: {r.kind} {r.probability:.2f} → {code} ({', '.join(r.verdict.strongest)})",),
    )
