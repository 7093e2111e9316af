"""The scenario through coder or truth, stories and dyads: what stands in the end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from schemas import (
    CAMEO,
    Actor,
    Alert,
    DiplomacyEvent,
    Location,
    PloverType,
    Retraction,
    Span,
    Status,
    Story,
    dyad_of,
)
from streams.core.coder import Coder
from streams.core.compose import cited
from streams.core.credits import outlet_name
from streams.core.dyads.fold import fold as fold_dyads
from streams.core.folding import Emission, Kind, Rows
from streams.core.moves import Move
from streams.core.places import Gazetteer
from streams.core.stories.fold import fold as fold_stories
from tests.stories.scenario import Printed, Told

Coded = Sequence[tuple[Printed, Sequence[DiplomacyEvent]]]
PLANS = (Status.PLANNED, Status.HYPOTHETICAL)


def as_told(printed: Printed, gazetteer: Gazetteer) -> list[DiplomacyEvent]:
    """The events of an article as a coder without fault would give them."""
    return [_event(printed, told, number, gazetteer) for number, told in enumerate(printed.told)]


def as_coded(printed: Sequence[Printed], coder: Coder) -> list[Sequence[DiplomacyEvent]]:
    """The events of each article as the coder gives them."""
    found: list[Sequence[DiplomacyEvent]] = []
    for start in range(0, len(printed), 16):
        some = printed[start : start + 16]
        codings = coder.code_many([each.article for each in some], now=_coded_at(some[-1]))
        found += [
            [event.model_copy(update={"coded_at": _coded_at(each)}) for event in coding.events]
            for each, coding in zip(some, codings, strict=True)
        ]
    return found


def _event(printed: Printed, told: Told, number: int, gazetteer: Gazetteer) -> DiplomacyEvent:
    body = printed.article.body or ""
    f = told.fields
    act, status, code = PloverType(told.act), Status(told.status), CAMEO[f["cameo"]]
    start = max(body.find(f["quote"]), 0)
    end = start + len(f["quote"]) if f["quote"] in body else min(len(body), 120)
    names = f.get("names", [None, None])
    actors = [
        Actor(country=country, role="foreign_minister" if name else None, name=name)
        for country, name in zip((told.source, told.target), names, strict=True)
    ]
    dyad = dyad_of(told.source, told.target)
    ahead = PloverType.AGREE if status in PLANS and act is PloverType.CONSULT else act
    day, until = f["day"], f.get("until") or f["day"]
    place = f.get("place")
    found = gazetteer.find(place[0], countries=frozenset([place[1]])) if place else ()
    where = found[0].place if found else None
    return DiplomacyEvent.model_validate(
        {
            "event_id": f"{printed.article.id}/{number}/{_digest(body)}",
            "article_id": printed.article.id,
            "kind": "told",
            "plover_act": act,
            "plover": ahead,
            "cameo": code.code,
            "cameo_label": code.label,
            "goldstein": code.goldstein,
            "quad_class": ahead.quad_class,
            "source": actors[:1],
            "target": actors[1:],
            "reciprocal": act is PloverType.CONSULT,
            "dyad": dyad,
            "dyads": [dyad],
            "status": status,
            "date_start": day,
            "date_end": until,
            "date_precision": "day" if day == until else "range",
            "location": Location(
                name=place[0],
                country=place[1],
                lat=where.lat if where else None,
                lon=where.lon if where else None,
            )
            if place
            else None,
            "evidence": [Span(start=start, end=end, text=body[start:end])],
            "confidence": 0.9,
            "article": cited(printed.article, body),
            "coder_version": "truth",
            "coded_at": _coded_at(printed),
        }
    )


def _coded_at(printed: Printed) -> datetime:
    published = printed.article.published_at
    assert published is not None
    return published + timedelta(minutes=1)


def _digest(body: str) -> str:
    return f"{sum(map(ord, body)) % 10_000:04}"


def changes(coded: Coded) -> Iterator[DiplomacyEvent | Retraction]:
    """Events as they come, and retractions of what an article's new text or its correction takes back."""
    held: dict[str, list[DiplomacyEvent]] = {}
    for printed, events in coded:
        new = {event.event_id for event in events}
        corrected = printed.article.correction_of
        gone = [event for event in held.get(printed.article.id, ()) if event.event_id not in new]
        gone += held.pop(corrected, []) if corrected else []
        for event in gone:
            yield Retraction.model_validate(
                {
                    "event_id": event.event_id,
                    "article_id": event.article_id,
                    "dyad": event.dyad,
                    "quad_class": event.quad_class,
                    "reason": "corrected" if corrected else "updated",
                    "retracted_at": _coded_at(printed),
                }
            )
        held[printed.article.id] = list(events)
        yield from events


@dataclass(slots=True)
class Outcome:
    """What stands when all is told."""

    stories: dict[str, Story] = field(default_factory=dict)
    alerts: dict[str, Alert] = field(default_factory=dict)

    def take(self, emission: Emission) -> None:
        """Keep what a compacted topic keeps."""
        kept: dict[str, Any] = self.stories if emission.kind is Kind.STORY else self.alerts
        kept.pop(emission.key, None)
        if emission.value is not None:
            kept[emission.key] = emission.value


def outcome(
    told: Iterable[DiplomacyEvent | Retraction], *, partition: Callable[[str], int] = lambda _: 0
) -> Outcome:
    """Both folds, each partition with its own rows."""
    found = Outcome()
    stories: dict[int, Rows] = defaultdict(dict)
    dyads: dict[int, Rows] = defaultdict(dict)
    for change in told:
        for emission in fold_stories(stories[partition(change.dyad)], change):
            if isinstance(emission.value, Move):
                for other in fold_dyads(dyads[partition(emission.key)], emission.value):
                    if other.kind is Kind.ALERT:
                        found.take(other)
            else:
                found.take(emission)
    return found


def labels(coded: Coded) -> dict[str, str]:
    """The true story of each event that stands and tells what its article tells."""
    found: dict[str, str] = {}
    by_article: dict[str, list[str]] = {}
    for printed, events in coded:
        for gone in (printed.article.id, printed.article.correction_of or ""):
            for event_id in by_article.pop(gone, []):
                found.pop(event_id, None)
        for told in printed.told:
            event = _telling(told, events, taken=found.keys())
            if event is not None:
                found[event.event_id] = told.story
                by_article.setdefault(printed.article.id, []).append(event.event_id)
    return found


def _telling(told: Told, events: Sequence[DiplomacyEvent], *, taken: Iterable[str]) -> DiplomacyEvent | None:
    """The event that tells it: of the same pair and type, whose evidence shares most with the quote."""
    sides = {told.source, told.target}
    able = [
        event
        for event in events
        if event.event_id not in taken
        and event.plover_act.value in (told.act, *told.fields.get("also", ()))
        and {actor.country for actor in (*event.source, *event.target)} >= sides
    ]
    words = set(told.fields["quote"].split())
    return max(able, key=lambda event: len(words & set(event.evidence[0].text.split())), default=None)


def true_sources(printed: Iterable[Printed]) -> dict[str, int]:
    """Independent sources of each story: outlets whose own texts tell it."""
    found: dict[str, set[str]] = defaultdict(set)
    articles = list(printed)
    origin = {each.article.id: outlet_name(each.article.source) or "" for each in articles}
    corrected = {each.article.correction_of for each in articles}
    for each in articles:
        for told in each.told:
            if each.article.id not in corrected:
                found[told.story].add(origin[each.origin])
    return {story: len(names) for story, names in found.items()}
