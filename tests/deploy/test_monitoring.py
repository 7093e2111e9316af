"""What an operator is shown and told, by a real Prometheus that scrapes real workers on a real Apache Kafka.

The coder is the fake one. Every fault that has an alert is done to the workers once, and mended.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import yaml

from tests.conftest import Kafka
from tests.deploy.alertmanager import Alertmanager
from tests.deploy.dashboards import specification
from tests.deploy.faults import Faults, Told
from tests.deploy.prometheus import ALERTS, Prometheus, faster, tool

pytestmark = [pytest.mark.kafka, pytest.mark.slow]

NAMES = [rule["alert"] for rule in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]]
# What alertmanager.yml holds back while something worse fires.
SILENCED = {"DiplomacyLagGrowing", "DiplomacyLatency", "DiplomacyNoEvents"}
QUERIES = [
    (panel["title"], query)
    for spec in specification()
    for row in spec["rows"]
    for panel in row["panels"]
    for query in panel["ask"]
]


@dataclass(frozen=True)
class Outcome:
    """What came of the faults."""

    told: Told
    history: dict[str, list[str]]
    heard: set[tuple[str, str]]
    """(Alert, `firing` or `resolved`), as Alertmanager told somebody."""


@pytest.fixture(scope="module")
def outcome(kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    kafka.own_node()
    manager = Alertmanager(tmp_path_factory.mktemp("alertmanager"))
    prometheus = Prometheus(tmp_path_factory.mktemp("prometheus"), tells=manager.address)
    faults = Faults(kafka, prometheus, manager, tmp_path_factory.mktemp("workers"))
    try:
        manager.start()
        prometheus.start()
        told = faults.run()
        history = {name: list(states) for name, states in prometheus.history.items()}
        yield Outcome(told, history, manager.somebody.told)
    finally:
        faults.dispose()
        prometheus.stop()
        manager.stop()


@pytest.mark.parametrize("alert", NAMES)
def test_an_alert_waits_then_fires_and_ends_once_the_fault_is_mended(outcome: Outcome, alert: str) -> None:
    states = outcome.history.get(alert, [])
    assert states[0] == "pending"
    assert "firing" in states
    assert states[-1] == "inactive"


@pytest.mark.parametrize("alert", sorted({*NAMES} - SILENCED))
def test_somebody_is_told_that_an_alert_fires_and_that_it_is_over(outcome: Outcome, alert: str) -> None:
    assert {(alert, "firing"), (alert, "resolved")} <= outcome.heard


def test_where_work_stands_still_nobody_is_told_that_it_becomes_more(outcome: Outcome) -> None:
    assert "DiplomacyLagGrowing" in outcome.told.inhibited
    assert outcome.told.inhibited <= SILENCED


@pytest.mark.parametrize(("panel", "query"), QUERIES)
def test_a_panel_has_something_to_show(outcome: Outcome, panel: str, query: str) -> None:
    assert outcome.told.panels[panel, query] > 0


def test_a_coder_that_hangs_is_seen_in_the_lag_of_its_worker(outcome: Outcome) -> None:
    assert outcome.told.stuck["lag"] > 0
    assert outcome.told.stuck["waiting"] > 1000


def test_a_worker_whose_coder_hangs_is_still_alive(outcome: Outcome) -> None:
    assert outcome.told.stuck["healthz"] == 200


def test_promtool_finds_no_fault_with_the_metrics(outcome: Outcome) -> None:
    checked = subprocess.run(
        [tool("promtool"), "check", "metrics"],
        input=outcome.told.page,
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in (checked.stdout + checked.stderr).splitlines() if line.startswith("diplomacy_")]
    assert ours == []
    assert checked.returncode in (0, 3), checked.stderr  # 3: advice, here on names of the client library
    assert "diplomacy_consumer_lag{" in outcome.told.page


def test_the_alerts_of_this_test_differ_from_the_real_ones_in_durations_alone() -> None:
    real, test = (yaml.safe_load(text) for text in (ALERTS.read_text(), faster(ALERTS.read_text())))
    rules = real["groups"][0]["rules"]
    assert [rule["alert"] for rule in test["groups"][0]["rules"]] == NAMES
    for rule, quick in zip(rules, test["groups"][0]["rules"], strict=True):
        assert quick["for"].endswith("ms")
        assert quick["expr"].count("ms") == rule["expr"].count("m]") + rule["expr"].count("m:")
