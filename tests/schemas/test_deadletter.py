"""The dead letter: nothing of the original is lost, and its headers say why."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas import DeadLetter, DeadLetterHeader

LETTER = DeadLetter(
    topic="diplomacy.articles.raw.v1",
    partition=3,
    offset=42,
    timestamp=1761614820000,
    stage="decode",
    error_class="MalformedArticle",
    message="not JSON",
    failed_at=datetime(2025, 10, 28, 7, tzinfo=UTC),
)


@given(key=st.none() | st.binary(), value=st.none() | st.binary(), message=st.text(max_size=500))
def test_what_is_written_is_read_back(key: bytes | None, value: bytes | None, message: str) -> None:
    message = message.encode(errors="replace").decode()
    letter = LETTER.model_copy(update={"key": key, "value": value, "message": message})
    assert DeadLetter.from_message(letter.headers(), key=key, value=value) == letter


def test_the_header_names_are_the_contract() -> None:
    assert [name for name, _ in LETTER.headers()] == [
        "dlq.original.topic",
        "dlq.original.partition",
        "dlq.original.offset",
        "dlq.original.timestamp",
        "dlq.error.stage",
        "dlq.error.class",
        "dlq.error.message",
        "dlq.attempts",
        "dlq.failed-at",
    ]


def test_other_headers_are_no_hindrance() -> None:
    headers = [("traceparent", b"00-ab"), *LETTER.headers(), ("ce_id", b"\xff")]
    assert DeadLetter.from_message(headers) == LETTER


def test_a_missing_header_is_an_error() -> None:
    headers = [pair for pair in LETTER.headers() if pair[0] != DeadLetterHeader.STAGE]
    with pytest.raises(ValidationError, match="stage"):
        DeadLetter.from_message(headers)
