"""Spans sent to an OTLP endpoint by OpenTelemetry. Imported only when one is configured.

Spans wait in a bounded queue and go out from a thread of their own: a collector that is away costs spans,
never articles. OpenTelemetry's own variables work beside our setting, OTEL_EXPORTER_OTLP_HEADERS for a login.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from streams.ops.context import scope
from streams.ops.metrics import package_version
from streams.ops.tracing import Headers, Span, Tracer, sending
from streams.settings import Settings

_SERVICE = "diplomacy-event-stream"
_EXPORT_S = 5
_PROPAGATOR = TraceContextTextMapPropagator()


class ExportedSpan(Span):
    """A span of OpenTelemetry."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def name_article(self, article_id: str) -> None:
        """Say whose article it is."""
        self._span.set_attribute("diplomacy.article_id", article_id)

    def end_as(self, outcome: str) -> None:
        """Say what became of the message."""
        self._span.set_attribute("diplomacy.outcome", outcome)
        if outcome == "dead_letter":
            self._span.set_status(trace.StatusCode.ERROR, outcome)


class ExportingTracer(Tracer):
    """One span for each message and stage, child of the span in the message's headers."""

    def __init__(self, settings: Settings) -> None:
        resource = Resource.create(
            {
                "service.name": _SERVICE,
                "service.version": package_version(),
                "service.instance.id": settings.worker_name,
            }
        )
        endpoint = f"{str(settings.otlp_endpoint).rstrip('/')}/v1/traces"
        self._provider = TracerProvider(
            resource=resource, sampler=ParentBasedTraceIdRatio(settings.trace_ratio), shutdown_on_exit=False
        )
        exporter = OTLPSpanExporter(endpoint=endpoint, timeout=_EXPORT_S)
        self._provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
        self._tracer = self._provider.get_tracer(_SERVICE, package_version())

    @contextmanager
    def span(self, stage: str, headers: Headers, place: dict[str, str | int]) -> Iterator[Span]:
        """See Tracer."""
        carrier = {name: value.decode("ascii", errors="replace") for name, value in headers}
        span = self._tracer.start_span(
            f"{stage} {place['messaging.destination.name']}",
            context=_PROPAGATOR.extract(carrier),
            kind=trace.SpanKind.CONSUMER,
            attributes={"messaging.system": "kafka", **place},
        )
        context = trace.set_span_in_context(span)
        injected: dict[str, str] = {}
        _PROPAGATOR.inject(injected, context=context)
        trace_headers = tuple((name, text.encode()) for name, text in injected.items())
        identity = trace.format_trace_id(span.get_span_context().trace_id)
        try:
            with sending(trace_headers), scope(trace_id=identity):
                yield ExportedSpan(span)
        finally:
            span.end()

    def stop(self) -> None:
        """Send what is left, within seconds."""
        self._provider.shutdown()
