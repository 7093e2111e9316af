"""The model's dependency parser by its own weights: the arcs that spaCy's gives, in a third of the time.

All sentences of a batch take their next step at once, each step a few operations on arrays; spaCy takes them
one after another and takes and drops Python's lock several times for each word. The transition system is
spaCy's arc-eager one: shift, reduce (which puts a word without a head back before the rest), left arc, right
arc, and break, which begins a sentence within a text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from streams.core.encoder import Vectors

if TYPE_CHECKING:
    from spacy.language import Language

Ints = NDArray[np.int64]
_MOVES = ("S", "D", "L", "R", "B")  # shift, reduce, left arc, right arc, break
SHIFT, REDUCE, LEFT, RIGHT, BREAK = range(5)
_SEEN = 8  # words of a state that the model looks at
_DECORATED = "||"  # "prep||dobj": a prep that belongs to the dobj below the head that it was given


class Transitions:
    """The parser component of a spaCy pipeline, whose state has to be of eight words and whose search greedy.

    Raises ValueError for another.
    """

    def __init__(self, nlp: Language) -> None:
        pipe: Any = nlp.get_pipe("parser")
        model = pipe.model
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        narrow = next(node for node in model.get_ref("tok2vec").walk() if node.name == "linear")
        seen, hidden, pieces, width = lower.get_param("W").shape
        if seen != _SEEN or pipe.cfg["beam_width"] != 1 or model.attrs["unseen_classes"]:
            raise ValueError("the parser looks at other words or keeps several parses: not known here")
        moves, _, self._labels = zip(*(name.partition("-") for name in pipe.move_names), strict=True)
        if "subtok" in self._labels:
            raise ValueError("the parser joins parts of words: not known here")
        self._moves: Ints = np.array([_MOVES.index(move) for move in moves])
        self._narrow = narrow.get_param("W").T, narrow.get_param("b")
        # By piece, so that the largest is taken of whole blocks
        weights = lower.get_param("W").transpose(0, 3, 2, 1).reshape(seen, width, -1)
        self._lower = np.ascontiguousarray(weights)
        self._none = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(seen, -1)
        self._bias = np.ascontiguousarray(lower.get_param("b").T.reshape(-1))
        self._hidden, self._pieces = hidden, pieces
        self._upper = np.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        patterns = np.arange(1 << len(_MOVES))[:, None] >> self._moves[None, :]
        self._barred = np.where(patterns & 1, np.float32(0), np.float32(-np.inf))

    def arcs(
        self, vectors: Sequence[Vectors], words: Sequence[Sequence[str]]
    ) -> list[tuple[list[int], list[str]]]:
        """The head (itself for a root) and the label of each word of each sentence."""
        lengths = np.array([len(rows) for rows in vectors], dtype=np.int64)
        ends = np.cumsum(lengths)
        state = _States(lengths, ends)
        added = self._added(np.concatenate(vectors)) if len(vectors) else self._none[:, None]
        while len(state.active):
            state.take(self._moves, self._chosen(added, state))
        heads, labels = state.heads.tolist(), state.labels.tolist()
        found = []
        for end, length, text in zip(ends.tolist(), lengths.tolist(), words, strict=True):
            first = end - length + 1
            own = [heads[t] - first if heads[t] else t - first for t in range(first, end + 1)]
            deps = [self._labels[labels[t]] if heads[t] else "ROOT" for t in range(first, end + 1)]
            _undecorate(own, deps, text)
            found.append((own, deps))
        return found

    def _added(self, rows: Vectors) -> Vectors:
        """What each word (row 0: no word) adds to the sums of the hidden layer, by its place in the state."""
        weights, bias = self._narrow
        narrow = rows @ weights + bias
        added = np.empty((_SEEN, len(rows) + 1, self._lower.shape[2]), np.float32)
        added[:, 0] = self._none
        for place, lower in zip(added, self._lower, strict=True):
            np.matmul(narrow, lower, out=place[1:])
        return added

    def _chosen(self, added: Vectors, state: _States) -> Ints:
        """The best transition of those that each sentence may take."""
        sums: Vectors = np.zeros((len(state.active), added.shape[2]), np.float32)
        for place, words in zip(added, state.seen(), strict=True):
            sums += place.take(words, axis=0)
        sums += self._bias
        weights, bias = self._upper
        most: Vectors = sums[:, : self._hidden]
        for piece in range(1, self._pieces):
            most = np.maximum(most, sums[:, piece * self._hidden : (piece + 1) * self._hidden])
        scores = most @ weights
        scores += bias
        scores += self._barred.take(state.allowed(), axis=0)
        best: Ints = scores.argmax(axis=1)
        return best


class _States:
    """How far each sentence of a batch is parsed.

    Words are counted through the batch from 1, 0 is no word. A stack and the words that are still to come are
    chains: the first word of each sentence's, and behind each word the next.
    """

    def __init__(self, lengths: Ints, ends: Ints) -> None:
        count = int(lengths.sum()) + 1
        self.heads, self.labels = np.zeros((2, count), np.int64)
        self._left, self._right, self._before, self._under = np.zeros((4, count), np.int64)
        self._next: Ints = np.arange(1, count + 1)
        self._next[ends] = 0
        self._next[0] = 0
        self._put_back, self._begins = np.zeros((2, count), np.bool_)
        self.active: Ints = np.flatnonzero(lengths)  # sentences that are not done
        self._front = np.where(lengths > 0, ends - lengths + 1, 0)
        self._begins[self._front[self.active]] = True
        self._top = np.zeros_like(self._front)

    def seen(self) -> tuple[Ints, ...]:
        """The words by which the next transitions are chosen: of each place, one a sentence."""
        self._b0, self._s0 = self._front[self.active], self._top[self.active]
        b0, s0 = self._b0, self._s0
        self._b1, self._s1 = self._next[b0], self._under[s0]
        s2, left, right = self._under[self._s1], self._left, self._right
        return b0, self._b1, s0, self._s1, s2, left[b0], left[s0], right[s0]

    def allowed(self) -> Ints:
        """The transitions that are possible, a bit each."""
        b0, b1 = self._b0, self._b1
        empty, more = self._s0 == 0, b1 != 0
        inside = ~self._begins[b0]
        shift = empty | (more & inside & ~self._put_back[b0])
        arc = ~empty & (b0 != 0) & inside
        split = more & (b1 == b0 + 1) & ~self._begins[b1]
        moves = ((SHIFT, shift), (REDUCE, ~empty), (LEFT, arc), (RIGHT, arc), (BREAK, split))
        bits: Ints = np.zeros(len(b0), np.int64)
        for move, possible in moves:
            bits |= possible.astype(np.int64) << move
        return bits

    def take(self, moves: Ints, chosen: Ints) -> None:
        """Take the transition that was chosen for each active sentence."""
        move = moves[chosen]
        for kind, act in ((LEFT, self._left_arc), (RIGHT, self._right_arc), (REDUCE, self._reduce)):
            at = np.flatnonzero(move == kind)
            if len(at):
                act(at, chosen[at])
        self._push(np.flatnonzero((move == SHIFT) | (move == RIGHT)))
        self._begins[self._b1[move == BREAK]] = True
        self.active = self.active[(self._top[self.active] | self._front[self.active]) != 0]

    def _left_arc(self, at: Ints, chosen: Ints) -> None:
        head, child = self._b0[at], self._s0[at]
        former = self.heads[child]
        self._right[former] = np.where(former, self._before[child], 0)
        self.heads[child], self.labels[child] = head, chosen
        self._left[head] = child
        self._put_back[head] = False
        self._top[self.active[at]] = self._s1[at]

    def _right_arc(self, at: Ints, chosen: Ints) -> None:
        head, child = self._s0[at], self._b0[at]
        self.heads[child], self.labels[child] = head, chosen
        self._before[child] = self._right[head]
        self._right[head] = child

    def _reduce(self, at: Ints, _: Ints) -> None:
        word, under, sentence = self._s0[at], self._s1[at], self.active[at]
        self._top[sentence] = under
        back = (self.heads[word] == 0) & (under != 0)
        word, sentence = word[back], sentence[back]
        self._put_back[word] = True
        self._next[word] = self._front[sentence]
        self._front[sentence] = word

    def _push(self, at: Ints) -> None:
        word, sentence = self._b0[at], self.active[at]
        self._under[word] = self._s0[at]
        self._top[sentence] = word
        self._front[sentence] = self._b1[at]


def _undecorate(heads: list[int], deps: list[str], words: Sequence[str]) -> None:
    """Give each word with a decorated label ("prep||dobj") to the nearest below its head that has the second
    half as its own (Nivre and Nilsson 2005).
    """
    for token, dep in enumerate(deps):
        if _DECORATED in dep:
            own, _, wanted = dep.partition(_DECORATED)
            deps[token] = own
            heads[token] = _below(heads, deps, words, token, wanted)


def _below(heads: list[int], deps: list[str], words: Sequence[str], token: int, wanted: str) -> int:
    level = [heads[token]]
    while level:
        children = [
            child
            for above in level
            for child, head in enumerate(heads)
            if head == above and child not in (above, token) and not words[child].isspace()
        ]
        found = next((child for child in children if deps[child] == wanted), None)
        if found is not None:
            return found
        level = children
    return heads[token]
