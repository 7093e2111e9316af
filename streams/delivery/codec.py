"""Bytes to articles and events to bytes. What can't be read is the article's own fault, said in one line."""

from __future__ import annotations

from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from schemas import ClassifiedArticle, RawArticle, in_one_line
from schemas.wire import unframe
from streams.delivery.record import Inbound
from streams.errors import MalformedArticle, MalformedRecord, OversizedArticle
from streams.settings import Settings

_Article = TypeVar("_Article", bound=RawArticle)
_Record = TypeVar("_Record", bound=BaseModel)


def read_raw(inbound: Inbound, settings: Settings) -> RawArticle:
    """The article in a record of the raw topic. Raises MalformedArticle or OversizedArticle."""
    return _read(RawArticle, inbound, settings, limit=settings.max_message_bytes)


def read_classified(inbound: Inbound, settings: Settings) -> ClassifiedArticle:
    """The article in a record of the classified topic. Raises MalformedArticle or OversizedArticle."""
    # The verdict and escapes add to what the raw article had.
    return _read(ClassifiedArticle, inbound, settings, limit=3 * settings.max_message_bytes)


def read_record(inbound: Inbound, model: type[_Record]) -> _Record:
    """What another stage published. Raises MalformedRecord."""
    try:
        return model.model_validate_json(unframe(inbound.value or b""))
    except ValidationError as exc:
        raise MalformedRecord(f"no {model.__name__}: {in_one_line(exc)}", stage="decode") from None


def to_json(record: BaseModel) -> bytes:
    """The record as plain JSON in UTF-8."""
    return record.model_dump_json().encode()


def _read(model: type[_Article], inbound: Inbound, settings: Settings, *, limit: int) -> _Article:
    value = unframe(inbound.value or b"")  # a producer with a schema registry frames it
    if not value:
        raise MalformedArticle("value: empty: send the article as a JSON object", stage="decode")
    if len(value) > limit:
        raise OversizedArticle(
            f"value: {len(value):,} bytes, over the {limit:,} of DIPLOMACY_MAX_MESSAGE_BYTES: "
            "shorten or split it",
            stage="decode",
        )
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError as exc:
        raise MalformedArticle(f"value: not JSON in UTF-8: {exc}", stage="decode") from None
    if not isinstance(fields, dict):
        raise MalformedArticle(
            f"value: a JSON {type(fields).__name__}, not an object: send one article", stage="decode"
        )
    _check_depth(fields, settings.max_json_depth)
    try:
        article = model.model_validate(fields)
    except ValidationError as exc:
        raise MalformedArticle(in_one_line(exc), stage="validate") from None
    check_sizes(article, settings)
    return article


def check_sizes(article: RawArticle, settings: Settings) -> None:
    """Refuse what would take the coder too long. Raises OversizedArticle."""
    sizes = (
        ("body", len(article.body or ""), "code points", "max_body_chars"),
        ("entities", len(article.entities), "spans", "max_entities"),
    )
    for name, size, unit, setting in sizes:
        limit = getattr(settings, setting)
        if size > limit:
            raise OversizedArticle(
                f"{name}: {size:,} {unit}, over the {limit:,} of DIPLOMACY_{setting.upper()}: shorten it",
                stage="validate",
            )


def _check_depth(fields: object, limit: int) -> None:
    """Refuse deep nesting before validation walks it; the parser itself stops at 1024."""
    level: list[Any] = [fields]
    depth = 0
    while level:
        depth += 1
        if depth > limit:
            raise MalformedArticle(
                f"value: JSON nested deeper than the {limit} of DIPLOMACY_MAX_JSON_DEPTH: flatten it",
                stage="decode",
            )
        inner = [value.values() if isinstance(value, dict) else value for value in level]
        level = [value for values in inner for value in values if isinstance(value, (dict, list))]
