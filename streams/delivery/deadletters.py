"""What becomes of an article that can't be processed: its original bytes, and why, in headers."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas import DeadLetter, DeadLetterHeader
from streams.delivery.record import Inbound, Outbound
from streams.errors import ArticleError

_PREFIX = "dlq."


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
    kept = tuple((name, value) for name, value in inbound.headers if not name.startswith(_PREFIX))
    return Outbound(topic=topic, key=inbound.key, value=inbound.value, headers=(*letter.headers(), *kept))


def _earlier_attempts(inbound: Inbound) -> int:
    text = inbound.header(DeadLetterHeader.ATTEMPTS.value) or b""
    return int(text) if text.isdigit() and len(text) < 6 else 0
