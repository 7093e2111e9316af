"""An event as rows: a source and a target each, and what columns have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from schemas import Actor, DiplomacyEvent

Cell = str | int | float | bool | None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One source and one target of an event; of the other side None where there is none."""

    event: DiplomacyEvent
    source: Actor | None
    target: Actor | None


@dataclass(frozen=True)
class Column:
    """A column: its name, the type of its cells, what is in it, and how it is filled."""

    name: str
    kind: type
    text: str
    cell: Callable[[Pair], Cell]


class Place(NamedTuple):
    """Where an act takes place, as far as it is known."""

    name: str | None
    country: str | None
    lat: float | None
    lon: float | None


def place_of(pair: Pair) -> Place:
    """Return where the act of a pair takes place."""
    at = pair.event.location
    return Place(at.name, at.country, at.lat, at.lon) if at else Place(None, None, None, None)


def name_of(actor: Actor | None) -> str | None:
    """Return the actor's name, else the mention."""
    return actor.name or mention_of(actor) if actor else None


def mention_of(actor: Actor | None) -> str | None:
    """Return how the article names the actor here."""
    return actor.span.text if actor and actor.span else None


def date_of(event: DiplomacyEvent) -> str | None:
    """Return the event's first day, month or year; the last where that alone is known."""
    return event.date_start or event.date_end


def day_of(event: DiplomacyEvent) -> str | None:
    """Return the event's day, where the text tells a day."""
    date = date_of(event)
    return date if date and len(date) == len("2026-03-04") else None


def digits(text: str | None) -> int | None:
    """Return a date as a number: 20260304."""
    return int(text.replace("-", "")) if text else None
