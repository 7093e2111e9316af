"""From a draft to the event of the contract."""

from __future__ import annotations

from datetime import datetime

from schemas import (
    CAMEO,
    PLOVER_MODES,
    Actor,
    ArticleRef,
    DatePrecision,
    DiplomacyEvent,
    Location,
    PloverType,
    RawArticle,
    Sector,
    Span,
    dyad_of,
    dyads_of,
)
from streams.core.confidence import confidence
from streams.core.credits import credit
from streams.core.drafting import after_tense_rule
from streams.core.drafts import Draft, Party
from streams.core.embedding import Embeddings
from streams.core.identity import event_id, kind_of
from streams.core.signature import signature
from streams.core.spelling import Forms
from streams.core.status import AHEAD

MAX_SUBJECT = 200  # code points


def cited(article: RawArticle, body: str) -> ArticleRef:
    """What each of its events says of the article; found once for all of them."""
    return ArticleRef(
        url=article.url,
        title=article.title,
        source=article.source,
        published_at=article.published_at,
        credit=credit(body),
        signature=signature(body),
    )


def event_of(
    draft: Draft,
    *,
    article: RawArticle,
    cited: ArticleRef,
    body: str,
    forms: Forms,
    embeddings: Embeddings,
    version: str,
    now: datetime,
) -> DiplomacyEvent:
    """The event that a merged draft becomes; `forms` are the names as the article has them."""
    plover = after_tense_rule(draft.act, draft.status)
    cameo = future_code(draft, plover, embeddings)
    code = CAMEO[cameo]
    source = tuple(_actor(p, body, forms) for p in draft.sources)
    target = tuple(_actor(p, body, forms) for p in draft.targets)
    one_sided = not (source and target)
    when = draft.when
    start, end = (when.first, when.last) if when else (None, None)
    if start and end and len(start) == len(end) and end < start:
        end = None
    first = draft.evidence[0]
    return DiplomacyEvent(
        event_id=event_id(
            article_id=article.id, cameo=cameo, source=source, target=target, evidence_start=first[0]
        ),
        article_id=article.id,
        kind=kind_of(code.label),
        plover_act=draft.act,
        plover=plover,
        plover_mode=draft.mode if draft.mode in PLOVER_MODES[draft.act] else None,
        contexts=code.contexts,
        cameo=cameo,
        cameo_label=code.label,
        goldstein=code.goldstein,
        quad_class=plover.quad_class,
        source=source,
        target=target,
        reciprocal=draft.reciprocal,
        dyad=dyad_of(
            source[0].country if source else None, target[0].country if target else None, one_sided=one_sided
        ),
        dyads=dyads_of(source, target),
        status=draft.status,
        date_start=start,
        date_end=end,
        date_precision=DatePrecision(when.precision) if when and (start or end) else DatePrecision.NONE,
        location=Location(
            name=draft.where.name, country=draft.where.country, lat=draft.where.lat, lon=draft.where.lon
        )
        if draft.where
        else None,
        subject=draft.subject[:MAX_SUBJECT] if draft.subject else None,
        attribution=forms.best(draft.attribution),
        magnitude=draft.magnitude,
        evidence=tuple(Span(start=s, end=e, text=body[s:e]) for s, e in draft.evidence),
        confidence=confidence(draft),
        why=draft.why,
        article=cited,
        coder_version=version,
        coded_at=now,
    )


def future_code(draft: Draft, plover: PloverType, embeddings: Embeddings) -> str:
    """The code of a planned act: CAMEO's own future code where there is one (ANNOTATION, decision 5)."""
    if draft.status in AHEAD:
        if plover is PloverType.AGREE and draft.act is not PloverType.AGREE:
            return embeddings.code("agree", draft.cameo)
        if plover is PloverType.THREATEN and draft.act is not PloverType.THREATEN:
            return embeddings.code("threaten", draft.cameo)
    return draft.cameo


def _actor(party: Party, body: str, forms: Forms) -> Actor:
    r = party.referent
    return Actor(
        country=r.country,
        sector=Sector(r.sector) if r.sector else None,
        role=r.role,
        name=forms.best(r.name),
        span=Span(start=party.start, end=party.end, text=body[party.start : party.end]),
    )
