"""Embedding: what "agreed to", "threatened to", "denied", "urged X to" make of the act inside them.

The words that govern an act are `governors.py`'s part; the codes of the compositions are a table
(`acts/compose.tsv`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from streams.core.arguments import Syntax
from streams.core.contents import is_condition, only_content
from streams.core.frames import noun_classes
from streams.core.governors import (
    BARE,
    Governor,
    Governors,
    addressed_in,
    asserted,
    obligation,
    owners_above,
    prospect,
)
from streams.core.matching import FOR_OTHERS, Act
from streams.core.mutual import between_them
from streams.core.obligations import demands
from streams.core.referents import Mention
from streams.core.slots import mentions_at

TYPE_EFFECTS = frozenset(
    {"agree", "threaten", "reject", "request", "demand", "accuse", "allow", "halt", "cancel", "support"}
)
_AGREED = ("03", "057")  # who fails to agree has turned the other down; at any other act: has not done it
_ADDRESSED = frozenset({"request", "demand", "accuse", "allow"})
_THEIRS = frozenset({"plan", "hope", "ongoing"})  # who plans or weighs sanctions is who would impose them
REFUSABLE = frozenset({"03", "04", "05", "06", "07", "08"})
_LETTING = frozenset({"let", "allow", "see", "have"})  # "refused to let US warplanes use its bases"
_OFFERED = frozenset({"offer", "volunteer"})  # what somebody offers is nothing that he threatens with
HOSTILE = frozenset({"15", "16", "17", "18", "19", "20"})


class Embeddings:
    """What governors make of the acts of a sentence, by the table of verbs and the table of codes."""

    def __init__(self, verbs: Iterable[Mapping[str, str]], codes: Iterable[Mapping[str, str]]) -> None:
        self._governors = Governors(verbs)
        self.lemmas = self._governors.lemmas
        self._codes: dict[str, dict[str, str]] = {}
        for row in codes:
            self._codes.setdefault(row["effect"], {})[row["embedded"]] = row["cameo"]

    def code(self, effect: str, embedded: str) -> str:
        """The CAMEO code of an effect upon an embedded code: its longest known prefix decides."""
        table = self._codes[effect]
        return next(table[embedded[:n]] for n in range(len(embedded), -1, -1) if embedded[:n] in table)

    def apply(self, syntax: Syntax, acts: Iterable[Act]) -> list[Act]:
        """The acts with what governs them taken in, and the acts that a governor alone makes."""
        result, taken = [], set[int]()
        for act in acts:
            composed = self._refusal(syntax, self._climb(syntax, act))
            taken.update(() if composed.outer is None else (composed.outer,))
            result.append(composed)
        result = [between_them(a) for a in result]
        result = [a for a in result if not only_content(syntax, a, result)]
        explained = {t for act in result for t in (act.trigger, *act.used)} | taken
        result += [
            act
            for act in (*self._bare(syntax), *demands(syntax, self._governors, self.code))
            if act.trigger not in explained and not is_condition(syntax, act)
        ]
        return result

    def _climb(self, syntax: Syntax, act: Act) -> Act:
        p = syntax.parse
        verbal = p.is_verb(act.trigger) or p.tags[act.trigger].startswith("J")
        start = act.trigger
        if not verbal:
            carrier = p.heads[syntax.whole(act.trigger)]
            if carrier in act.used and p.is_verb(carrier):
                if self._governors.effect(syntax, carrier, clausal=False) == "cancel":  # "was put back"
                    act = replace(act, used=act.used - {carrier})
                else:
                    start, verbal = carrier, True
        elif not p.is_verb(act.trigger) and p.is_verb(p.heads[act.trigger]):
            start = p.heads[act.trigger]
        act = replace(act, effects=(*act.effects, *self._predicated(syntax, act, start)))
        changed = False
        for governor in self._governors.above(syntax, start, clausal=verbal):
            if governor.token in act.used and governor.effect in TYPE_EFFECTS:
                continue
            obliged = obligation(syntax, start) if governor.effect == "report" and not changed else None
            if obliged is not None:
                composed = self._compose(syntax, act, Governor(governor.token, obliged, False))
                changed = composed is not act
                act = composed
            elif governor.effect == "report":
                speakers = tuple(mentions_at(syntax, syntax.agents(governor.token)))
                act = replace(act, effects=(*act.effects, "report"), attribution=act.attribution or speakers)
            elif governor.effect == "fail" and not changed and act.cameo.startswith(_AGREED):
                act, changed = self._disagreed(act, governor), True
            elif governor.effect in TYPE_EFFECTS and (not changed or _refused_leave(governor, act)):
                composed = self._compose(syntax, act, governor)
                changed = composed is not act
                act = composed
            elif governor.effect not in TYPE_EFFECTS:
                extra = ("deny",) if governor.negated else ()
                carried = governor.token if syntax.parse.is_verb(governor.token) else act.tense
                own = act.sources
                if not own and not governor.clausal and governor.effect in _THEIRS:
                    own = tuple(m for m in owners_above(syntax, governor.token) if m not in act.targets)
                act = replace(
                    act, sources=own, effects=(*act.effects, governor.effect, *extra), tense=carried
                )
        return act

    def _predicated(self, syntax: Syntax, act: Act, carrier: int) -> tuple[str, ...]:
        """What the clause whose subject it is says of the act: "talks are planned", "are due to begin"."""
        p = syntax.parse
        whole = syntax.whole(act.trigger)
        if carrier != act.trigger and p.deps[whole] == "nsubjpass":
            return _standing(self._governors.effect(syntax, carrier, clausal=False))
        verb = p.heads[whole]
        if p.deps[whole] != "nsubj" or p.lemmas[verb] != "be":
            return ()
        if (ahead := prospect(syntax, verb)) is not None:  # "are to begin", "were to have begun"
            return ("fail",) if any(p.lemmas[a] == "have" for a in p.kids(ahead, "aux")) else ("plan",)
        words = (w for w in p.kids(verb, "acomp") if prospect(syntax, w) is not None)
        return next((_standing(self._governors.effect(syntax, w, clausal=True)) for w in words), ())

    def _disagreed(self, act: Act, governor: Governor) -> Act:
        code = self.code("reject", "03")
        why = (*act.why, f"embedded: fail + {act.cameo} → {code}")
        mutual = bool(act.targets) or sum(len(m.actors) for m in act.sources) > 1
        return replace(act, cameo=code, outer=governor.token, reciprocal=mutual, why=why)

    @staticmethod
    def _lemmas(syntax: Syntax, act: Act) -> set[str]:
        return {syntax.parse.lemmas[t] for t in (act.trigger, *act.used)}

    def _refusal(self, syntax: Syntax, act: Act) -> Act:
        """An act that its own source says it will not do is a refusal:

        "said it will not lift the embargo".
        """
        p = syntax.parse
        verb = act.outer if act.outer is not None else act.clause
        if act.outer is not None or not p.is_verb(verb) or not act.sources or not p.kids(verb, "neg"):
            return act
        if act.cameo.startswith("12") and p.lemmas[act.trigger] == "rule":  # "would not rule out"
            code = self.code("threaten", "")
            return replace(
                act,
                cameo=code,
                outer=verb,
                effects=(*act.effects, "refused"),
                why=(*act.why, f"not ruled out → {code}"),
            )
        ahead = {p.lemmas[a] for a in p.kids(verb, "aux")} & {
            "will",
            "would",
            "wo",
            "shall",
            "can",
            "ca",
            "could",
        }
        if not ahead or act.cameo[:2] not in REFUSABLE or p.kids(verb, "auxpass"):
            return act
        code = self.code("reject", act.cameo)
        return replace(
            act, cameo=code, outer=verb, reciprocal=False, effects=(*act.effects, "refused"),
            why=(*act.why, f"refused: not + {act.cameo} → {code}"),
        )  # fmt: skip

    def _compose(self, syntax: Syntax, act: Act, governor: Governor) -> Act:
        effect = governor.effect
        if effect == "reject" and act.cameo.startswith("12") and "rule" in self._lemmas(syntax, act):
            effect = "threaten"  # "refused to rule out"
        elif effect == "reject" and governor.negated:  # "would not rule out sanctions"
            effect = "threaten" if act.cameo >= "13" else "agree"
        elif governor.negated and effect in ("agree", "allow"):
            effect = "reject"
        elif (
            effect == "agree"
            and act.cameo[:2] in HOSTILE
            and syntax.parse.lemmas[governor.token] not in _OFFERED
        ):  # "prepared to impose martial law"
            effect = "threaten"
        sources = owners_above(syntax, governor.token)
        targets: list[Mention] = []
        if effect in _ADDRESSED:
            targets = [m for m in mentions_at(syntax, syntax.patients(governor.token)) if m not in sources]
            targets = targets or [
                m
                for prep, o in syntax.prepositional(governor.token)
                if prep in ("on", "to", "upon", "from", "with")
                for m in syntax.actors(o, through=False)
            ]
            targets = targets or [m for m in act.sources if m not in sources]
        if effect == "agree" and not syntax.parse.is_verb(governor.token):  # "an offer to Baku to set up"
            phrases = [o for prep, o in syntax.prepositional(governor.token) if prep == "to"]
            targets = [m for m in mentions_at(syntax, phrases) if m not in sources]
        if effect == "cancel" and not sources and act.reciprocal:  # "the signing between T and T was put off"
            sources, targets = list(act.sources), list(act.targets)
        targets = (
            targets
            or [m for m in act.targets if m not in sources]
            or [m for m in act.sources if m not in sources]
        )
        if not sources and not targets:
            return act
        code = self.code(effect, act.cameo)
        if code == "113" and governor.clausal:  # "urged the EU to impose sanctions" asks something of the EU
            code = self.code(effect, "")
        elif code == "113":  # "called for sanctions against": who is opposed is not who is to impose them
            targets = [m for m in act.targets if m not in sources] or targets
        lemma = syntax.parse.lemmas[governor.token]
        among = effect == "agree" and not targets and sum(len(m.actors) for m in sources) > 1
        among = among and not code.startswith(FOR_OTHERS)
        if among and len(sources) > 1:
            sources, targets = sources[:1], sources[1:]
        return replace(
            act,
            trigger=governor.token,
            clause=syntax.clause(governor.token),
            cameo=code,
            sources=tuple(sources),
            targets=tuple(targets),
            reciprocal=among or (effect == "cancel" and act.reciprocal and tuple(sources) == act.sources),
            outer=governor.token,
            used=act.used | {act.trigger, governor.token},
            effects=(*act.effects, "refused")
            if governor.negated and effect != governor.effect
            else act.effects,
            why=(*act.why, f"embedded: {lemma} + {act.cameo} → {code} ({effect})"),
        )

    def _bare(self, syntax: Syntax) -> Iterable[Act]:
        p = syntax.parse
        for token in range(len(p)):
            if not p.is_verb(token) and p.deps[token] != "acomp":
                continue
            complements = [c for c in p.kids(token, "xcomp", "ccomp") if p.is_verb(c)]
            complements += [c for prep in p.kids(token, "prep") for c in p.kids(prep, "pcomp")]
            complements += [d for c in complements for d in p.kids(c, "ccomp") if p.lemmas[c] in _LETTING]
            if not complements or any(
                p.lemmas[m] in ("whether", "if") for c in complements for m in p.kids(c, "mark")
            ):
                continue  # "asked whether": a question, no request
            effect = self._governors.effect(syntax, token, clausal=True)
            if effect not in BARE or any(asserted(syntax, token, c) for c in complements):
                continue
            if effect in _ADDRESSED | {"reject"} and any(
                p.lemmas[c] in noun_classes()["silence"] for c in complements
            ):
                continue  # "declined to comment", "asked not to be named"
            shell = Act(token, token, "", (), (), None, 0.5)
            act = self._compose(syntax, shell, Governor(token, effect, bool(p.kids(token, "neg"))))
            if act is shell or not act.sources:
                continue
            inner = [
                m
                for c in complements
                for m in mentions_at(syntax, addressed_in(syntax, c, asked=effect in _ADDRESSED))
                if m not in act.sources
            ]
            own = {a.country for m in act.sources for a in m.actors}
            inner.sort(
                key=lambda m: m.place and m.actors[0].country in own
            )  # "to keep the port of Durrës open"
            act = replace(act, targets=act.targets or tuple(inner[:1]))
            if act.targets or act.reciprocal or effect != "accuse":
                yield self._climb(syntax, replace(act, used=act.used | {token}))


def _refused_leave(governor: Governor, act: Act) -> bool:
    """Whether it is leave that is refused: "refused to let the plane land"."""
    return governor.effect == "reject" and act.cameo.startswith("080")


def _standing(effect: str | None) -> tuple[str, ...]:
    """The effect, where it is one upon the status."""
    return () if effect is None or effect in TYPE_EFFECTS or effect == "report" else (effect,)
