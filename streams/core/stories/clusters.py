"""A cluster: the reports that tell one story, in the order of publication, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from streams.core.stories.reports import DAY, RANGE, Report

_HELD = ("happened", "ongoing", "historical")
_MOST_COVERS = 16
_MOST_NAMES = 12
_MOST_PLACES = 4
_MOST_WORDS = 48
_MOST_SIGNATURES = 6
Interval = list[int]
"""First day and last."""


@dataclass(slots=True)
class Cluster:
    """What a further report is compared with; it follows from the reports, taken in their order."""

    key: str
    """Id of the first report; the story's id."""
    members: list[list[Any]] = field(default_factory=list)
    """[moment, id] of each report, in order."""
    covers: list[Interval] = field(default_factory=list)
    held: list[Interval] = field(default_factory=list)
    """Days on which it took place, as told to the day or as a span."""
    plans: list[Interval] = field(default_factory=list)
    """Days for which it is planned now, days before spans before guesses."""
    finest: int = DAY + 9
    former: list[Interval] = field(default_factory=list)
    """Days for which it was planned before it was put off."""
    guesses: list[Interval] = field(default_factory=list)
    """When it may have taken place, as far as undated reports say."""
    called_off: bool = False
    names: dict[str, list[str]] = field(default_factory=dict)
    places: list[list[Any]] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    cameos: list[str] = field(default_factory=list)
    first: list[list[str]] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    until: int = 0
    told: dict[str, Any] = field(default_factory=dict)
    """What was published of it: a digest of the story, and the move of each pair."""

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """As it was kept."""
        return cls(**row)

    def to_row(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: getattr(self, name) for name in self.__slots__}

    @property
    def open(self) -> bool:
        """Whether it is planned and not known to have taken place."""
        return not self.held and bool(self.plans)

    @property
    def dates(self) -> list[Interval]:
        """The days on which it took or takes place, as well as is known."""
        return self.held or self.plans or self.guesses

    def add(self, report: Report) -> None:
        """Take in the next report in order."""
        self.members.append([report.at, report.id])
        self._cover(*report.cover)
        self.until = max(self.until, report.until)
        self._date(report)
        for country, names in report.names.items():
            kept = self.names.setdefault(country, [])
            kept += [name for name in names if name not in kept][: _MOST_NAMES - len(kept)]
        if report.place is not None:
            _keep(self.places, report.place, _MOST_PLACES)
        known = set(self.words)
        self.words += [word for word in report.words if word not in known][: _MOST_WORDS - len(self.words)]
        _keep(self.acts, report.act, 4)
        _keep(self.cameos, report.cameo, 8)
        _keep(self.first, report.first, 4)
        if report.signature is not None:
            _keep(self.signatures, report.signature, _MOST_SIGNATURES)

    def _cover(self, lo: int, hi: int) -> None:
        if any(first <= lo and hi <= last for first, last in self.covers):
            return
        self.covers.append([lo, hi])
        if len(self.covers) > _MOST_COVERS:
            self.covers = [[min(lo for lo, _ in self.covers), max(hi for _, hi in self.covers)]]

    def _date(self, report: Report) -> None:
        span = [report.lo, report.hi]
        if report.turn == "cancelled":
            self.called_off = True
        elif report.turn == "postponed":
            self.former += [each for each in self.plans if each not in self.former]
            # A day ahead is the new one; else it is the day on which it was put off.
            known = report.lo > report.day and report.grain <= RANGE
            self.plans = [span] if known else [list(report.cover)]
            self.finest = report.grain if known else DAY + 8
        elif report.ahead:
            self._plan(span, report.grain)
        elif report.status in _HELD:
            _keep(self.held if report.grain <= RANGE else self.guesses, span, 8)
        elif report.status == "denied":
            _keep(self.guesses, span, 8)

    def _plan(self, span: Interval, grain: int) -> None:
        """A finer date stands in the place of vaguer ones."""
        if span in self.former or grain > self.finest:
            return
        if grain < self.finest:
            self.plans, self.finest = [], grain
        _keep(self.plans, span, 4)


def _keep(kept: list[Any], item: Any, most: int) -> None:
    if item not in kept and len(kept) < most:
        kept.append(item)
