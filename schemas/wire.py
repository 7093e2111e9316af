"""Confluent's wire format: a zero byte, the schema's id in four bytes, then the value itself.

https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
"""

MAGIC = 0
HEADER = 5
"""Bytes before the value."""


def frame(schema_id: int, value: bytes) -> bytes:
    """Return the value as Confluent's serializers write it."""
    return bytes([MAGIC]) + schema_id.to_bytes(4, "big") + value


def unframe(value: bytes) -> bytes:
    """Return the value without the frame, where it has one: no JSON text begins with a zero byte."""
    return value[HEADER:] if len(value) >= HEADER and value[0] == MAGIC else value


def framed_id(value: bytes) -> int | None:
    """Return the id of the schema in the registry; None where the value has no frame."""
    return int.from_bytes(value[1:HEADER], "big") if len(value) >= HEADER and value[0] == MAGIC else None
