"""The arbiter: a small linear model that says which type of act, if any, joins two mentions.

It decides between competing frames, finds acts that no frame knows, and says "no act joins these two".
Weights are one file of eight-bit integers; applying them needs NumPy alone. Training is `make train`
(streams/training).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import accumulate, chain, pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from streams.core.knowledge.tables import data_path

WORDS = 6.0  # the length of the vector of a pair's word features, against 1 for each other feature
MEMORY = 80_000  # features remembered with their rows
NONE, REVERSED = "NONE", "REVERSED"  # no act joins the two; the act runs the other way


def hashed(feature: str) -> int:
    """The number under which a feature's weights are kept: CRC-32, the same on every machine."""
    return crc32(feature.encode())


class Verdict:
    """Probability of each class for an ordered pair, and the features that spoke loudest for the first."""

    def __init__(self, probabilities: Mapping[str, float], strongest: Callable[[], tuple[str, ...]]) -> None:
        self.probabilities = probabilities
        self._strongest = strongest

    @property
    def best(self) -> str:
        """The likeliest class."""
        return max(self.probabilities, key=self.probabilities.__getitem__)

    @property
    def strongest(self) -> tuple[str, ...]:
        """The three features that spoke loudest for it; they are asked for of few verdicts."""
        return self._strongest()


class Arbiter:
    """Weights of a multinomial logistic regression over hashed features."""

    def __init__(
        self,
        *,
        classes: Sequence[str],
        keys: NDArray[np.uint32],
        weights: NDArray[np.int8],
        scales: NDArray[np.float32],
        bias: NDArray[np.float32],
    ) -> None:
        self.classes = tuple(classes)
        self._weights, self._scales, self._bias = weights, scales, bias
        self._rows = _Rows(keys)

    @classmethod
    def built_in(cls) -> Arbiter:
        """The shipped weights; before the first `make train`, an arbiter that knows no feature."""
        if not data_path("arbiter.npz").is_file():
            return cls(
                classes=[NONE, REVERSED, "AGREE"],
                keys=np.zeros(0, np.uint32),
                weights=np.zeros((0, 3), np.int8),
                scales=np.ones(3, np.float32),
                bias=np.zeros(3, np.float32),
            )
        with data_path("arbiter.npz").open("rb") as file, np.load(file) as stored:
            return cls(
                classes=[str(c) for c in stored["classes"]],
                keys=stored["keys"],
                weights=stored["weights"],
                scales=stored["scales"],
                bias=stored["bias"],
            )

    def judge(self, features: Sequence[str]) -> Verdict:
        """The verdict on a pair by its features (as a set: each counts
        once, the whole scaled to length 1 by group).
        """
        return self.judge_all([features])[0]

    def judge_all(self, pairs: Sequence[Sequence[str]]) -> list[Verdict]:
        """The verdicts on several pairs, each by its features."""
        if not pairs:
            return []
        if len(self._rows) > MEMORY:
            self._rows.clear()
        found = [self._known(features) for features in pairs]
        ends = list(accumulate(map(len, found), initial=0))
        flat = np.fromiter(chain.from_iterable(found), np.int64, ends[-1])
        words = flat < 0
        used = self._weights[np.where(words, ~flat, flat)].astype(np.float32)
        values = [_values(words[first:end]) for first, end in pairwise(ends)]
        sums = [own @ used[first:end] for own, (first, end) in zip(values, pairwise(ends), strict=True)]
        logits = self._bias + np.array(sums) * self._scales
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)

        def strongest(n: int) -> tuple[str, ...]:
            spoken = values[n] * used[ends[n] : ends[n + 1], int(odds[n].argmax())]
            names = {self._rows[feature]: feature for feature in reversed(pairs[n])}
            rows = list(found[n])
            return tuple(names[rows[i]] for i in np.argsort(-spoken, kind="stable")[:3].tolist())

        return [
            Verdict(dict(zip(self.classes, each, strict=True)), partial(strongest, n))
            for n, each in enumerate(odds.tolist())
        ]

    def _known(self, features: Sequence[str]) -> dict[int, None]:
        """The rows of the features that have weights, each once, in order."""
        rows = dict.fromkeys(map(self._rows.__getitem__, features))
        rows.pop(_UNKNOWN, None)
        return rows


_UNKNOWN = 1 << 40


class _Rows(dict[str, int]):
    """Feature → the row of its weights, the complement of it (below 0) for a word's, `_UNKNOWN` without one.

    Filled as features are met.
    """

    def __init__(self, keys: NDArray[np.uint32]) -> None:
        super().__init__()
        self._of_key = {key: row for row, key in enumerate(keys.tolist())}

    def __missing__(self, feature: str) -> int:
        row = self._of_key.get(hashed(feature), _UNKNOWN)
        self[feature] = row = ~row if row != _UNKNOWN and _is_word(feature) else row
        return row


def _is_word(feature: str) -> bool:
    return feature[1:2] == ":" and feature[0] in "wbmrl"


def scaled(names: Sequence[str]) -> NDArray[np.float32]:
    """The value of each of a pair's features: word features share one
    unit, frame and arc features count more.
    """
    return _values(np.array([_is_word(name) for name in names], dtype=np.bool_))


def _values(words: NDArray[np.bool_]) -> NDArray[np.float32]:
    plain = WORDS / max(1.0, int(np.count_nonzero(words))) ** 0.5
    return np.where(words, np.float32(plain), np.float32(1.0))
