"""What the arbiter sees of two mentions in a parsed sentence: words, dependency arcs, and what the frames
say.

Actors are masked (`S`, `T`, `X`), so that the model learns wordings, not countries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from streams.core.arguments import Syntax
from streams.core.frames import FrameBook, Trigger
from streams.core.matching import Act
from streams.core.mentions import Form
from streams.core.parse import Parse
from streams.core.referents import Mention

FAR = 30  # tokens: words further than this from both actors are not seen
_BESIDE = 4  # tokens behind or before both actors in which a word counts as near them
_STEPS = 4  # arcs above an actor
_KINDS = {"V": Trigger.VERB, "N": Trigger.NOUN, "J": Trigger.ADJECTIVE}
_SEEN_AS_WORDS = frozenset({Form.ROLE, Form.ADJECTIVE, Form.PRONOUN, Form.GIVEN})
_TELLING = frozenset("aux auxpass neg prt dobj xcomp prep mark acomp attr nsubjpass".split())

Masked = list[str | None]
"""Lemmas by token, actors masked; None for the inner tokens of a mention and for what is no word."""


class PairFeatures:
    """The features of the ordered pairs of one sentence's mentions; `acts` are its acts, each with its type
    after the tense rule.

    What all pairs share is worked out once.
    """

    def __init__(self, syntax: Syntax, acts: Sequence[tuple[Act, str]], book: FrameBook) -> None:
        self._syntax, self._acts = syntax, acts
        p = syntax.parse
        self._lemmas: Masked = [
            lemma if lemma.isalpha() or lemma in ("'s", "n't") else None for lemma in p.lemmas
        ]
        self._others = list(self._lemmas)  # as a third actor is seen
        self._tokens: dict[int, list[int]] = {}
        for token, mention in syntax.mention_at.items():
            self._tokens.setdefault(id(mention), []).append(token)
            if mention.form not in _SEEN_AS_WORDS:
                self._others[token] = "X" if token == syntax.head_of.get(id(mention)) else None
        self._triggers = [
            (token, _trigger_names(root))
            for token, tag in enumerate(p.tags)
            if (kind := _KINDS.get(tag[:1])) is not None and not tag.startswith("NNP")
            for root in book.types(kind, p.lemmas[token])
        ]

    def of(self, source: Mention, target: Mention) -> list[str]:
        """The features of the pair; none where one of the two has no word in the parse."""
        syntax = self._syntax
        s, t = syntax.head_of.get(id(source)), syntax.head_of.get(id(target))
        if s is None or t is None:
            return []
        p, masked = syntax.parse, self._masked(source, target)
        found = [f"order:{'st' if s < t else 'ts'}"]
        _add_words(found, masked, p, s, t)
        _add_arcs(found, masked, p, s, "s")
        _add_arcs(found, masked, p, t, "t")
        _add_path(found, masked, p, s, t)
        found += _frames(source, target, self._acts)
        low, high = min(s, t), max(s, t)
        for token, (anywhere, inside, outside) in self._triggers:
            found += (anywhere, inside if low < token < high else outside)
        return found

    def _masked(self, source: Mention, target: Mention) -> Masked:
        masked = list(self._others)
        for mention, name in ((target, "T"), (source, "S")):
            head = self._syntax.head_of[id(mention)]
            for token in self._tokens.get(id(mention), ()):
                masked[token] = name if token == head else self._lemmas[token]
        return masked


def _add_words(found: list[str], masked: Masked, p: Parse, s: int, t: int) -> None:
    low, high = min(s, t), max(s, t)
    previous = "^"
    tags = p.tags
    for token, word in enumerate(masked):
        if word is None:
            continue
        if token >= low - FAR and (token <= low + FAR or high - FAR <= token <= high + FAR):
            found.append("w:" + word)
            found.append(f"b:{previous}_{word}")
            if low < token < high:
                found.append("m:" + word)
            elif high < token <= high + _BESIDE:
                found.append("r:" + word)
            elif low - _BESIDE <= token < low:
                found.append("l:" + word)
            if tags[token] == "MD":
                found.append("modal:" + word)
        previous = word


def _add_arcs(found: list[str], masked: Masked, p: Parse, token: int, side: str) -> None:
    node, trail = token, ""
    deps = p.deps
    for step in range(_STEPS):
        head = p.heads[node]
        if head == node:
            break
        trail += f"<{deps[node]}"
        above = masked[head]
        found.append(f"{side}{step}:{deps[node]}:{above}")
        found.append(f"{side}^:{above}:{p.tags[head][:2]}")
        found.append(f"{side}~:{trail}:{above}")
        if step < 2:
            for child in p.children[head]:
                if child != node and deps[child] in _TELLING:
                    found.append(f"{side}{step}>{deps[child]}:{masked[child]}")
                    found.append(f"{side}{step}v:{above}:{deps[child]}:{masked[child]}")
        node = head


def _add_path(found: list[str], masked: Masked, p: Parse, s: int, t: int) -> None:
    above_s = [s, *p.ancestors(s)]
    above_t = [t, *p.ancestors(t)]
    meeting = next((a for a in above_s if a in above_t), None)
    if meeting is None:
        found.append("path:none")
        return
    up, down = above_s[: above_s.index(meeting)], above_t[: above_t.index(meeting)]
    shape = "".join([f"<{p.deps[x]}" for x in up]) + "|" + "".join([f">{p.deps[x]}" for x in reversed(down)])
    top = masked[meeting]
    found.append(f"path:{shape}")
    found.append(f"top:{top}")
    found.append(f"topshape:{top}:{p.deps[up[-1]] if up else ''}:{p.deps[down[-1]] if down else ''}")
    found.append(f"length:{min(len(up) + len(down), 8)}")
    found += [f"on:{masked[x]}" for x in (*up[1:], *down[1:])]


def _frames(source: Mention, target: Mention, acts: Sequence[tuple[Act, str]]) -> Iterator[str]:
    best = "none"
    for act, kind in acts:
        s, t = source in act.sources, target in act.targets
        crossed = act.reciprocal and target in act.sources and source in act.targets
        both = (s and t) or crossed or (act.reciprocal and source in act.sources and target in act.sources)
        reach = (
            "st"
            if both
            else "s"
            if s
            else "t"
            if t
            else "r"
            if source in act.targets or target in act.sources
            else "x"
        )
        yield f"f{reach}:{kind}"
        yield f"f{reach}:{act.cameo[:2]}"
        if reach == "st":
            best = kind
            yield f"fst:{act.cameo[:3]}"
            if act.outer is not None:
                yield f"fsto:{kind}"
            for effect in act.effects:
                yield f"fste:{kind}:{effect}"
    yield f"frame:{best}"


@lru_cache(maxsize=64)
def _trigger_names(root: str) -> tuple[str, str, str]:
    """The features of a word that frames of a type begin with: anywhere, between the actors, beside them."""
    return f"g:{root}", f"gin:{root}", f"gout:{root}"
