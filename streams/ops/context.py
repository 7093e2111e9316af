"""What the log lines of one message share: its article's id, its trace's id.

Bound in the task that works on the message, so that lines of two messages at once aren't mixed up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

# Ids come from outside: long enough for any real one, too short to be an article.
_LONGEST = 200

_BOUND: ContextVar[Mapping[str, str]] = ContextVar("bound", default=MappingProxyType({}))


@contextmanager
def scope(**fields: str) -> Iterator[None]:
    """Bind these, and forget at the end whatever was bound meanwhile."""
    before = _BOUND.get()
    bind(**fields)
    try:
        yield
    finally:
        _BOUND.set(before)


def bind(**fields: str) -> None:
    """Add these to every later log line of this task; empty ones are left out."""
    _BOUND.set({**_BOUND.get(), **{name: text[:_LONGEST] for name, text in fields.items() if text}})


def bound() -> Mapping[str, str]:
    """What is bound in this task."""
    return _BOUND.get()
