"""A report: one event as a story keeps it, with what it takes to compare and to tell it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple, Self
from zlib import crc32

from schemas import Actor, DatePrecision, DiplomacyEvent, Status
from schemas.story import StoryStatus
from streams.core.folding import day_number
from streams.core.stories.families import common_words, turn_of

HORIZON = 45
"""Days for which a story stays open after its act and its last report; what is older is background."""
AHEAD = 60
"""Days within which something planned without a date is looked for."""
RECENT = 3
"""Days before publication in which something told without a date took place."""
DAY, RANGE, MONTH, YEAR, NEVER = range(5)
_GRAIN = {
    DatePrecision.DAY: DAY,
    DatePrecision.RANGE: RANGE,
    DatePrecision.MONTH: MONTH,
    DatePrecision.YEAR: YEAR,
    DatePrecision.NONE: NEVER,
}
_PLANS = (Status.PLANNED, Status.HYPOTHETICAL)
_WORD = re.compile(r"[^\W\d_]{4,}")
_MOST_WORDS = 24
_STEM = 6
"""Letters that tell a word: "fishery" and "fisheries" are one."""


class Report(NamedTuple):
    """Days count from 1970, moments are epoch seconds; `lo` and `hi` are the first and last day of the act.

    `parts` are the fields of the event that a story takes over.
    """

    id: str
    coded: float
    at: float
    """When its article was published, at noon where only the day is told; else when it was coded."""
    dated: bool
    """Whether `at` is told."""
    family: str
    turn: str | None
    status: str
    act: str
    cameo: str
    lo: int
    hi: int
    grain: int
    names: dict[str, list[str]]
    """Surnames by country."""
    first: list[str]
    """Countries of the source; empty where both act together."""
    place: list[Any] | None
    """Name, country, latitude, longitude."""
    words: list[int]
    """Hashes of what the evidence is about."""
    confidence: float
    article: str
    outlet: str | None
    credit: str | None
    signature: str | None
    parts: dict[str, Any]

    @property
    def order(self) -> tuple[float, str]:
        """Reports are taken in the order of publication."""
        return self.at, self.id

    @property
    def day(self) -> int:
        """Of the publication."""
        return int(self.at // 86400)

    @property
    def ahead(self) -> bool:
        """Whether the act lies ahead, as this report has it."""
        return self.status in ("planned", "hypothetical") or self.turn is not None

    @property
    def standing(self) -> StoryStatus:
        """What it says of the story."""
        return StoryStatus(self.turn or self.status)

    @property
    def cover(self) -> tuple[int, int]:
        """The days for which it may be compared with others."""
        if self.turn is None:
            return self.lo, self.hi
        return min(self.lo, self.day - RECENT), max(self.hi, self.day + AHEAD)

    @property
    def until(self) -> int:
        """The last day on which it is kept."""
        return max(self.day, self.hi) + HORIZON

    @classmethod
    def of(cls, event: DiplomacyEvent) -> Self | None:
        """The report that an event is; None where it tells of times too long past to be news."""
        family, turn = turn_of(event)
        coded = event.coded_at.timestamp()
        published = _published(event)
        # A feed that dates its articles into the future must not move the clock of all others.
        at = min(published.timestamp(), coded + 86400) if published else coded
        when = _when(event, int(at // 86400), ahead=event.status in _PLANS or turn is not None)
        if when is None:
            return None
        place = event.location
        return cls(
            id=event.event_id,
            coded=coded,
            at=at,
            dated=published is not None,
            family=family.name,
            turn=turn.value if turn else None,
            status=event.status.value,
            act=event.plover_act.value,
            cameo=event.cameo,
            lo=when[0],
            hi=when[1],
            grain=when[2],
            names=_names((*event.source, *event.target)),
            first=[] if event.reciprocal else sorted({a.country or "" for a in event.source}),
            place=[place.name, place.country, place.lat, place.lon] if place else None,
            words=_words(event),
            confidence=event.confidence,
            article=event.article_id,
            outlet=event.article.source,
            credit=event.article.credit,
            signature=event.article.signature,
            parts=_parts(event),
        )

    def same_but_for_coding(self, other: Report) -> bool:
        """Whether the other says the same, coded at another time."""
        return self._replace(coded=0.0) == other._replace(coded=0.0)


def _published(event: DiplomacyEvent) -> datetime | None:
    article = event.article
    if article.published_at or not article.published_on:
        return article.published_at
    return datetime.combine(date.fromisoformat(article.published_on), time(12), tzinfo=UTC)


def _when(event: DiplomacyEvent, published: int, *, ahead: bool) -> tuple[int, int, int] | None:
    """First and last day at the outside, and the grain; None for background."""
    grain = _GRAIN[event.date_precision]
    start, end = event.date_start, event.date_end
    lo = _days(start)[0] if start else None
    hi = _days(end)[1] if end else None
    if grain == NEVER or (lo is None and hi is None):
        if event.status is Status.HISTORICAL:
            return None
        return (published, published + AHEAD, NEVER) if ahead else (published - RECENT, published, NEVER)
    if lo is None:
        lo = min(published, hi if hi is not None else published)
    if hi is None:
        hi = max(lo, published) if event.status is Status.ONGOING else _days(start or "")[1]
    if grain in (MONTH, YEAR):
        lo, hi = (max(lo, published), hi) if ahead else (max(lo, published - HORIZON), min(hi, published))
    if hi < published - HORIZON or (event.status is Status.HISTORICAL and grain != DAY) or hi < lo:
        return None
    return max(lo, published - HORIZON), min(hi, lo + AHEAD), grain


def _days(text: str) -> tuple[int, int]:
    """First and last day of a date, month or year."""
    year, month, day = (int(part) for part in (*text.split("-"), "0", "0")[:3])
    if day:
        try:
            number = day_number(date(year, month, day))
        except ValueError:  # the contract lets 30 February through
            return _days(f"{year:04}-{month:02}")
        return number, number
    if month:
        return day_number(date(year, month, 1)), day_number(date(year, month, monthrange(year, month)[1]))
    return day_number(date(year, 1, 1)), day_number(date(year, 12, 31))


def _names(actors: tuple[Actor, ...]) -> dict[str, list[str]]:
    """Last words of the names of persons, by country; bodies have no role."""
    found: dict[str, set[str]] = {}
    for actor in actors:
        if actor.name and actor.country and actor.role:
            found.setdefault(actor.country, set()).add(actor.name.split()[-1].lower())
    return {country: sorted(names) for country, names in sorted(found.items())}


def _words(event: DiplomacyEvent) -> list[int]:
    """Hashes of the words that tell what it is about; who does it is compared elsewhere."""
    evidence = event.evidence[0]
    text = list(evidence.text)
    for actor in (*event.source, *event.target):
        if actor.span and evidence.start <= actor.span.start and actor.span.end <= evidence.end:
            start, end = actor.span.start - evidence.start, actor.span.end - evidence.start
            text[start:end] = " " * (end - start)
    words = _WORD.findall(f"{''.join(text)} {event.subject or ''}".lower())
    common = common_words()
    kept = dict.fromkeys(word[:_STEM] for word in words if word not in common)
    return sorted(crc32(word.encode()) & 0xFFFFFF for word in list(kept)[:_MOST_WORDS])


def _parts(event: DiplomacyEvent) -> dict[str, Any]:
    plain = event.model_dump(
        mode="json",
        include={
            "kind", "plover", "cameo_label", "goldstein", "quad_class", "reciprocal", "dyads", "date_start",
            "date_end", "date_precision", "location", "subject", "magnitude",
        },
    )  # fmt: skip
    sides = {
        side: [actor.model_dump(mode="json", exclude={"span"}) for actor in getattr(event, side)]
        for side in ("source", "target")
    }
    ref = {"url": event.article.url, "title": event.article.title}
    return {**plain, **sides, **ref, "quote": event.evidence[0].text}


def moment(at: float) -> datetime:
    """The moment of epoch seconds."""
    return datetime.fromtimestamp(at, tz=UTC)
