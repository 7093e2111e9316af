"""A cluster: the reports that tell one story, and what they say together to a further report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from streams.core.stories.reports import DAY, HORIZON, RANGE, Report

_HELD = ("happened", "ongoing", "historical")
_MOST_COVERS = 16
_MOST_COUNTRIES = 6
_MOST_NAMES = 12
_MOST_PLACES = 4
_MOST_WORDS = 48
_MOST_SIGNATURES = 6
_MOST_FORMER = 12
Interval = list[int]
"""First day and last."""
Place = list[Any]
"""Moment and id of a report: reports are taken in this order."""


@dataclass(slots=True)
class Cluster:
    """What a further report is compared with; it follows from the reports, taken in their order.

    All of it is limited, so few reports of many change it: those are its `marks`, and whoever takes these
    alone, up to some moment, has it as it was then.
    """

    key: str
    """Id of the first report; the story's id."""
    count: int = 0
    """Its reports."""
    last: Place = field(default_factory=lambda: [0.0, ""])
    members: list[Place] | None = None
    """These, in order, where they are few; of many, see `roll`."""
    marks: list[Place] = field(default_factory=list)
    covers: list[Interval] = field(default_factory=list)
    end: int = 0
    """The last day of which any report tells."""
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
    told: dict[str, Any] = field(default_factory=dict)
    """What was published of it: a digest of the story, and the move of each pair."""

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """As it was kept."""
        return cls(**row)

    def to_row(self) -> dict[str, Any]:
        """As it is kept."""
        return {name: getattr(self, name) for name in self.__slots__}

    def copy(self) -> Self:
        """Another one that says the same and may be added to."""
        row = {name: list(each) if isinstance(each, list) else each for name, each in self.to_row().items()}
        row["names"] = {country: list(names) for country, names in self.names.items()}
        return self.from_row(row)

    @property
    def start(self) -> tuple[float, str]:
        """The place of its first report."""
        at, report_id = self.marks[0]
        return at, report_id

    @property
    def until(self) -> int:
        """The last day on which it is kept."""
        return max(int(self.last[0] // 86400), self.end) + HORIZON

    @property
    def open(self) -> bool:
        """Whether it is planned and not known to have taken place."""
        return not self.held and bool(self.plans)

    @property
    def dates(self) -> list[Interval]:
        """The days on which it took or takes place, as well as is known."""
        return self.held or self.plans or self.guesses

    def meets(self, lo: int, hi: int) -> bool:
        """Whether a report of these days may be compared with it."""
        return any(first <= hi and lo <= last for first, last in self.covers)

    def add(self, report: Report) -> bool:
        """Take in the next report in order; returns whether it says anything new."""
        news = [
            self._cover(*report.cover),
            self._date(report),
            self._name(report.names),
            report.place is not None and _keep(self.places, report.place, _MOST_PLACES),
            self._tell(report.words),
            _keep(self.acts, report.act, 4),
            _keep(self.cameos, report.cameo, 8),
            _keep(self.first, report.first, 4),
            report.signature is not None and _keep(self.signatures, report.signature, _MOST_SIGNATURES),
        ]
        if any(news):
            self.marks.append([report.at, report.id])
        return any(news)

    def _cover(self, lo: int, hi: int) -> bool:
        if any(first <= lo and hi <= last for first, last in self.covers):
            return False
        self.covers.append([lo, hi])
        if len(self.covers) > _MOST_COVERS:
            self.covers = [[min(lo for lo, _ in self.covers), max(hi for _, hi in self.covers)]]
        return True

    def _date(self, report: Report) -> bool:
        span = [report.lo, report.hi]
        before = (self.end, self.called_off, list(self.plans), self.finest, len(self.former))
        kept = False
        self.end = max(self.end, report.hi)
        if report.turn == "cancelled":
            self.called_off = True
        elif report.turn == "postponed":
            for each in self.plans:
                _keep(self.former, each, _MOST_FORMER)
            # A day ahead is the new one; else it is the day on which it was put off.
            known = report.lo > report.day and report.grain <= RANGE
            self.plans = [span] if known else [list(report.cover)]
            self.finest = report.grain if known else DAY + 8
        elif report.ahead:
            self._plan(span, report.grain)
        elif report.status in _HELD:
            kept = _keep(self.held if report.grain <= RANGE else self.guesses, span, 8)
        elif report.status == "denied":
            kept = _keep(self.guesses, span, 8)
        return kept or before != (self.end, self.called_off, self.plans, self.finest, len(self.former))

    def _plan(self, span: Interval, grain: int) -> None:
        """A finer date stands in the place of vaguer ones."""
        if span in self.former or grain > self.finest:
            return
        if grain < self.finest:
            self.plans, self.finest = [], grain
        _keep(self.plans, span, 4)

    def _name(self, names: dict[str, list[str]]) -> bool:
        news = False
        for country, told in names.items():
            if country not in self.names and len(self.names) == _MOST_COUNTRIES:
                continue
            kept = self.names.setdefault(country, [])
            for name in told:
                news = _keep(kept, name, _MOST_NAMES) or news
        return news

    def _tell(self, words: list[int]) -> bool:
        known = set(self.words)
        new = [word for word in words if word not in known][: _MOST_WORDS - len(self.words)]
        self.words += new
        return bool(new)


def _keep(kept: list[Any], item: Any, most: int) -> bool:
    if item in kept or len(kept) >= most:
        return False
    kept.append(item)
    return True
