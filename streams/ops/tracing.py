"""The trace of an article through Kafka's headers (https://www.w3.org/TR/trace-context).

Without an OTLP endpoint the context is passed on as it came. With one, each message gets a span, exported by
OpenTelemetry, which is imported only then; what is published for the message carries that span's context.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module

from streams.errors import SettingsError
from streams.ops.context import scope
from streams.settings import ENV_PREFIX, Settings

Headers = tuple[tuple[str, bytes], ...]

_NAMES = ("traceparent", "tracestate")
_TRACEPARENT = re.compile(rb"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?")

_CURRENT: ContextVar[Headers | None] = ContextVar("trace", default=None)


class Span:
    """The work on one message; this one is exported to nobody."""

    def name_article(self, article_id: str) -> None:
        """Say whose article it is."""

    def end_as(self, outcome: str) -> None:
        """Say what became of the message."""


class Tracer:
    """Passes trace contexts on and makes no spans of its own."""

    @contextmanager
    def span(self, stage: str, headers: Headers, place: dict[str, str | int]) -> Iterator[Span]:
        """A span of the work on the message with these headers; `place` tells where it lay."""
        with scope(trace_id=trace_id(headers)):
            yield Span()

    def stop(self) -> None:
        """Send what is left. Blocks for some seconds at most."""


def open_tracer(settings: Settings) -> Tracer:
    """The tracer that the settings ask for. Raises SettingsError where OpenTelemetry isn't installed."""
    if not settings.otlp_endpoint:
        return Tracer()
    try:
        module = import_module("streams.ops.otlp")
    except ModuleNotFoundError as exc:
        raise SettingsError(
            f"{ENV_PREFIX}OTLP_ENDPOINT is set and {exc.name} isn't installed: "
            "pip install 'diplomacy-event-stream[tracing]', or unset it"
        ) from None
    tracer: Tracer = module.ExportingTracer(settings)
    return tracer


def outgoing(headers: Iterable[tuple[str, bytes]]) -> Headers:
    """Trace headers for what comes of the message with these headers."""
    current = _CURRENT.get()
    return current if current is not None else tuple(pair for pair in headers if pair[0] in _NAMES)


@contextmanager
def sending(headers: Headers) -> Iterator[None]:
    """Make these the trace headers of what this task publishes meanwhile."""
    before = _CURRENT.get()
    _CURRENT.set(headers)
    try:
        yield
    finally:
        _CURRENT.set(before)


def trace_id(headers: Iterable[tuple[str, bytes]]) -> str:
    """The 32 hexadecimal digits of the trace, or "" where there is none or it isn't well formed."""
    value = next((value for name, value in headers if name == "traceparent"), b"")
    found = _TRACEPARENT.fullmatch(value)
    return found[1].decode() if found else ""
