"""Faust's events as plain records, acknowledged by nobody but the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from streams.delivery.record import Inbound


async def messages(stream: Any) -> AsyncIterator[Inbound]:
    """The stream's records as they were read. Faust's own acknowledgement is off."""
    async for event in stream.noack().events():
        message = event.message
        yield Inbound(
            topic=message.topic,
            partition=message.partition,
            offset=message.offset,
            timestamp=-1 if message.timestamp is None else int(message.timestamp * 1000),
            key=message.key,
            value=message.value,
            headers=tuple((name, value or b"") for name, value in _pairs(message.headers)),
        )


def _pairs(headers: Any) -> Any:
    return headers.items() if isinstance(headers, dict) else headers or ()
