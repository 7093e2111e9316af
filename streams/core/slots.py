"""Slots: the places that a frame keeps for actors and words, filled from the phrases of a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from streams.core.arguments import Syntax
from streams.core.frames import Frame, Slot, Trigger, noun_classes
from streams.core.mentions import Form
from streams.core.once import once
from streams.core.referents import Mention

Actors = tuple[Mention, ...]
AMONG = frozenset({"between", "among"})
"""Prepositions behind which stands between whom something is."""
_EMBARGO = ("163", "085")  # CAMEO: imposing sanctions, lifting them
_HELD = ("084", "17", "18")  # CAMEO codes of what is done to those who are held, struck or let go themselves
_BACKING = "05"  # CAMEO root: whose plan is endorsed is who is
_SHOW_OF_FORCE = "15"  # CAMEO root


@dataclass(slots=True)
class Fill:
    """What a frame's slots have been given so far: mentions, the tokens explained, and how well it fits."""

    sources: list[Mention] = field(default_factory=list)
    targets: list[Mention] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    score: float = 0.0
    mutual: bool = False
    """Whether the wording itself says that the sources do it together."""


def mentions_at(
    syntax: Syntax, tokens: list[int], *, skip: list[Mention] | None = None, through: bool = True
) -> list[Mention]:
    """The mentions that the phrases at `tokens` name, each once.

    `through`: also those inside a phrase that is itself no actor; `skip`: known to be on the other side.
    """
    found: list[Mention] = []
    for token in tokens:
        for mention in syntax.actors(token, through=through):
            if mention not in found and mention not in (skip or ()):
                found.append(mention)
    return found


def fill_objects(syntax: Syntax, frame: Frame, patients: list[int], fill: Fill, verb: int) -> bool:
    """Fill the frame's object slots from `patients`; False where one that must be filled stays empty."""
    for slot in frame.objects:
        if slot.actor is not None:
            actors = mentions_at(syntax, patients, skip=fill.sources, through=not frame.direct)
            if not actors and len(frame.objects) > 1:  # "gave aid to T": the dative as a phrase
                actors = mentions_at(
                    syntax,
                    [o for prep, o in syntax.prepositional(verb) if prep in ("to", "for")],
                    skip=fill.sources,
                )
            if not actors and not slot.optional and not among_themselves(frame, fill):
                return False
            put(fill, slot, actors)
        elif not admit(syntax, slot, [*patients, *syntax.parse.kids(verb, "acomp", "oprd")], fill):
            return False
    return True


