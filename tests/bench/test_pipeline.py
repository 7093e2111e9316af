"""The benches of the stream run on a broker. Nothing here depends on how long anything took."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from streams.bench import corpora
from streams.bench.pipeline import passed_through
from streams.cli import main
from tests.conftest import Kafka


@pytest.mark.kafka
@pytest.mark.parametrize("kind", ["faust", "aiokafka"])
def test_a_passthrough_passes_everything_on(kind: str, kafka: Kafka) -> None:
    assert passed_through(kind, kafka.bootstrap, corpora.general(40)) > 0


@pytest.mark.kafka
@pytest.mark.model
@pytest.mark.slow
def test_the_latency_bench_tells_how_late_events_are(kafka: Kafka, tmp_path: Path) -> None:
    written = tmp_path / "latency.json"
    sized = ["--rounds", "1", "--size", "0.01", "--json", str(written)]
    assert main(["bench", "latency", "--broker", kafka.bootstrap, *sized]) == 0
    late = {figure["name"]: figure["median"] for figure in json.loads(written.read_text())["figures"]}
    assert len(late) == 6
    assert 0 < late["article to event, p50 at 50% load"] <= late["article to event, p99 at 50% load"]


def test_a_bench_of_the_stream_asks_for_a_broker(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DIPLOMACY_BROKER", raising=False)
    assert main(["bench", "pipeline"]) != 0
    assert "no Kafka broker is set" in capsys.readouterr().err
