"""CloudEvents headers in Kafka's binary mode, the trace passed on, and headers to filter by.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from schemas import SCHEMA_VERSION, DiplomacyEvent, RawArticle, Retraction
from streams.delivery.record import Headers, Inbound
from streams.ops.tracing import outgoing

_TYPE = "org.diplomacy"
_CE_TYPE = "ce_type"
_REPLACED_BY = "replaced_by"


def article_headers(article: RawArticle, *, model: str, stage: str, time: datetime) -> Headers:
    """Headers of a RawArticle or ClassifiedArticle; `stage` is who publishes it."""
    return _cloud_event(
        event_id=article.id, kind="article", model=model, stage=stage, time=time, subject=article.id
    )


def event_headers(event: DiplomacyEvent) -> Headers:
    """Headers of an event; type, status, dyad and quad class so that a consumer can skip without parsing."""
    filters = {
        "plover": event.plover.value,
        "cameo": event.cameo,
        "status": event.status.value,
        "dyad": event.dyad,
        "quad_class": event.quad_class.value,
        "coder_version": event.coder_version,
    }
    named = _cloud_event(
        event_id=event.event_id,
        kind="event",
        model="DiplomacyEvent",
        stage="code",
        time=event.coded_at,
        subject=event.article_id,
    )
    return (*named, *((name, value.encode()) for name, value in filters.items()))


def retraction_headers(retraction: Retraction) -> Headers:
    """Headers of a retraction; `event_id` and `dyad` so that a consumer can act without parsing."""
    named = _cloud_event(
        event_id=f"{retraction.event_id}-{retraction.retracted_at:%Y%m%dT%H%M%S%f}",
        kind="retraction",
        model="Retraction",
        stage="code",
        time=retraction.retracted_at,
        subject=retraction.article_id,
    )
    extra = {"event_id": retraction.event_id, "dyad": retraction.dyad}
    return (*named, *((name, value.encode()) for name, value in extra.items()))


def withdrawal_headers(article_id: str, *, time: datetime, replaced_by: str | None = None) -> Headers:
    """Headers of a withdrawal: of an empty value, by which an article leaves the classified topic."""
    named = _cloud_event(
        event_id=f"{article_id}-{time:%Y%m%dT%H%M%S%f}",
        kind="withdrawal",
        model="ClassifiedArticle",
        stage="classify",
        time=time,
        subject=article_id,
    )
    return named if replaced_by is None else (*named, (_REPLACED_BY, replaced_by.encode(errors="replace")))


def fold_headers(kind: str, model: str, key: str, value: bytes | None, *, stage: str) -> Headers:
    """Headers of what a fold emits. They are made of key and value alone, so the same record has the same."""
    digest = "gone" if value is None else blake2b(value, digest_size=8).hexdigest()
    return _cloud_event(
        event_id=f"{key}-{digest}", kind=kind, model=model, stage=stage, time=None, subject=key
    )


def is_withdrawal(inbound: Inbound) -> bool:
    """Whether a record of the classified topic withdraws the article that is its key."""
    kind = (inbound.header(_CE_TYPE) or b"").decode(errors="replace")
    return not inbound.value and bool(inbound.key) and kind.startswith(f"{_TYPE}.withdrawal.")


def replaced_by(inbound: Inbound) -> str | None:
    """Id of the article that stands in the place of the withdrawn one; None where there is none."""
    found = inbound.header(_REPLACED_BY)
    return None if found is None else found.decode(errors="replace")


def passed_on(inbound: Inbound) -> Headers:
    """The trace headers for each output of the input: its own, or those of the span of the work on it."""
    return outgoing(inbound.headers)


def _cloud_event(
    *, event_id: str, kind: str, model: str, stage: str, time: datetime | None, subject: str
) -> Headers:
    texts = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        _CE_TYPE: f"{_TYPE}.{kind}.v{SCHEMA_VERSION.partition('.')[0]}",
        "ce_source": f"/diplomacy/{stage}",
        **({} if time is None else {"ce_time": time.isoformat()}),
        "ce_subject": subject,
        "ce_dataschema": f"urn:diplomacy:schema:{model}:{SCHEMA_VERSION}",
        "content-type": "application/json",
    }
    return tuple((name, text.encode(errors="replace")) for name, text in texts.items())
