"""The dead letter: a message that can't be processed, with its original bytes and the reason.

On Kafka the value and the key are the original ones, byte for byte; all else is in headers of these names.
Where the broker takes no message of that size, value and headers of the original are left out.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, Field

from schemas.base import Record


class DeadLetterHeader(StrEnum):
    """Names of the headers; every value is UTF-8 text."""

    TOPIC = "dlq.original.topic"
    PARTITION = "dlq.original.partition"
    OFFSET = "dlq.original.offset"
    TIMESTAMP = "dlq.original.timestamp"
    """Milliseconds since 1970, as Kafka keeps it."""
    STAGE = "dlq.error.stage"
    CLASS = "dlq.error.class"
    MESSAGE = "dlq.error.message"
    ATTEMPTS = "dlq.attempts"
    FAILED_AT = "dlq.failed-at"
    """ISO 8601 with its offset."""
    VALUE_LEFT_OUT = "dlq.value-left-out"
    """Only where the topic has no room for the original: its value's bytes; it lies where the message lay."""


MAX_MESSAGE = 2_000
"""Code points of the error message; the rest is cut."""


class DeadLetter(Record):
    """One dead letter, read from or written to a Kafka message."""

    topic: str
    partition: int = Field(ge=0)
    offset: int = Field(ge=0)
    timestamp: int = Field(
        description="Of the original message, in milliseconds since 1970; -1 where it has none"
    )
    stage: str = Field(description="Where it failed: decode, validate, classify, code or publish")
    error_class: str
    message: str
    attempts: int = Field(1, ge=1)
    failed_at: AwareDatetime
    key: bytes | None = None
    value: bytes | None = None

    def headers(self) -> list[tuple[str, bytes]]:
        """Return the Kafka headers; key and value travel as the message's own."""
        texts = {
            DeadLetterHeader.TOPIC: self.topic,
            DeadLetterHeader.PARTITION: str(self.partition),
            DeadLetterHeader.OFFSET: str(self.offset),
            DeadLetterHeader.TIMESTAMP: str(self.timestamp),
            DeadLetterHeader.STAGE: self.stage,
            DeadLetterHeader.CLASS: self.error_class,
            DeadLetterHeader.MESSAGE: self.message[:MAX_MESSAGE],
            DeadLetterHeader.ATTEMPTS: str(self.attempts),
            DeadLetterHeader.FAILED_AT: self.failed_at.isoformat(),
        }
        return [(name.value, text.encode(errors="replace")) for name, text in texts.items()]

    @classmethod
    def from_message(
        cls, headers: Iterable[tuple[str, bytes]], *, key: bytes | None = None, value: bytes | None = None
    ) -> Self:
        """Read a dead letter back from a Kafka message.

        Raises:
            pydantic.ValidationError: a header is missing or not what its name says.
        """
        found = {name: content.decode(errors="replace") for name, content in headers}
        names = {
            "topic": DeadLetterHeader.TOPIC,
            "partition": DeadLetterHeader.PARTITION,
            "offset": DeadLetterHeader.OFFSET,
            "timestamp": DeadLetterHeader.TIMESTAMP,
            "stage": DeadLetterHeader.STAGE,
            "error_class": DeadLetterHeader.CLASS,
            "message": DeadLetterHeader.MESSAGE,
            "attempts": DeadLetterHeader.ATTEMPTS,
            "failed_at": DeadLetterHeader.FAILED_AT,
        }
        fields = {field: found[header] for field, header in names.items() if header in found}
        return cls.model_validate({**fields, "key": key, "value": value})
