"""Frames laid over a parsed sentence: every act whose wording and arguments are there."""

from __future__ import annotations

from dataclasses import dataclass

from streams.core.arguments import Syntax
from streams.core.complements import companions
from streams.core.filling import filled_by_adjective, filled_by_noun, filled_by_verb
from streams.core.frames import Frame, FrameBook, Trigger
from streams.core.knowledge import table
from streams.core.mentions import Form
from streams.core.referents import Mention
from streams.core.slots import Actors, Fill, among_themselves, between, mentions_at, sides, sufficient


@dataclass(frozen=True, slots=True)
class Act:
    """One wording of an act found in a sentence.

    `trigger` and `clause` are tokens; `used` are the tokens that it explains.
    """

    trigger: int
    clause: int
    cameo: str
    sources: Actors
    targets: Actors
    frame: Frame | None
    strength: float
    reciprocal: bool = False
    used: frozenset[int] = frozenset()
    effects: tuple[str, ...] = ()  # of the verbs above: "planned", "denied", …
    why: tuple[str, ...] = ()
    attribution: Actors = ()
    tense: int | None = None  # the verb whose tense counts where one like "continue to" carries the act
    outer: int | None = None  # the verb whose tense and mood count, where an embedding verb took over


REACHING = (
    "against",
    "on",
    "to",
    "with",
    "towards",
    "toward",
    "of",
    "from",
    "for",
    "over",
    "between",
    "into",
    "at",
    "outside",
    "in",
)
"""Prepositions behind which the target of an act is looked for where
its frame names none, nearest in meaning first.
"""
_WHERE = frozenset({"in", "at", "outside"})
FOR_OTHERS = ("033", "039")
"""CAMEO codes of what several mean to do for a third: to give aid, to mediate."""
_GIVEN = "07"  # CAMEO root of aid: what is shared out between two is given to both
_AT_HOSTS = frozenset({"in", "to", "from"})
_FORCE = "14"  # CAMEO root from which on acts are done to places too


