"""Act frames: how the wording of an act reads, which CAMEO code it means, and which side is who.

A frame is one line of `knowledge/acts/<plover type>.tsv`; the pattern language is described in
CONTRIBUTING.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from schemas import CAMEO
from streams.core.knowledge.tables import data_path, lines

PREPOSITIONS = frozenset(
    "about above across after against ahead along among amid around as at before behind between beyond by "
    "despite during for from in inside into near of off on onto out outside over past through throughout to "
    "toward towards under until upon via with within without alongside".split()
)
TYPES = tuple(
    "agree consult support cooperate aid concede retreat request accuse reject threaten protest sanction "
    "mobilize coerce assault".split()
)

MEMORY = 20_000  # triggers remembered with the frames that what stands beside them fits


class Trigger(StrEnum):
    """The part of speech of a frame's trigger."""

    VERB = "verb"
    NOUN = "noun"
    ADJECTIVE = "adjective"


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand in one place of a frame: an actor (`S`, `T`), or
    a head lemma of `lemmas`, or anything.
    """

    actor: str | None = None
    optional: bool = False
    lemmas: frozenset[str] | None = None

    def admits(self, lemma: str, modifiers: frozenset[str]) -> bool:
        """Whether a noun phrase with this head lemma and these modifier lemmas fits."""
        if self.lemmas is None or lemma in self.lemmas:
            return True
        return any(f"{modifier}_{lemma}" in self.lemmas for modifier in modifiers)


@dataclass(frozen=True, slots=True)
class Frame:
    """One wording of one act."""

    kind: Trigger
    lemma: str
    particle: str | None
    subject: str  # "S" or "T": who stands as subject, or owns the noun
    objects: tuple[Slot, ...]
    preps: tuple[tuple[frozenset[str], Slot], ...]
    needed: tuple[frozenset[str], ...]  # for each word that the frame asks for, the lemmas that can be it
    infinitive: frozenset[str]  # verbs of which one must stand as infinitive complement, if any are named
    cameo: str
    reciprocal: bool
    joint: bool  # it ends what several do: where one side alone is told, and is several, it is between these
    weak: bool
    place: bool
    planned: bool  # the wording itself says that the act lies ahead: "announced a loan"
    own: bool  # what it is done to is the source's own: "Chad's ambassador was recalled"
    host: bool  # who does it is where the other is a guest: "Chad's ambassador in Tripoli was summoned"
    direct: (
        bool  # the target is the object itself, no actor inside it: who meets "Haiti's needs" meets nobody
    )
    by: frozenset[str]  # sectors of which the source must be, if any are named: "troops left Mosul"
    mode: str | None
    pattern: str

    @property
    def needs_target(self) -> bool:
        """Whether the frame asks for an actor as its target."""
        return any(s.actor == "T" and not s.optional for s in self._slots()) or self.subject == "T"

    def _slots(self) -> Iterator[Slot]:
        yield from self.objects
        yield from (slot for _, slot in self.preps)


class FrameError(ValueError):
    """A line of a frame file that cannot be read; the message names file, line and remedy."""


@lru_cache(maxsize=1)
def noun_classes() -> Mapping[str, frozenset[str]]:
    """`@class` → its lemmas, over all class files."""
    found: dict[str, frozenset[str]] = {}
    for file in sorted(f.name for f in data_path("acts").iterdir() if f.name.startswith("classes")):
        for _, line in lines("acts", file):
            name, _, words = line.partition("\t")
            name = name.strip().removeprefix("@")
            found[name] = found.get(name, frozenset()) | frozenset(words.split())
    return found


def _slot(word: str) -> Slot:
    if word in ("S", "T", "S?", "T?"):
        return Slot(actor=word[0], optional=word.endswith("?"))
    if word == "~":
        return Slot()
    lemmas: set[str] = set()
    for part in word.split("|"):
        if part.startswith("@"):
            classes = noun_classes()
            if part[1:] not in classes:
                raise FrameError(f"noun class {part} is in no classes file")
            lemmas |= classes[part[1:]]
        else:
            lemmas.add(part)
    return Slot(lemmas=frozenset(_split(lemma) for lemma in lemmas))


def _split(lemma: str) -> str:
    """A lemma as the parser's tokens have it: "cease-fire" is "fire" with the modifier "cease"."""
    return lemma.replace("-", "_")


def _complements(words: list[str]) -> tuple[tuple[Slot, ...], tuple[tuple[frozenset[str], Slot], ...]]:
    objects: list[Slot] = []
    preps: list[tuple[frozenset[str], Slot]] = []
    position = 0
    while position < len(words):
        alternatives = frozenset(words[position].split("|"))
        if alternatives <= PREPOSITIONS and position + 1 < len(words):
            preps.append((alternatives, _slot(words[position + 1])))
            position += 2
        elif alternatives <= PREPOSITIONS:
            raise FrameError(f"preposition {words[position]!r} has nothing behind it")
        else:
            objects.append(_slot(words[position]))
            position += 1
    return tuple(objects), tuple(preps)


