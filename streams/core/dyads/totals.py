"""The sums of some days between two countries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from schemas import AlertKind, PloverType, QuadClass
from streams.core.moves import Act

CALM = 10.0
"""Points on Goldstein's scale that stand beside what is told, so that one report makes no crisis."""
_BREAK = "161"
"""CAMEO: reduce or break diplomatic relations."""
_COOPERATIVE = (QuadClass.VERBAL_COOPERATION, QuadClass.MATERIAL_COOPERATION)
_POINT = 1000


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over stories. They are whole numbers, so that what is added can be taken away again.

    `below` and `above` lie below and above 0 on Goldstein's scale, in thousandths of a point.
    """

    stories: int = 0
    against: int = 0
    """Stories below 0."""
    below: int = 0
    above: int = 0
    sources: int = 0
    firsts: dict[str, int] = field(default_factory=dict)
    """Independent sources by what is told when it is the first of its kind."""
    quads: dict[str, int] = field(default_factory=dict)
    types: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, act: Act) -> Self:
        """Of one act."""
        points = round(act.goldstein * _POINT)
        return cls(
            stories=1,
            against=int(points < 0),
            below=max(-points, 0),
            above=max(points, 0),
            sources=act.sources,
            firsts=dict.fromkeys(_firsts(act), act.sources),
            quads={act.quad_class.value: 1},
            types={act.plover.value: 1},
        )

    @classmethod
    def over(cls, days: Iterable[Totals]) -> Self:
        """The sums of days; what is told for the first time is left out."""
        days = list(days)
        return cls(
            stories=sum([day.stories for day in days]),
            against=sum([day.against for day in days]),
            below=sum([day.below for day in days]),
            above=sum([day.above for day in days]),
            sources=sum([day.sources for day in days]),
            quads=_merged([day.quads for day in days]),
            types=_merged([day.types for day in days]),
        )

    def plus(self, other: Totals, times: int = 1) -> Totals:
        """With those of another, or with -1 without them."""
        return Totals(
            stories=self.stories + times * other.stories,
            against=self.against + times * other.against,
            below=self.below + times * other.below,
            above=self.above + times * other.above,
            sources=self.sources + times * other.sources,
            firsts=_merged([self.firsts, other.firsts], times),
            quads=_merged([self.quads, other.quads], times),
            types=_merged([self.types, other.types], times),
        )

    def to_row(self) -> list[Any]:
        """As it is kept."""
        return [getattr(self, name) for name in self.__slots__]

    @property
    def conflict(self) -> float:
        """What lies below 0, in points and without its sign."""
        return self.below / _POINT

    @property
    def goldstein(self) -> float:
        """The sum on Goldstein's scale, in points."""
        return (self.above - self.below) / _POINT

    @property
    def cooperative(self) -> int:
        """Stories of the cooperative quad classes."""
        return sum(self.quads.get(each.value, 0) for each in _COOPERATIVE)

    @property
    def tension(self) -> float:
        """The index: 100 N / (N + P + 10), below 100; 0 without conflict."""
        return 100 * self.below / (self.below + self.above + CALM * _POINT)


def _merged(counts: Iterable[dict[str, int]], times: int = 1) -> dict[str, int]:
    """The sums of all by name, of those behind the first so many `times`; in order, without what is 0."""
    found: dict[str, int] = {}
    for number, each in enumerate(counts):
        for name, count in each.items():
            found[name] = found.get(name, 0) + (count * times if number else count)
    return {name: found[name] for name in sorted(found) if found[name]}


def _firsts(act: Act) -> list[str]:
    kinds = {
        AlertKind.FIRST_SANCTION: act.plover is PloverType.SANCTION,
        AlertKind.FIRST_ASSAULT: act.plover is PloverType.ASSAULT,
        AlertKind.RELATIONS_BROKEN: act.cameo == _BREAK,
    }
    return [kind.value for kind, told in kinds.items() if told]


NOTHING = Totals()
