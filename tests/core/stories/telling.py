"""Events and retractions for the claims on stories, and what is left of all that a fold has published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas import (
    CAMEO,
    Actor,
    ArticleRef,
    DatePrecision,
    DiplomacyEvent,
    Location,
    PloverType,
    Retraction,
    Span,
    Status,
    Story,
    dyad_of,
)
from schemas.base import Record
from streams.core.folding import Emission, Kind, Rows
from streams.core.moves import Move
from streams.core.stories.fold import fold

CODED = datetime(2026, 6, 1, tzinfo=UTC)
AHEAD = (Status.PLANNED, Status.HYPOTHETICAL)


def event(name: str, published: str, **changes: Any) -> DiplomacyEvent:
    """A meeting of Norway's and Turkey's ministers, with changes; `published` in 2026: `03-04T10:00`."""
    at = datetime.fromisoformat(f"2026-{published}").replace(tzinfo=UTC)
    f: dict[str, Any] = {
        "act": "CONSULT", "cameo": "040", "status": "happened", "day": None, "until": None,
        "source": "NOR", "target": "TUR", "reciprocal": None, "names": (None, None), "place": None,
        "article": f"article-{name}", "outlet": f"Outlet {name}", "credit": None, "signature": None,
        "confidence": 0.7, "coded": CODED,
        "quote": "met", "subject": None, "magnitude": (),
    } | changes  # fmt: skip
    act, status, code = PloverType(f["act"]), Status(f["status"]), CAMEO[f["cameo"]]
    until = f["until"] or f["day"]
    precision = {None: "none", 4: "year", 7: "month", 10: "day"}[f["day"] and len(f["day"])]
    actors = [
        Actor.model_validate({"country": each, "sector": "GOV", "role": "foreign_minister", "name": who})
        for each, who in zip((f["source"], f["target"]), f["names"], strict=True)
    ]
    dyad = dyad_of(f["source"], f["target"])
    return DiplomacyEvent(
        event_id=name,
        article_id=f["article"],
        kind="consult",
        plover_act=act,
        plover=PloverType.AGREE if status in AHEAD and act is PloverType.CONSULT else act,
        cameo=f["cameo"],
        cameo_label=code.label,
        goldstein=code.goldstein,
        quad_class=act.quad_class,
        source=(actors[0],),
        target=(actors[1],),
        reciprocal=act is PloverType.CONSULT if f["reciprocal"] is None else f["reciprocal"],
        dyad=dyad,
        dyads=(dyad,),
        status=status,
        date_start=f["day"],
        date_end=until,
        date_precision=DatePrecision(precision if until == f["day"] else "range"),
        location=Location(name=f["place"][0], country=f["place"][1]) if f["place"] else None,
        subject=f["subject"],
        magnitude=f["magnitude"],
        evidence=(Span(start=0, end=len(f["quote"]), text=f["quote"]),),
        confidence=f["confidence"],
        article=ArticleRef(source=f["outlet"], published_at=at, credit=f["credit"], signature=f["signature"]),
        coder_version="test",
        coded_at=f["coded"],
    )


def retraction(of: DiplomacyEvent, *, hours: float = 1) -> Retraction:
    """That an event no longer holds, so long after it was coded."""
    return Retraction.model_validate(
        {
            "event_id": of.event_id,
            "article_id": of.article_id,
            "dyad": of.dyad,
            "quad_class": of.quad_class,
            "reason": "updated",
            "retracted_at": of.coded_at + timedelta(hours=hours),
        }
    )


def last(emitted: Iterable[Emission]) -> dict[tuple[Kind, str], Record]:
    """What a compacted topic keeps."""
    kept: dict[tuple[Kind, str], Record] = {}
    for each in emitted:
        key = each.key
        if isinstance(each.value, Move):
            key = f"{each.value.story_id}/{each.key}"
        kept.pop((each.kind, key), None)
        if each.value is not None:
            kept[each.kind, key] = each.value
    return kept


def stories(changes: Iterable[DiplomacyEvent | Retraction], rows: Rows | None = None) -> list[Story]:
    """The stories that are left when all changes were taken in, the earliest first."""
    kept_rows: Rows = {} if rows is None else rows
    emitted = [each for change in changes for each in fold(kept_rows, change)]
    found = [value for value in last(emitted).values() if isinstance(value, Story)]
    return sorted(found, key=lambda each: (str(each.first_seen), each.story_id))
