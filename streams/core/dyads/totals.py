"""The sums of some days between two countries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from math import fsum
from typing import Any, Self

from schemas import AlertKind, PloverType, QuadClass
from streams.core.moves import Act

CALM = 10.0
"""Points on Goldstein's scale that stand beside what is told, so that one report makes no crisis."""
_BREAK = "161"
"""CAMEO: reduce or break diplomatic relations."""
_COOPERATIVE = (QuadClass.VERBAL_COOPERATION, QuadClass.MATERIAL_COOPERATION)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over stories; `conflict` and `cooperation` lie below and above 0 on Goldstein's scale."""

    stories: int = 0
    against: int = 0
    """Stories below 0."""
    conflict: float = 0.0
    cooperation: float = 0.0
    sources: int = 0
    firsts: dict[str, int] = field(default_factory=dict)
    """Independent sources by what is told when it is the first of its kind."""
    quads: dict[str, int] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, acts: Iterable[Act]) -> Self:
        """The sums of acts."""
        acts = list(acts)
        return cls(
            stories=len(acts),
            against=sum(act.goldstein < 0 for act in acts),
            conflict=round(fsum(-act.goldstein for act in acts if act.goldstein < 0), 3),
            cooperation=round(fsum(act.goldstein for act in acts if act.goldstein > 0), 3),
            sources=sum(act.sources for act in acts),
            firsts=_firsts(acts),
            quads=dict(sorted(Counter(act.quad_class.value for act in acts).items())),
            types=dict(sorted(Counter(act.plover.value for act in acts).items())),
        )

    @classmethod
    def over(cls, days: Iterable[Totals], *, counted: bool = True) -> Self:
        """The sums of days; those by quad class and type are left out unless they are `counted`."""
        days = list(days)
        quads: dict[str, int] = {}
        types: dict[str, int] = {}
        for day in days if counted else ():
            for name, number in day.quads.items():
                quads[name] = quads.get(name, 0) + number
            for name, number in day.types.items():
                types[name] = types.get(name, 0) + number
        return cls(
            stories=sum([day.stories for day in days]),
            against=sum([day.against for day in days]),
            conflict=round(fsum([day.conflict for day in days]), 3),
            cooperation=round(fsum([day.cooperation for day in days]), 3),
            sources=sum([day.sources for day in days]),
            quads=quads,
            types=types,
        )

    def to_row(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @property
    def goldstein(self) -> float:
        """The sum on Goldstein's scale."""
        return self.cooperation - self.conflict

    @property
    def cooperative(self) -> int:
        """Stories of the cooperative quad classes."""
        return sum(self.quads.get(each.value, 0) for each in _COOPERATIVE)

    @property
    def tension(self) -> float:
        """The index: 100 N / (N + P + 10), below 100; 0 without conflict."""
        return 100 * self.conflict / (self.conflict + self.cooperation + CALM)


def _firsts(acts: list[Act]) -> dict[str, int]:
    kinds = {
        AlertKind.FIRST_SANCTION: [act for act in acts if act.plover is PloverType.SANCTION],
        AlertKind.FIRST_ASSAULT: [act for act in acts if act.plover is PloverType.ASSAULT],
        AlertKind.RELATIONS_BROKEN: [act for act in acts if act.cameo == _BREAK],
    }
    return {kind.value: sum(act.sources for act in of) for kind, of in kinds.items() if of}


NOTHING = Totals()