def frames_of(pattern: str, cameo: str, flags: str) -> Iterator[Frame]:
    """The frames that one line stands for: one per alternative of its trigger.

    Raises FrameError where the pattern cannot be read.
    """
    words = pattern.split()
    marks = frozenset(flags.split())
    common: dict[str, Any] = {
        "cameo": cameo,
        "reciprocal": "recip" in marks,
        "joint": "joint" in marks,
        "weak": "weak" in marks,
        "place": "place" in marks,
        "planned": "planned" in marks,
        "host": "host" in marks,
        "direct": "direct" in marks,
        "own": "own" in marks,
        "by": frozenset(s for m in marks if m.startswith("by=") for s in m[3:].split("|")),
        "mode": next((m.removeprefix("mode=") for m in marks if m.startswith("mode=")), None),
        "pattern": pattern,
    }
    if not words or not re.fullmatch(r"[ST]('s)?", words[0]):
        raise FrameError(f"pattern {pattern!r} must begin with S, T, S's or T's")
    subject, owned = words[0][0], words[0].endswith("'s")
    if len(words) < 2:
        raise FrameError(f"pattern {pattern!r} has no verb or noun")
    if (
        not owned
        and words[1] == "be"
        and len(words) > 2
        and not frozenset(words[2].split("|")) <= PREPOSITIONS
    ):
        kind, triggers, rest = Trigger.ADJECTIVE, words[2], words[3:]
    else:
        kind, triggers, rest = (Trigger.NOUN if owned else Trigger.VERB), words[1], words[2:]
    objects, preps = _complements([word for word in rest if not word.startswith(">")])
    infinitive = frozenset(verb for word in rest if word.startswith(">") for verb in word[1:].split("|"))
    asked = [slot.lemmas for slot in (*objects, *(slot for _, slot in preps)) if slot.lemmas is not None]
    words_needed = [frozenset(lemma.rpartition("_")[2] for lemma in lemmas) for lemmas in asked]
    words_needed += [prepositions for prepositions, slot in preps if not slot.optional and slot.actor is None]
    for alternative in _expanded(triggers):
        lemma, _, particle = alternative.partition("+")
        more = [frozenset({particle})] if particle else []
        needed = (*words_needed, *more, *([infinitive] if infinitive else []))
        yield Frame(
            kind, _split(lemma), particle or None, subject, objects, preps, needed, infinitive, **common
        )


def _expanded(triggers: str) -> Iterator[str]:
    for alternative in triggers.split("|"):
        if alternative.startswith("@"):
            yield from sorted(_slot(alternative).lemmas or ())
        else:
            yield alternative


class FrameBook:
    """All frames, by kind and trigger lemma."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._types: dict[tuple[Trigger, str], tuple[str, ...]] = {}
        self._by_trigger: defaultdict[tuple[Trigger, str], list[tuple[int, Frame]]] = defaultdict(list)
        bits: dict[frozenset[str], int] = {}  # of each set of words of which some frame needs one
        for frame in frames:
            needed = reduce(or_, (bits.setdefault(words, 1 << len(bits)) for words in frame.needed), 0)
            self._by_trigger[frame.kind, frame.lemma.rpartition("_")[2]].append((needed, frame))
        self._served: defaultdict[str, int] = defaultdict(int)  # word → the sets that it is in
        for words, bit in bits.items():
            for word in words:
                self._served[word] |= bit
        self._asked = {  # by trigger, the sets that any of its frames needs
            trigger: reduce(or_, (needed for needed, _ in frames), 0)
            for trigger, frames in self._by_trigger.items()
        }
        self._fitting: dict[tuple[Trigger, str, int], list[Frame]] = {}
        self.lemmas = frozenset(lemma for _, lemma in self._by_trigger)

    @classmethod
    def built_in(cls) -> FrameBook:
        """The frames of the knowledge files. Raises FrameError naming file and line."""
        return cls(frame for _, frame in built_in_frames())

    def types(self, kind: Trigger, lemma: str) -> tuple[str, ...]:
        """The PLOVER types of the frames that this lemma may trigger, in alphabetical order."""
        found = self._types.get((kind, lemma))
        if found is None:
            frames = (frame for _, frame in self._by_trigger.get((kind, lemma), ()))
            named = {str(CAMEO[f.cameo].plover) for f in frames if f.cameo in CAMEO}
            found = self._types[kind, lemma] = tuple(sorted(named))
        return found

    def served(self, lemmas: Iterable[str]) -> int:
        """What the words of a sentence can give to frames, to be asked of `of`."""
        return reduce(or_, (self._served.get(lemma, 0) for lemma in lemmas), 0)

    def of(self, kind: Trigger, lemma: str, served: int) -> list[Frame]:
        """The frames that this lemma may trigger in a sentence that has one word of each kind they need."""
        asked = self._asked.get((kind, lemma))
        if asked is None:
            return []
        given = served & asked
        fitting = self._fitting.get((kind, lemma, given))
        if fitting is None:
            if len(self._fitting) >= MEMORY:
                self._fitting.clear()
            frames = self._by_trigger[kind, lemma]
            fitting = [frame for needed, frame in frames if needed & given == needed]
            self._fitting[kind, lemma, given] = fitting
        return fitting


def built_in_frames() -> Iterator[tuple[str, Frame]]:
    """(PLOVER type of the file, frame) of every frame line."""
    for name in TYPES:
        file = f"{name}.tsv"
        if not data_path("acts", file).is_file():
            continue
        for number, line in lines("acts", file):
            pattern, cameo, flags = ([*line.split("\t"), "", ""])[:3]
            try:
                for frame in frames_of(pattern.strip(), cameo.strip(), flags):
                    yield name.upper(), frame
            except FrameError as error:
                raise FrameError(f"acts/{file}:{number}: {error}") from None
