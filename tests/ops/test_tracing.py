"""The trace of an article: passed on without a collector, and with one continued and exported."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from streams.ops.context import bind, bound
from streams.ops.logs import JsonLine
from streams.ops.tracing import Tracer, open_tracer, outgoing, trace_id
from streams.settings import Settings
from streams.topics import EVENTS
from tests.delivery.stream import Stream, Written, headers_of
from tests.delivery.worker import FAKE_CODER, Worker

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = f"00-{TRACE}-{PARENT}-01"
HEADERS = (("traceparent", TRACEPARENT.encode()), ("tracestate", b"a=1"), ("other", b"x"))
PLACE: dict[str, str | int] = {"messaging.destination.name": "topic"}


class Collector(ThreadingHTTPServer):
    """An OpenTelemetry collector: takes spans over HTTP and keeps them."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[Span] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def by_name(self) -> dict[str, Span]:
        """Stage → its span."""
        return {span.name.split()[0]: span for span in self.spans}


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        assert self.path == "/v1/traces"
        request = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with running() as collector:
        yield collector


@contextmanager
def running() -> Iterator[Collector]:
    collector = Collector()
    thread = threading.Thread(target=collector.serve_forever, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        collector.shutdown()
        collector.server_close()


@pytest.mark.embedded
def test_an_articles_trace_goes_from_its_producer_through_the_stages_and_on_with_its_events(
    embedded: str, tmp_path: Path, collector: Collector
) -> None:
    stream = Stream(embedded)
    stream.create_topics()
    settings = {**stream.settings, "DIPLOMACY_OTLP_ENDPOINT": collector.url}
    worker = Worker(FAKE_CODER, settings=settings, folder=tmp_path)
    try:
        worker.start_and_wait()
        article = json.dumps({"id": "traced", "body": "Talks."}).encode()
        stream.publish([Written("traced", article, (("traceparent", TRACEPARENT.encode()),))])
        [event] = stream.read(EVENTS, until=bool)
        worker.wait_until(
            lambda: collector.by_name().keys() >= {"classify", "code", "stories"},
            what="exporting its spans",
            within_s=20,
        )
    finally:
        worker.dispose()
    spans = collector.by_name()
    assert {span.trace_id.hex() for span in spans.values()} == {TRACE}
    assert spans["classify"].parent_span_id.hex() == PARENT
    assert spans["code"].parent_span_id == spans["classify"].span_id
    assert spans["stories"].parent_span_id == spans["code"].span_id
    assert headers_of(event)["traceparent"] == f"00-{TRACE}-{spans['code'].span_id.hex()}-01"
    attributes = {each.key: each.value.string_value for each in spans["code"].attributes}
    assert attributes["diplomacy.article_id"] == "traced"
    assert attributes["diplomacy.outcome"] == "published"


def test_a_dead_letters_span_is_an_error(collector: Collector) -> None:
    tracer = open_tracer(Settings(otlp_endpoint=collector.url))
    with tracer.span("code", (), PLACE) as span:
        span.end_as("dead_letter")
    tracer.stop()
    assert collector.by_name()["code"].status.code == 2


def test_a_collector_that_is_away_costs_no_time(caplog: pytest.LogCaptureFixture) -> None:
    with running() as gone:
        url = gone.url
    tracer = open_tracer(Settings(otlp_endpoint=url))
    with caplog.at_level(logging.CRITICAL), tracer.span("code", HEADERS, PLACE):
        assert trace_id(outgoing(())) == TRACE
    tracer.stop()


def test_a_trace_that_says_it_isnt_sampled_is_passed_on_and_not_exported(collector: Collector) -> None:
    tracer = open_tracer(Settings(otlp_endpoint=collector.url))
    unsampled = (("traceparent", f"00-{TRACE}-{PARENT}-00".encode()),)
    with tracer.span("code", unsampled, PLACE):
        assert dict(outgoing(()))["traceparent"].endswith(b"-00")
        assert trace_id(outgoing(())) == TRACE
    tracer.stop()
    assert collector.spans == []


def test_without_a_collector_the_trace_goes_on_as_it_came() -> None:
    with Tracer().span("code", HEADERS, PLACE):
        assert outgoing(HEADERS) == HEADERS[:2]


def test_opentelemetry_is_imported_only_when_it_is_asked_for() -> None:
    code = "import sys, streams.app; sys.exit('opentelemetry.sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("value", [b"", b"00-zz-1-01", b"\xff\xfe", TRACEPARENT.encode() * 2])
def test_a_trace_header_that_isnt_one_is_no_trace_id(value: bytes) -> None:
    assert trace_id((("traceparent", value),)) == ""


def test_lines_of_articles_that_are_worked_on_at_once_name_their_own() -> None:
    lines: list[dict[str, str]] = []

    async def work(name: str) -> None:
        with Tracer().span("code", HEADERS if name == "a" else (), PLACE):
            bind(article_id=name)
            await asyncio.sleep(0)
            lines.append(json.loads(JsonLine().format(logging.makeLogRecord({"msg": f"work on {name}"}))))

    async def both() -> None:
        await asyncio.gather(work("a"), work("b"))

    asyncio.run(both())
    assert [(line["event"], line["article_id"], line.get("trace_id")) for line in lines] == [
        ("work on a", "a", TRACE),
        ("work on b", "b", None),
    ]
    assert not bound()


def test_what_is_bound_is_too_short_to_be_an_article() -> None:
    async def long() -> str:
        bind(article_id="x" * 10_000)
        return bound()["article_id"]

    assert len(asyncio.run(long())) == 200
