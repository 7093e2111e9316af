"""CloudEvents headers in Kafka's binary mode, the trace passed on, and headers to filter by.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
"""

from __future__ import annotations

from datetime import datetime

from schemas import SCHEMA_VERSION, DiplomacyEvent, RawArticle
from streams.delivery.record import Headers, Inbound
from streams.ops.tracing import outgoing

_TYPE = "org.diplomacy"


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


def passed_on(inbound: Inbound) -> Headers:
    """The trace headers for each output of the input: its own, or those of the span of the work on it."""
    return outgoing(inbound.headers)


def _cloud_event(
    *, event_id: str, kind: str, model: str, stage: str, time: datetime, subject: str
) -> Headers:
    texts = {
        "ce_specversion": "1.0",
        "ce_id": event_id,
        "ce_type": f"{_TYPE}.{kind}.v{SCHEMA_VERSION.partition('.')[0]}",
        "ce_source": f"/diplomacy/{stage}",
        "ce_time": time.isoformat(),
        "ce_subject": subject,
        "ce_dataschema": f"urn:diplomacy:schema:{model}:{SCHEMA_VERSION}",
        "content-type": "application/json",
    }
    return tuple((name, text.encode(errors="replace")) for name, text in texts.items())