def fill_phrases(
    syntax: Syntax,
    frame: Frame,
    phrases: list[tuple[str, int]],
    fill: Fill,
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
            owners = _possessors(syntax, slot, fill, frame.cameo, of=frame.cameo.startswith(_BACKING))
            if frame.cameo.startswith(_EMBARGO) and any(prep in ("on", "against") for prep, _ in phrases):
                owners = []  # "renewed UN sanctions on Iran"
            actors = owners or mentions_at(syntax, objects, skip=other)
            if not actors and not slot.optional:
                actors = mentions_at(syntax, [o for prep, o in deep if prep in prepositions], skip=other)
            if not actors and not slot.optional and not among_themselves(frame, fill):
                return False
            put(fill, slot, actors)
        elif not admit(syntax, slot, objects, fill):
            return False
        else:
            fill.score += 0.5
    return True


def _possessors(syntax: Syntax, slot: Slot, fill: Fill, cameo: str, *, of: bool) -> list[Mention]:
    """Whose the thing acted upon is, before whom it is about: "dismissed Trump's demand for Greenland"; `of`:
    the slot may name its owner.
    """
    if slot.actor != "T" or not (slot.optional or of) or not fill.sources:
        return []
    p, used = syntax.parse, sorted(fill.used)
    owners = [o for token in used for o in syntax.possessors(token)]
    nations = [c for token in used for c in p.kids(token, "amod", "compound")]
    own = [c for c in nations if (m := syntax.mention_at.get(c)) and m.form in (Form.ADJECTIVE, Form.NAME)]
    held = [
        t
        for t in used
        if (m := syntax.mention_at.get(t))
        and m.form is Form.ROLE
        and not m.inferred
        and cameo.startswith(_HELD)
    ]
    return mentions_at(syntax, [*owners, *own, *held], skip=fill.sources, through=False)


@once
def fillers(syntax: Syntax, token: int) -> list[tuple[int, int]]:
    """The nouns by which a phrase may fill a slot, each behind the head of its part of the phrase: that head
    itself, and what it measures ("tons of aid", "a round of talks").
    """
    p, unmade = syntax.parse, noun_classes()["unmade"]  # "a suspension of aid" is no aid
    found = []
    for head in syntax.heads(token):
        of = [] if p.lemmas[head] in unmade else [c for c in p.kids(head, "prep") if p.lemmas[c] == "of"]
        found.append((head, head))
        found += [(head, n) for c in of for o in p.kids(c, "pobj") for n in syntax.heads(o)]
    return found


def admit(syntax: Syntax, slot: Slot, tokens: list[int], fill: Fill) -> bool:
    """Whether the slot admits a word among the phrases at `tokens`, which it then explains."""
    for token in tokens:
        for head, noun in fillers(syntax, token):
            if slot.admits(syntax.parse.lemmas[noun], syntax.modifiers(noun)):
                fill.used.update((head, noun))
                fill.score += 2.0 if slot.lemmas is not None else 0.2
                return True
    return False


def between(syntax: Syntax, token: int) -> list[Mention]:
    """The parties of several states of whom it is said that something is between them."""
    for prep, noun in syntax.nested(token):
        if prep in AMONG:
            actors = syntax.actors(noun)
            if len(_countries(actors)) > 1:
                return actors
    return []


def put(fill: Fill, slot: Slot, actors: list[Mention]) -> None:
    """Put actors on the side that the slot is for."""
    side = fill.sources if slot.actor == "S" else fill.targets
    side.extend(a for a in actors if a not in side)
    if actors:
        fill.score += 1.5


def among_themselves(frame: Frame, fill: Fill) -> bool:
    """Whether several sources do a mutual act among themselves: "the two leaders met"."""
    if frame.joint:
        return len(_countries(fill.sources)) > 1
    return frame.reciprocal and sum(len(m.actors) for m in fill.sources) > 1


def sufficient(frame: Frame, fill: Fill) -> bool:
    """Whether the actors found are enough for the frame to count."""
    if frame.by and not any(
        actor.sector in frame.by for m in fill.sources if not m.person for actor in m.actors
    ):
        return False
    if frame.by and frame.place and not all(m.place or m.given for m in fill.targets):
        return False
    if frame.weak and not (fill.sources and fill.targets):
        return among_themselves(frame, fill)
    if frame.reciprocal and not fill.targets:
        return among_themselves(frame, fill) or not frame.needs_target
    if frame.needs_target and frame.kind is Trigger.NOUN:
        return bool(fill.targets)
    return bool(fill.sources or fill.targets)


def sides(fill: Fill, frame: Frame) -> tuple[Actors, Actors, bool]:
    """Sources, targets, and whether they do it together; what several do among themselves is split at the
    first one.
    """
    sources, targets = tuple(fill.sources), tuple(fill.targets)
    together = frame.reciprocal or fill.mutual
    if frame.joint:
        sources, together = _jointly(sources, targets)
        targets = () if together else targets
    if together and len(sources) > 1 and all(m in sources for m in targets):
        return sources[:1], sources[1:], together
    if not frame.cameo.startswith(_SHOW_OF_FORCE):
        return sources, targets, together
    # "North Korea fired two ballistic missiles": one's own arms are moved, not met
    own = _countries(sources)
    return sources, tuple(m for m in targets if not {a.country for a in m.actors} <= own), together


def _jointly(sources: Actors, targets: Actors) -> tuple[Actors, bool]:
    """Who calls off what several were to do, and whether that is all of them.

    It is where one side alone is told, "talks between Chad and Libya were put off", or where the other is of
    the same states, "they put off their ministers' talks".
    """
    told = sources or targets
    joint = len(_countries(told)) > 1 and (not sources or _countries(targets) <= _countries(sources))
    return (told, True) if joint else (sources, False)


def _countries(mentions: Iterable[Mention]) -> set[str | None]:
    return {a.country for m in mentions for a in m.actors}
