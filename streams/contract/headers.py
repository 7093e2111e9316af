"""The headers of every message, with what each says."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from schemas import (
    ClassifiedArticle,
    DeadLetterHeader,
    DiplomacyEvent,
    PloverType,
    QuadClass,
    Retraction,
    Status,
)
from streams.contract.examples import example
from streams.delivery.headers import article_headers, event_headers, fold_headers, retraction_headers
from streams.delivery.record import Headers

_MEANINGS: Mapping[str, str] = {
    "ce_specversion": "CloudEvents, binary mode",
    "ce_id": "Id of the event, of the article, or of this version of a story: the same message has it again",
    "ce_type": "What the value is, with the first number of its schema's version",
    "ce_source": "The stage that published it",
    "ce_time": "When it was published, ISO 8601",
    "ce_subject": "Id of the article that it is about; of a story, dyad or alert the key",
    "ce_dataschema": "`$id` of the value's JSON Schema",
    "content-type": "Of the value",
    "plover": "PLOVER type after the tense rule",
    "cameo": "CAMEO code",
    "status": "How far the act has come",
    "dyad": "As the key",
    "quad_class": "Verbal or material, cooperation or conflict",
    "coder_version": "Version of the coder",
    "event_id": "The event that no longer holds",
    "traceparent": "W3C trace context, passed on from the article",
    "tracestate": "The same",
    "dlq.original.topic": "Where the message lay",
    "dlq.original.partition": "Where the message lay",
    "dlq.original.offset": "Where the message lay",
    "dlq.original.timestamp": "The message's own, in milliseconds since 1970",
    "dlq.error.stage": "What failed: decode, validate, classify, code or publish",
    "dlq.error.class": "The kind of error",
    "dlq.error.message": "Field, value and remedy",
    "dlq.attempts": "How often it was tried, replays included",
    "dlq.failed-at": "ISO 8601",
    "dlq.value-left-out": "Bytes of the original value, where the topic has no room for it",
}
_VALUES: Mapping[str, list[str]] = {
    "plover": [each.value for each in PloverType],
    "status": [each.value for each in Status],
    "quad_class": [each.value for each in QuadClass],
    "ce_specversion": ["1.0"],
    "content-type": ["application/json"],
}
_FOLDED = {
    "Story": ("stories", "story", "story_id"),
    "DyadWindows": ("dyads", "dyad", "dyad"),
    "Alert": ("dyads", "alert", "alert_id"),
}
"""Models of what the folds emit: stage, kind, and the field that is the key."""
TRACE = ("traceparent", "tracestate")
_NOT_ALWAYS = frozenset(("dlq.value-left-out", *TRACE))


def example_headers(model: str) -> dict[str, str]:
    """Return the headers of the example of a model, as the worker writes them; none where it writes none."""
    headers: Headers = ()
    if model == DiplomacyEvent.__name__:
        headers = event_headers(DiplomacyEvent.model_validate(example(model)))
    elif model == Retraction.__name__:
        headers = retraction_headers(Retraction.model_validate(example(model)))
    elif model == ClassifiedArticle.__name__:
        article = ClassifiedArticle.model_validate(example(model))
        headers = article_headers(
            article, model=model, stage="classify", time=datetime(2026, 3, 4, tzinfo=UTC)
        )
    elif model in _FOLDED:
        stage, kind, key = _FOLDED[model]
        value = example(model)
        headers = fold_headers(kind, model, value[key], json.dumps(value).encode(), stage=stage)
    return {name: value.decode() for name, value in headers}


def header_names(model: str | None) -> list[str]:
    """Return the names of the headers of a model's messages, or of dead letters (None)."""
    if model is None:
        return [header.value for header in DeadLetterHeader]
    names = list(example_headers(model))
    return [*names, *TRACE] if names else []


def meaning(name: str) -> str:
    """Return what a header says."""
    return _MEANINGS[name]


def header_schema(model: str | None) -> dict[str, object]:
    """Return the schema of these headers; Kafka's headers are bytes, and these UTF-8 text."""
    names = header_names(model)
    fields = {
        name: {
            "type": "string",
            "description": meaning(name),
            **({"enum": _VALUES[name]} if name in _VALUES else {}),
        }
        for name in names
    }
    required = [name for name in names if name not in _NOT_ALWAYS]
    return {"type": "object", "properties": fields, "required": required}
