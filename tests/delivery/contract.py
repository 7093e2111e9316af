"""Every message that a test writes or reads is held against the published contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import jsonschema_rs
import orjson

from schemas.jsonschema import json_schema
from schemas.wire import unframe
from streams.contract.headers import header_names, header_schema
from streams.delivery.acceptance import accept
from streams.errors import ArticleError
from streams.settings import Settings
from streams.topics import DEAD_LETTERS, RAW, TABLE, Topic

Headers = Iterable[tuple[str, bytes]]


def check(name: str, value: bytes | None, headers: Headers) -> None:
    """Raises AssertionError where a message is not as JSON Schema and AsyncAPI say.

    What is no article may be on the raw topic: it becomes a dead letter. A null takes the place of what was.
    """
    topic = next(topic for topic in TABLE if name.endswith(topic.name))
    if value is not None and (topic is not RAW or _is_article(value)):
        _check_value(topic, value)
    texts = {header: text.decode() for header, text in headers}
    if value is not None and ("ce_type" in texts or topic is DEAD_LETTERS):
        _check_headers(topic, texts)


def _check_value(topic: Topic, value: bytes) -> None:
    validator = _validator(topic)
    if validator is not None:
        faults = [error.message for error in validator.iter_errors(orjson.loads(unframe(value)))]
        assert not faults, f"{topic.name}: {faults}: {value[:300]!r}"


def _check_headers(topic: Topic, texts: Mapping[str, str]) -> None:
    model = topic.value_model()
    name = model.__name__ if model else None
    if not header_names(name):
        return
    faults = [
        fault.message for fault in jsonschema_rs.Draft202012Validator(header_schema(name)).iter_errors(texts)
    ]
    assert not faults, f"{topic.name}: headers: {faults}: {texts}"


@cache
def _validator(topic: Topic) -> jsonschema_rs.Draft202012Validator | None:
    model = topic.value_model()
    return None if model is None else jsonschema_rs.Draft202012Validator(json_schema(model))


def _is_article(value: bytes) -> bool:
    try:
        accept(value, Settings(max_message_bytes=2 * 1024 * 1024))
    except ArticleError:
        return False
    return True
