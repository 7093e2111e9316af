"""How well stories agree with what is true."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and F1, of pairs or of elements (B-cubed: A. Bagga, B. Baldwin, 1998)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        return f"F1 {self.f1:.3f} (precision {self.precision:.3f}, recall {self.recall:.3f})"


def pairs(found: Mapping[str, str], true: Mapping[str, str]) -> Agreement:
    """Pairs of events that are in one story, found and true; an event that was not found is alone."""
    together = Counter((found.get(each, f"lost {each}"), true[each]) for each in true)
    right = sum(n * (n - 1) // 2 for n in together.values())
    told = sum(n * (n - 1) // 2 for n in Counter(found.get(each, f"lost {each}") for each in true).values())
    wanted = sum(n * (n - 1) // 2 for n in Counter(true.values()).values())
    return Agreement(right / told if told else 1.0, right / wanted if wanted else 1.0)


def b_cubed(found: Mapping[str, str], true: Mapping[str, str]) -> Agreement:
    """For each event the share of its found story that is in its true one, and the reverse, in the mean."""
    groups: dict[str, set[str]] = defaultdict(set)
    stories: dict[str, set[str]] = defaultdict(set)
    for each, story in true.items():
        groups[found.get(each, f"lost {each}")].add(each)
        stories[story].add(each)
    precision = recall = 0.0
    for each, story in true.items():
        group = groups[found.get(each, f"lost {each}")]
        both = len(group & stories[story])
        precision += both / len(group)
        recall += both / len(stories[story])
    return Agreement(precision / len(true), recall / len(true))
