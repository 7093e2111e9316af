"""What becomes of an article that can't be processed: its original bytes, and why, in headers."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas import DeadLetter, DeadLetterHeader
from streams.delivery.record import Inbound, Outbound
from streams.errors import ArticleError

PREFIX = "dlq."
"""Of the headers that say why; what else a letter has is the original's."""
_LONGEST_KEY = 1024
"""Bytes of a key that a letter without its value keeps; a longer one may be why the letter is too large."""


def dead_letter(
    inbound: Inbound, exc: ArticleError, *, topic: str, stage: str, attempts: int = 1
) -> Outbound:
    """The dead letter of an input, for `topic`. Headers of the original stay, except those of an earlier one.

    `attempts` counts from 1; what a replayed dead letter was tried before is added.
    """
    letter = DeadLetter(
        topic=inbound.topic,
        partition=inbound.partition,
        offset=inbound.offset,
        timestamp=inbound.timestamp,
        stage=exc.stage or stage,
        error_class=type(exc).__name__,
        message=str(exc),
        attempts=attempts + _earlier_attempts(inbound),
        failed_at=datetime.now(UTC),
    )
    kept = tuple((name, value) for name, value in inbound.headers if not name.startswith(PREFIX))
    return Outbound(topic=topic, key=inbound.key, value=inbound.value, headers=(*letter.headers(), *kept))


def without_value(letter: Outbound) -> Outbound:
    """The letter with its reason alone, where the broker has no room for the original's bytes.

    The original lies where the headers say, as long as its topic keeps it.
    """
    key, value = letter.key or b"", letter.value or b""
    why = tuple((name, text) for name, text in letter.headers if name.startswith(PREFIX))
    left_out = (DeadLetterHeader.VALUE_LEFT_OUT.value, str(len(value)).encode())
    return Outbound(
        topic=letter.topic,
        key=letter.key if len(key) <= _LONGEST_KEY else None,
        value=None,
        headers=(*why, left_out),
    )


def _earlier_attempts(inbound: Inbound) -> int:
    text = inbound.header(DeadLetterHeader.ATTEMPTS.value) or b""
    return int(text) if text.isdigit() and len(text) < 6 else 0