class Matcher:
    """Finds acts by frames.

    `light` verbs lend their subject to the noun they carry ("hold talks"), behind `occurring` ones stands
    between whom their subject is ("clashes erupted between").
    """

    def __init__(self, book: FrameBook, *, light: frozenset[str], occurring: frozenset[str]) -> None:
        self._book, self._light, self._occurring = book, light, occurring

    def acts(self, syntax: Syntax) -> list[Act]:
        """The best-fitting act of every trigger, verbs before the nouns that they explain."""
        p, found, consumed = syntax.parse, [], set[int]()
        served = self._book.served(syntax.words)
        for kind, tagged in ((Trigger.VERB, "VB"), (Trigger.ADJECTIVE, "JJ"), (Trigger.NOUN, "NN")):
            for token in range(len(p)):
                if not p.tags[token].startswith(tagged) and not (
                    kind is Trigger.ADJECTIVE
                    and (p.tags[token] in ("VBN", "VBG", "RB") or p.deps[token] == "attr")
                ):
                    continue
                if token in consumed or self._is_name(syntax, token):
                    continue
                frames = self._book.of(kind, p.lemmas[token], served)
                if not frames:
                    continue
                act = self._best(syntax, token, kind, frames)
                if act is not None:
                    found.append(act)
                    consumed |= act.used
        return found

    @staticmethod
    def _is_name(syntax: Syntax, token: int) -> bool:
        mention = syntax.mention_at.get(token)
        if mention is None:
            return False
        people = mention.form is Form.ROLE and mention.plural  # "exiles" are people, no act
        return mention.form in (Form.NAME, Form.PERSON) or (people and syntax.head_of[id(mention)] == token)

    def _best(self, syntax: Syntax, token: int, kind: Trigger, frames: list[Frame]) -> Act | None:
        best: tuple[float, Frame, Fill] | None = None
        for frame in frames:
            filled = self._filled(syntax, token, kind, frame)
            if filled is not None and not filled.sources and not filled.targets and not frame.weak:
                filled.targets = self._within_reach(syntax, token, kind, frame, filled)
            if filled is None or not sufficient(frame, filled):
                continue
            if best is None or filled.score > best[0]:
                best = (filled.score, frame, filled)
        if best is None:
            return None
        score, frame, filled = best
        if not filled.targets and not among_themselves(frame, filled):
            filled.targets = self._within_reach(syntax, token, kind, frame, filled)
        if not filled.targets and frame.cameo < "08":
            filled.targets = mentions_at(syntax, companions(syntax.parse, token), skip=filled.sources)
        if frame.joint:
            filled.targets = self._partners(syntax, token, kind, filled)
        if kind is Trigger.VERB and not filled.sources and syntax.passive(token):
            self._ask_the_patient(syntax, token, frame, filled)
        sources, targets, together = sides(filled, frame)
        if not sources and not targets:
            return None
        return Act(
            trigger=token,
            clause=syntax.clause(token),
            cameo=frame.cameo,
            sources=sources,
            targets=targets,
            frame=frame,
            strength=score,
            reciprocal=together,
            used=frozenset(filled.used),
            effects=("plan",) if frame.planned else (),
            why=(f"act: {frame.pattern} → {frame.cameo}",),
        )

    def _filled(self, syntax: Syntax, token: int, kind: Trigger, frame: Frame) -> Fill | None:
        if kind is Trigger.VERB:
            return filled_by_verb(syntax, token, frame)
        if kind is Trigger.ADJECTIVE:
            return filled_by_adjective(syntax, token, frame)
        return filled_by_noun(syntax, token, frame, light=self._light, occurring=self._occurring)

    @staticmethod
    def _partners(syntax: Syntax, token: int, kind: Trigger, fill: Fill) -> list[Mention]:
        """Who was to take part in what is called off: the visitor too, but not where it was to be."""
        p = syntax.parse
        there = [m for m in fill.targets if p.lemmas[p.heads[syntax.head_of[id(m)]]] not in _WHERE]
        if fill.sources or kind is not Trigger.VERB:
            return there
        owners = [owner for noun in syntax.patients(token) for owner in syntax.possessors(noun)]
        return [*mentions_at(syntax, owners, skip=there), *there]

    @staticmethod
    def _ask_the_patient(syntax: Syntax, token: int, frame: Frame, fill: Fill) -> None:
        """Who does what a passive doesn't say.

        Those between whom it is: "a treaty between Chad and Libya was signed". The owner of what is his own:
        "Chad's ambassador to Libya was recalled". A guest's host: "Chad's envoy in Tripoli was summoned".
        """
        nouns = syntax.patients(token)
        if not frame.cameo.startswith(_GIVEN) and (pair := between(syntax, token)):
            fill.sources, fill.targets, fill.mutual = pair, [], True
        elif frame.own:
            makers = [o for n in nouns for prep, o in syntax.prepositional(n) if prep == "by"]
            owners = [*nouns, *(o for n in nouns for o in syntax.possessors(n)), *makers]
            fill.sources = mentions_at(syntax, owners, skip=fill.targets, through=False)
        elif frame.host:
            guests = mentions_at(syntax, nouns, through=False)
            where = [o for prep, o in syntax.nested(token) if prep in _AT_HOSTS]
            hosts = mentions_at(syntax, where, skip=guests, through=False)
            if guests and hosts:
                fill.sources, fill.targets = hosts[:1], guests

    @staticmethod
    def _within_reach(syntax: Syntax, token: int, kind: Trigger, frame: Frame, fill: Fill) -> list[Mention]:
        """The actor inside what is acted upon ("praised Haiti's efforts"),
        else behind a preposition that points at one.
        """
        patients = syntax.patients(token) if kind is Trigger.VERB else []
        inside = mentions_at(syntax, [*patients, *sorted(fill.used)], skip=fill.sources)
        if inside:
            return inside
        phrases = [(wanted, o) for wanted in REACHING for prep, o in syntax.nested(token) if prep == wanted]
        found = [(w, m) for w, o in phrases for m in mentions_at(syntax, [o], skip=fill.sources)]
        # who "warned in Vienna" warned nobody there; who bombed in Mosul bombed Mosul
        return [m for w, m in found if w not in _WHERE or not m.place or frame.cameo >= _FORCE][:1]


def built_in_matcher(book: FrameBook) -> Matcher:
    """With the tables of verbs that come with the package."""
    light, occurring = (
        frozenset(row["lemma"] for row in table("acts", name)) for name in ("light.tsv", "occurring.tsv")
    )
    return Matcher(book, light=light, occurring=occurring)
