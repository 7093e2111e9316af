"""Rulings: what the arbiter says of the ordered pairs of one sentence's mentions, each pair heard once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from streams.core.arbiter import NONE, REVERSED, Arbiter, Verdict
from streams.core.referents import Mention

FeaturesOf = Callable[[Mention, Mention], list[str]]
Pair = tuple[Mention, Mention]
_SILENT = frozenset({NONE, REVERSED})


@dataclass(frozen=True, slots=True)
class Ruling:
    """The likeliest type of act of `source` upon `target`, how likely it is, and how likely there is none."""

    source: Mention
    target: Mention
    verdict: Verdict
    kind: str
    probability: float
    silence: float


class Rulings:
    """What is asked of the arbiter about one sentence. Pairs that are heard together cost a third."""

    def __init__(self, arbiter: Arbiter, features_of: FeaturesOf) -> None:
        self._arbiter, self._features_of = arbiter, features_of
        self._known: dict[tuple[int, int], Ruling] = {}

    def hear(self, pairs: Iterable[Pair]) -> None:
        """Have these pairs ruled on."""
        wanted = {(id(a), id(b)): (a, b) for a, b in pairs}
        new = [(key, pair) for key, pair in wanted.items() if key not in self._known]
        verdicts = self._arbiter.judge_all([self._features_of(*pair) for _, pair in new])
        for (key, (a, b)), verdict in zip(new, verdicts, strict=True):
            self._known[key] = _ruling(a, b, verdict)

    def of(self, source: Mention, target: Mention) -> Ruling:
        """The ruling on a pair."""
        if (id(source), id(target)) not in self._known:
            self.hear([(source, target)])
        return self._known[id(source), id(target)]


def _ruling(source: Mention, target: Mention, verdict: Verdict) -> Ruling:
    spoken = {k: p for k, p in verdict.probabilities.items() if k not in _SILENT}
    kind = max(spoken, key=spoken.__getitem__)
    silence = verdict.probabilities.get(NONE, 0.0) + verdict.probabilities.get(REVERSED, 0.0)
    return Ruling(source, target, verdict, kind, spoken[kind], silence)
