"""What the arbiter sees of two mentions in a parsed sentence: words, dependency arcs, and what the frames
say.

Actors are masked (`S`, `T`, `X`), so that the model learns wordings, not countries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.core.arguments import Syntax
from streams.core.frames import FrameBook, Trigger
from streams.core.matching import Act
from streams.core.parse import Parse
from streams.core.referents import Mention

FAR = 30  # tokens: words further than this from both actors are not seen
_KINDS = {"V": Trigger.VERB, "N": Trigger.NOUN, "J": Trigger.ADJECTIVE}


def features(
    syntax: Syntax, source: Mention, target: Mention, acts: Sequence[tuple[Act, str]], book: FrameBook
) -> list[str]:
    """The features of the ordered pair; `acts` are the sentence's acts,
    each with its type after the tense rule.
    """
    p = syntax.parse
    s, t = syntax.head_of.get(id(source)), syntax.head_of.get(id(target))
    if s is None or t is None:
        return []
    masked = _masked(syntax, source, target)
    found = [f"order:{'st' if s < t else 'ts'}"]
    found += _words(masked, p, s, t)
    found += _arcs(masked, p, s, "s")
    found += _arcs(masked, p, t, "t")
    found += _path(masked, p, s, t)
    found += _frames(syntax, source, target, acts)
    found += _triggers(p, s, t, book)
    return found


def _masked(syntax: Syntax, source: Mention, target: Mention) -> list[str | None]:
    """Lemmas by token, actors masked; the inner tokens of a mention are None."""
    p = syntax.parse
    masked: list[str | None] = [
        lemma if lemma.isalpha() or lemma in ("'s", "n't") else None for lemma in p.lemmas
    ]
    for token, mention in syntax.mention_at.items():
        head = syntax.head_of.get(id(mention))
        name = "S" if mention is source else "T" if mention is target else "X"
        if mention.form.value in ("role", "adjective", "pronoun", "given") and name == "X":
            continue
        masked[token] = name if token == head else (None if name == "X" else masked[token])
    return masked


def _words(masked: Sequence[str | None], p: Parse, s: int, t: int) -> Iterator[str]:
    low, high = min(s, t), max(s, t)
    previous = "^"
    for token, word in enumerate(masked):
        if word is None:
            continue
        if min(abs(token - s), abs(token - t)) <= FAR:
            yield f"w:{word}"
            yield f"b:{previous}_{word}"
            if low < token < high:
                yield f"m:{word}"
            elif token > high and token - high <= 4:
                yield f"r:{word}"
            elif token < low and low - token <= 4:
                yield f"l:{word}"
            if p.tags[token] == "MD":
                yield f"modal:{word}"
        previous = word


def _arcs(masked: Sequence[str | None], p: Parse, token: int, side: str) -> Iterator[str]:
    node, trail = token, ""
    for step in range(4):
        head = p.heads[node]
        if head == node:
            break
        trail += f"<{p.deps[node]}"
        yield f"{side}{step}:{p.deps[node]}:{masked[head]}"
        yield f"{side}^:{masked[head]}:{p.tags[head][:2]}"
        yield f"{side}~:{trail}:{masked[head]}"
        if step < 2:
            for child in p.children[head]:
                if child != node and p.deps[child] in (
                    "aux",
                    "auxpass",
                    "neg",
                    "prt",
                    "dobj",
                    "xcomp",
                    "prep",
                    "mark",
                    "acomp",
                    "attr",
                    "nsubjpass",
                ):
                    yield f"{side}{step}>{p.deps[child]}:{masked[child]}"
                    yield f"{side}{step}v:{masked[head]}:{p.deps[child]}:{masked[child]}"
        node = head


def _path(masked: Sequence[str | None], p: Parse, s: int, t: int) -> Iterator[str]:
    above_s = [s, *p.ancestors(s)]
    above_t = [t, *p.ancestors(t)]
    meeting = next((a for a in above_s if a in set(above_t)), None)
    if meeting is None:
        yield "path:none"
        return
    up, down = above_s[: above_s.index(meeting)], above_t[: above_t.index(meeting)]
    shape = "".join(f"<{p.deps[x]}" for x in up) + "|" + "".join(f">{p.deps[x]}" for x in reversed(down))
    yield f"path:{shape}"
    yield f"top:{masked[meeting]}"
    yield f"topshape:{masked[meeting]}:{p.deps[up[-1]] if up else ''}:{p.deps[down[-1]] if down else ''}"
    yield f"length:{min(len(up) + len(down), 8)}"
    for x in (*up[1:], *down[1:]):
        yield f"on:{masked[x]}"


def _frames(
    syntax: Syntax, source: Mention, target: Mention, acts: Sequence[tuple[Act, str]]
) -> Iterator[str]:
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


def _triggers(p: Parse, s: int, t: int, book: FrameBook) -> Iterator[str]:
    low, high = min(s, t), max(s, t)
    for token in range(len(p)):
        kind = _KINDS.get(p.tags[token][:1])
        if kind is None or p.tags[token].startswith("NNP"):
            continue
        where = "in" if low < token < high else "out"
        for root in book.types(kind, p.lemmas[token]):
            yield f"g:{root}"
            yield f"g{where}:{root}"
