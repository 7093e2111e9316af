"""Which events are meant: by country, pair, type, status, confidence and time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from schemas import DiplomacyEvent, PloverType, QuadClass, Status, dyad_of
from streams.terminal.exits import UsageError


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What an event has to be; an empty set, or None, asks for nothing."""

    countries: frozenset[str] = frozenset()
    dyads: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    min_confidence: float = 0.0
    since: datetime | None = None
    """The event was published no earlier: Kafka's timestamp."""
    until: datetime | None = None

    @classmethod
    def of(
        cls,
        *,
        countries: list[str],
        dyads: list[str],
        types: list[str],
        statuses: list[str],
        min_confidence: float,
        since: datetime | None,
        until: datetime | None = None,
    ) -> Self:
        """Return the selection in the words of the command line; each list may hold `A,B` as well as `A`.

        Types are PLOVER types, quad classes or CAMEO codes, of which the beginning is enough.

        Raises:
            UsageError: a word is no type, status, country or dyad.
        """
        return cls(
            countries=frozenset(_country(word.upper()) for word in _split(countries)),
            dyads=frozenset(_dyad(word.upper()) for word in _split(dyads)),
            types=frozenset(_type(word) for word in _split(types)),
            statuses=frozenset(_status(word.lower()) for word in _split(statuses)),
            min_confidence=min_confidence,
            since=since,
            until=until,
        )

    @property
    def reads_events(self) -> bool:
        """Whether it asks for more than a time, which any message has."""
        return bool(self.countries or self.dyads or self.types or self.statuses or self.min_confidence)

    def takes(self, event: DiplomacyEvent) -> bool:
        """Return whether the event is meant, its time aside."""
        return (
            event.confidence >= self.min_confidence
            and (not self.statuses or event.status.value in self.statuses)
            and (not self.dyads or not self.dyads.isdisjoint((event.dyad, *event.dyads)))
            and (not self.countries or not self.countries.isdisjoint(_countries(event)))
            and (not self.types or any(_is_of(event, kind) for kind in self.types))
        )

    def takes_time(self, timestamp_ms: int) -> bool:
        """Return whether a message of that time is meant."""
        after = self.since is None or timestamp_ms >= self.since.timestamp() * 1000
        return after and (self.until is None or timestamp_ms < self.until.timestamp() * 1000)


def _countries(event: DiplomacyEvent) -> set[str]:
    return {actor.country for actor in (*event.source, *event.target) if actor.country}


def _is_of(event: DiplomacyEvent, kind: str) -> bool:
    return kind in (event.plover, event.plover_act, event.quad_class) or (
        kind.isdigit() and event.cameo.startswith(kind)
    )


def _split(words: list[str]) -> list[str]:
    return [part for word in words for part in word.split(",") if part]


def _country(word: str) -> str:
    if len(word) != 3 or not word.isalpha():
        raise UsageError(f"--country {word}: give three letters, such as FRA, or UNO for the United Nations")
    return word


def _dyad(word: str) -> str:
    countries = [_country(part) for part in word.split("-")]
    if len(countries) > 2:
        raise UsageError(f"--dyad {word}: give two countries, such as DEU-FRA, or the one of a one-sided act")
    return dyad_of(countries[0], countries[-1], one_sided=len(countries) == 1)


def _type(word: str) -> str:
    quad = word.lower().replace("-", "_")
    if word.isdigit() or quad in set(QuadClass):
        return quad
    if word.upper() not in set(PloverType):
        known = ", ".join((*PloverType, *QuadClass))
        raise UsageError(f"--type {word}: give one of {known}, or the beginning of a CAMEO code")
    return word.upper()


def _status(word: str) -> str:
    if word not in set(Status):
        raise UsageError(f"--status {word}: give one of {', '.join(Status)}")
    return word
