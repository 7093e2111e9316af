"""Frames laid over a parsed sentence: every act whose wording and arguments are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from streams.core.arguments import Syntax
from streams.core.discourse import Mention
from streams.core.frames import Frame, FrameBook, Slot, Trigger
from streams.core.mentions import Form

Actors = tuple[Mention, ...]


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


@dataclass(slots=True)
class _Fill:
    sources: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    score: float = 0.0


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
    "in",
)
"""Prepositions behind which the target of an act is looked for where
its frame names none, nearest in meaning first.
"""


class Matcher:
    """Finds acts by frames. `light` verbs lend their subject to the noun they carry ("hold talks")."""

    def __init__(self, book: FrameBook, *, light: frozenset[str]) -> None:
        self._book, self._light = book, light

    def acts(self, syntax: Syntax) -> list[Act]:
        """The best-fitting act of every trigger, verbs before the nouns that they explain."""
        p, found, consumed = syntax.parse, [], set[int]()
        for kind, tagged in ((Trigger.VERB, "VB"), (Trigger.ADJECTIVE, "JJ"), (Trigger.NOUN, "NN")):
            for token in range(len(p)):
                if not p.tags[token].startswith(tagged) and not (
                    kind is Trigger.ADJECTIVE
                    and (p.tags[token] in ("VBN", "VBG", "RB") or p.deps[token] == "attr")
                ):
                    continue
                if token in consumed or self._is_name(syntax, token):
                    continue
                frames = self._book.of(kind, p.lemmas[token])
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
        return mention is not None and mention.form in (Form.NAME, Form.PERSON)

    def _best(self, syntax: Syntax, token: int, kind: Trigger, frames: list[Frame]) -> Act | None:
        fill = {Trigger.VERB: self._verb, Trigger.ADJECTIVE: self._adjective, Trigger.NOUN: self._noun}[kind]
        best: tuple[float, Frame, _Fill] | None = None
        for frame in frames:
            filled = fill(syntax, token, frame)
            if filled is not None and not filled.sources and not filled.targets and not frame.weak:
                filled.targets = self._within_reach(syntax, token, kind, filled)
            if filled is None or not _sufficient(frame, filled):
                continue
            if best is None or filled.score > best[0]:
                best = (filled.score, frame, filled)
        if best is None:
            return None
        score, frame, filled = best
        if not filled.targets and not _among(frame, filled):
            filled.targets = self._within_reach(syntax, token, kind, filled)
        sources, targets = _sides(filled, frame)
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
            reciprocal=frame.reciprocal,
            used=frozenset(filled.used),
            effects=("plan",) if frame.planned else (),
            why=(f"act: {frame.pattern} → {frame.cameo}",),
        )

    @staticmethod
    def _within_reach(syntax: Syntax, token: int, kind: Trigger, fill: _Fill) -> list[Mention]:
        """The actor inside what is acted upon ("praised Haiti's efforts"),
        else behind a preposition that points at one.
        """
        patients = syntax.patients(token) if kind is Trigger.VERB else []
        inside = _mentions(syntax, [*patients, *sorted(fill.used)], skip=fill.sources)
        if inside:
            return inside
        phrases = [o for wanted in REACHING for prep, o in syntax.nested(token) if prep == wanted]
        return _mentions(syntax, phrases, skip=fill.sources)[:1]

    # ---- verbs

    def _verb(self, syntax: Syntax, verb: int, frame: Frame) -> _Fill | None:
        p = syntax.parse
        particles = {p.lemmas[c] for c in p.kids(verb, "prt", "advmod", "prep")}
        if frame.particle is not None and frame.particle not in particles:
            return None
        fill = _Fill()
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
            fill.sources = _mentions(syntax, agents)
        else:
            fill.targets = _mentions(syntax, syntax.subjects(verb))
            patients = [] if syntax.passive(verb) else patients
        if not self._objects(syntax, frame, patients, fill, verb):
            return None
        # "called a reckless attack on Belarus" is no call on Belarus: where no object is asked for, the
        # verb's own counts
        own = not frame.objects and frame.particle is None and not syntax.passive(verb)
        phrases = syntax.directly_prepositional(verb) if own else syntax.prepositional(verb)
        deep = [] if own else syntax.nested(verb)
        return fill if self._preps(syntax, frame, phrases, fill, deep=deep) else None

    def _objects(self, syntax: Syntax, frame: Frame, patients: list[int], fill: _Fill, verb: int) -> bool:
        for slot in frame.objects:
            if slot.actor is not None:
                actors = _mentions(syntax, patients, skip=fill.sources)
                if not actors and len(frame.objects) > 1:  # "gave aid to T": the dative as a phrase
                    actors = _mentions(
                        syntax,
                        [o for prep, o in syntax.prepositional(verb) if prep in ("to", "for")],
                        skip=fill.sources,
                    )
                if not actors and not slot.optional and not _among(frame, fill):
                    return False
                _put(fill, slot, actors)
            elif not _admit(syntax, slot, [*patients, *syntax.parse.kids(verb, "acomp", "oprd")], fill):
                return False
        return True

    def _preps(
        self,
        syntax: Syntax,
        frame: Frame,
        phrases: list[tuple[str, int]],
        fill: _Fill,
        *,
        deep: list[tuple[str, int]],
    ) -> bool:
        """Fill the frame's prepositional slots from `phrases`; a target
        that must be there also from `deep` ones.
        """
        for prepositions, slot in frame.preps:
            objects = [o for prep, o in phrases if prep in prepositions]
            if slot.actor is not None:
                other = fill.sources if slot.actor == "T" else fill.targets
                actors = _mentions(syntax, objects, skip=other)
                if not actors and not slot.optional:
                    actors = _mentions(syntax, [o for prep, o in deep if prep in prepositions], skip=other)
                if not actors and not slot.optional and not _among(frame, fill):
                    return False
                _put(fill, slot, actors)
            elif not _admit(syntax, slot, objects, fill):
                return False
            else:
                fill.score += 0.5
        return True

    # ---- adjectives

    def _adjective(self, syntax: Syntax, adjective: int, frame: Frame) -> _Fill | None:
        p, fill = syntax.parse, _Fill()
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
        side.extend(_mentions(syntax, owners))
        return fill if self._preps(syntax, frame, syntax.prepositional(adjective), fill, deep=[]) else None

    # ---- nouns

    def _noun(self, syntax: Syntax, noun: int, frame: Frame) -> _Fill | None:
        fill = _Fill()
        if "_" in frame.lemma:
            if frame.lemma.rpartition("_")[0] not in syntax.modifiers(noun):
                return None
            fill.score += 1.0
        p = syntax.parse
        phrases = syntax.prepositional(noun)
        carrier = p.heads[noun]
        carried = (
            p.deps[noun] in ("dobj", "nsubjpass", "attr")
            and p.is_verb(carrier)
            and p.lemmas[carrier] in self._light
        )
        if carried:
            phrases = phrases + [ph for ph in syntax.prepositional(carrier) if ph not in phrases]
        if not self._preps(syntax, frame, phrases, fill, deep=syntax.nested(noun)):
            return None
        taken = {o for prepositions, _ in frame.preps for prep, o in phrases if prep in prepositions}
        owners = _first(
            (
                lambda: _mentions(syntax, syntax.possessors(noun), skip=fill.targets),
                lambda: _mentions(syntax, [o for prep, o in phrases if prep == "by" and o not in taken]),
                lambda: _pair(syntax, phrases) if frame.reciprocal else [],
                lambda: _mentions(
                    syntax, p.kids(noun, "compound", "amod", "nmod"), through=False, skip=fill.targets
                ),
                lambda: _mentions(
                    syntax, [o for v in p.kids(noun, "acl") if syntax.passive(v) for o in syntax.agents(v)]
                ),
                lambda: _mentions(syntax, syntax.agents(carrier), skip=fill.targets) if carried else [],
                lambda: _meeting(syntax, noun) if frame.reciprocal else [],
                lambda: _mentions(
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
            fill.sources = _mentions(syntax, [o for prep, o in phrases if prep == "by"], skip=fill.targets)
            if carried and not fill.sources:
                fill.sources = _mentions(syntax, syntax.agents(carrier), skip=fill.targets)
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
    actors = _mentions(syntax, syntax.agents(verb)) if p.is_verb(verb) else []
    return actors if sum(len(m.actors) for m in actors) > 1 else []


def _first(choices: tuple[Callable[[], list[Mention]], ...]) -> list[Mention]:
    for choice in choices:
        found = choice()
        if found:
            return found
    return []


def _mentions(
    syntax: Syntax, tokens: list[int], *, skip: list[Mention] | None = None, through: bool = True
) -> list[Mention]:
    found: list[Mention] = []
    for token in tokens:
        for mention in syntax.actors(token, through=through):
            if mention not in found and mention not in (skip or ()):
                found.append(mention)
    return found


def _admit(syntax: Syntax, slot: Slot, tokens: list[int], fill: _Fill) -> bool:
    for token in tokens:
        for head in syntax.heads(token):
            measured = [
                o
                for c in syntax.parse.kids(head, "prep")
                if syntax.parse.lemmas[c] == "of"
                for o in syntax.parse.kids(c, "pobj")
            ]
            for noun in (
                head,
                *(n for o in measured for n in syntax.heads(o)),
            ):  # "tons of aid", "a round of talks"
                if slot.admits(syntax.parse.lemmas[noun], syntax.modifiers(noun)):
                    fill.used.update((head, noun))
                    fill.score += 2.0 if slot.lemmas is not None else 0.2
                    return True
    return False


def _among(frame: Frame, fill: _Fill) -> bool:
    """Whether several sources do a mutual act among themselves: "the two leaders met"."""
    return frame.reciprocal and sum(len(m.actors) for m in fill.sources) > 1


def _put(fill: _Fill, slot: Slot, actors: list[Mention]) -> None:
    side = fill.sources if slot.actor == "S" else fill.targets
    side.extend(a for a in actors if a not in side)
    if actors:
        fill.score += 1.5


def _sufficient(frame: Frame, fill: _Fill) -> bool:
    if frame.weak and not (fill.sources and fill.targets):
        return _among(frame, fill)
    if frame.reciprocal and not fill.targets:
        return _among(frame, fill) or not frame.needs_target
    if frame.needs_target and frame.kind is Trigger.NOUN:
        return bool(fill.targets)
    return bool(fill.sources or fill.targets)


def _sides(fill: _Fill, frame: Frame) -> tuple[Actors, Actors]:
    """Sources and targets; a joint act of several parties among themselves is split at the first one."""
    if frame.reciprocal and len(fill.sources) > 1 and not fill.targets:
        return tuple(fill.sources[:1]), tuple(fill.sources[1:])
    return tuple(fill.sources), tuple(fill.targets)


def light_verbs(rows: Iterator[dict[str, str]]) -> frozenset[str]:
    """Lemmas of the light-verb table."""
    return frozenset(row["lemma"] for row in rows)
