"""Short ways to say what a text means to the core."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas import DiplomacyEvent, RawArticle
from streams.core.actors import ActorDictionary
from streams.core.coder import Analysis, Coder
from streams.core.reading import Reading, read
from streams.core.referents import Mention

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PUBLISHED = datetime(2025, 10, 29, 9, tzinfo=UTC)  # a Wednesday


def article(body: str, **more: object) -> RawArticle:
    return RawArticle.model_validate({"id": "a", "body": body, "published_at": PUBLISHED, **more})


def reading(body: str, dictionary: ActorDictionary, **more: object) -> Reading:
    return read(article(body, **more), dictionary)


def mentions(body: str, dictionary: ActorDictionary, **more: object) -> list[Mention]:
    return [m for s in reading(body, dictionary, **more).sentences for m in s.mentions]


def analysis(coder: Coder, sentence: str) -> Analysis:
    """The only parsed sentence of a body."""
    (only,) = coder.analyse([article(sentence)])
    return only


def events(coder: Coder, body: str, **more: object) -> tuple[DiplomacyEvent, ...]:
    return coder.code(article(body, **more), now=NOW).events


def sides(event: DiplomacyEvent) -> tuple[list[str | None], list[str | None]]:
    return [a.country for a in event.source], [a.country for a in event.target]


def told(event: DiplomacyEvent) -> tuple[str, str, str | None, str | None]:
    """Type, status and the first country of each side."""
    first, second = (side[0] if side else None for side in sides(event))
    return event.plover_act.value, event.status.value, first, second
