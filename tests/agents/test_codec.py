"""Whatever comes in is an article or one clear sentence."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.codec import read_raw
from streams.delivery.record import Inbound
from streams.errors import ArticleError, MalformedArticle, OversizedArticle
from streams.settings import Settings, load_settings


def record(value: bytes | None) -> Inbound:
    return Inbound(topic="t", partition=0, offset=0, timestamp=-1, key=None, value=value)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "empty"),
        (b"", "empty"),
        (b"{", "not JSON"),
        (b"\xff\xfe", "not JSON in UTF-8"),
        (b"[]", "not an object"),
        (b'{"body": NaN}', "not JSON"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "DIPLOMACY_MAX_JSON_DEPTH"),
        (b'{"a":' * 5000, "depth limit"),
        (b'{"title": "only"}', "body"),
        (b'{"body": {"a": 1}}', "body"),
        (b'{"body": "x", "entities": [{"start": 5, "end": 9}]}', "entities"),
    ],
)
def test_what_is_no_article_is_said_in_one_line(settings: Settings, value: bytes | None, said: str) -> None:
    with pytest.raises(MalformedArticle, match=said) as caught:
        read_raw(record(value), settings)
    assert "\n" not in str(caught.value)


def test_an_oversized_message_is_not_parsed() -> None:
    with pytest.raises(OversizedArticle, match="DIPLOMACY_MAX_MESSAGE_BYTES"):
        read_raw(record(b"x" * 5000), load_settings(max_message_bytes=4096))


@pytest.mark.parametrize(
    ("limits", "value", "said"),
    [
        ({"max_body_chars": 10}, b'{"body": "eleven code"}', "DIPLOMACY_MAX_BODY_CHARS"),
        (
            {"max_entities": 1},
            b'{"body": "xy", "entities": [{"start": 0, "end": 1}, {"start": 1, "end": 2}]}',
            "DIPLOMACY_MAX_ENTITIES",
        ),
    ],
)
def test_an_article_over_a_limit_is_said_by_the_settings_name(
    limits: dict[str, int], value: bytes, said: str
) -> None:
    with pytest.raises(OversizedArticle, match=said):
        read_raw(record(value), load_settings(**limits))


@given(st.binary(max_size=200))
def test_any_bytes_are_an_article_or_its_own_fault(value: bytes) -> None:
    with contextlib.suppress(ArticleError):
        read_raw(record(value), load_settings())
