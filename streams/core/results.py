"""What the core gives back for an article."""

from __future__ import annotations

from dataclasses import dataclass

from schemas import DiplomacyEvent


@dataclass(frozen=True, slots=True)
class Relevance:
    """Whether an article reports acts between political actors, and why. `score` lies in [0, 1]."""

    relevant: bool
    score: float
    language: str
    topics: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Coding:
    """The events of one article, in reading order."""

    article_id: str
    relevance: Relevance
    events: tuple[DiplomacyEvent, ...]
