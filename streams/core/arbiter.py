"""The arbiter: a small linear model that says which type of act, if any, joins two mentions.

It decides between competing frames, finds acts that no frame knows, and says "no act joins these two".
Weights are one file of eight-bit integers; applying them needs NumPy alone. Training is `make train`
(streams/training).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from streams.core.knowledge.tables import data_path

WORDS = 6.0  # the length of the vector of a pair's word features, against 1 for each other feature
MEMORY = 300_000  # features remembered with their rows
NONE, REVERSED = "NONE", "REVERSED"  # no act joins the two; the act runs the other way


def hashed(feature: str) -> int:
    """The number under which a feature's weights are kept: CRC-32, the same on every machine."""
    return crc32(feature.encode())


@dataclass(frozen=True, slots=True)
class Verdict:
    """Probability of each class for an ordered pair, and the features that spoke loudest for the first."""

    probabilities: Mapping[str, float]
    strongest: tuple[str, ...]

    @property
    def best(self) -> str:
        """The likeliest class."""
        return max(self.probabilities, key=self.probabilities.__getitem__)


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
        self._rows = {int(key): row for row, key in enumerate(keys)}
        self._weights, self._scales, self._bias = weights, scales, bias
        self._known: dict[str, int] = {}  # feature → row, -1 for features without weights

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
        names, rows = [], []
        for feature in dict.fromkeys(features):
            row = self._known.get(feature)
            if row is None:
                if len(self._known) > MEMORY:
                    self._known.clear()
                row = self._known[feature] = self._rows.get(hashed(feature), -1)
            if row >= 0:
                names.append(feature)
                rows.append(row)
        values = scaled(names)
        used = self._weights[rows]
        logits = self._bias + (values @ used.astype(np.float32)) * self._scales
        odds = np.exp(logits - logits.max())
        odds /= odds.sum()
        best = int(odds.argmax())
        order: list[int] = np.argsort(-(values * used[:, best]), kind="stable")[:3].tolist()
        return Verdict(dict(zip(self.classes, odds.tolist(), strict=True)), tuple(names[i] for i in order))


def scaled(names: Sequence[str]) -> NDArray[np.float32]:
    """The value of each of a pair's features: word features share one
    unit, frame and arc features count more.
    """
    worded = [n[1:2] == ":" and n[0] in "wbmrl" for n in names]
    plain = WORDS / max(1.0, sum(worded)) ** 0.5
    return np.array([plain if word else 1.0 for word in worded], dtype=np.float32)
