"""Events that make stories: pairs of countries over a month, told by outlets, planned, done, taken back.

They depend on their number alone, so that two runs have the same ones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from schemas import (
    Actor,
    ArticleRef,
    DatePrecision,
    DiplomacyEvent,
    Retraction,
    RetractionReason,
    Span,
    Status,
)
from schemas.ontology import CAMEO, PloverType
from tests.delivery.stream import Written

FIRST_DAY = datetime(2026, 3, 1, 6, tzinfo=UTC)
DAYS = 30
COUNTRIES = ("CHN", "DEU", "FRA", "IND", "JPN", "RUS", "UKR", "USA", "TUR", "IRN", "ISR", "EGY")
ACTS = ("036", "040", "042", "046", "051", "057", "111", "112", "121", "138", "163", "172", "190")
SPREAD = 600
OUTLETS = ("The Wire", "Daily", "Evening Post", "Morning Star", "Chronicle")


def event(
    number: int,
    *,
    seed: int = 0,
    spread: int = SPREAD,
    countries: Sequence[str] = COUNTRIES,
    later: int = 0,
) -> DiplomacyEvent:
    """The event of that number; days go on with the numbers, and begin anew after `spread` events, late.

    All is so many days `later`.
    """
    chance = random.Random(seed * 1_000_003 + number)
    one, other = sorted(chance.sample(countries, 2))
    code = CAMEO[chance.choice(ACTS)]
    day = number * DAYS // spread % DAYS
    published = FIRST_DAY + timedelta(days=day + later, minutes=chance.randrange(24 * 60))
    acted = (published + timedelta(days=chance.choice((-2, -1, 0, 0, 0, 1)))).date()
    status = Status.PLANNED if acted > published.date() else Status.HAPPENED
    about = chance.choice(("grain", "gas", "border"))
    text = f"{one} and {other} {code.label.lower()} over the {about} question"
    dyad = f"{one}-{other}"
    return DiplomacyEvent(
        event_id=f"e-{seed}-{number}",
        article_id=f"a-{seed}-{number}",
        kind="told",
        plover_act=code.plover or PloverType.CONSULT,
        plover=code.plover or PloverType.CONSULT,
        cameo=code.code,
        cameo_label=code.label,
        goldstein=code.goldstein,
        quad_class=code.quad_class,
        source=(Actor(country=one),),
        target=(Actor(country=other),),
        dyad=dyad,
        dyads=(dyad,),
        status=status,
        date_start=acted.isoformat(),
        date_end=acted.isoformat(),
        date_precision=DatePrecision.DAY,
        evidence=(Span(start=0, end=len(text), text=text),),
        confidence=round(chance.uniform(0.3, 0.95), 2),
        article=ArticleRef(source=chance.choice(OUTLETS), title=text.title(), published_at=published),
        coder_version="none",
        coded_at=published + timedelta(minutes=5),
    )


def told(events: range, *, seed: int = 0, copies: float = 0.1) -> Iterator[Written]:
    """The events as records, some of them twice."""
    for number in events:
        each = event(number, seed=seed)
        record = Written(each.dyad, each.model_dump_json().encode())
        yield record
        if random.Random(number).random() < copies:
            yield record


def taken_back(events: range, *, seed: int = 0, share: float = 0.05) -> Iterator[Written]:
    """Retractions of some of them."""
    for number in events:
        if random.Random(-number - 1).random() < share:
            each = event(number, seed=seed)
            gone = Retraction(
                event_id=each.event_id,
                article_id=each.article_id,
                dyad=each.dyad,
                quad_class=each.quad_class,
                reason=RetractionReason.WITHDRAWN,
                retracted_at=each.coded_at + timedelta(days=1),
            )
            yield Written(each.dyad, gone.model_dump_json().encode())
