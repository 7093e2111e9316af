"""The alerts are ones that Prometheus takes, that fire when they should, and that somebody can act upon."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.ops.metrics import Metrics
from tests.deploy.prometheus import ALERTS, DEPLOY, tool
from tests.docs.pages import anchors

FOLDER = DEPLOY / "prometheus"
RUNBOOK = DEPLOY / "RUNBOOK.md"
RULES: list[dict[str, Any]] = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"][0]["rules"]
every_alert = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])


def promtool(*arguments: str) -> None:
    """Run it in the folder of the rules; its complaint is the failure."""
    done = subprocess.run(
        [tool("promtool"), *arguments], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_takes_the_rules() -> None:
    promtool("check", "rules", "alerts.yml")


def test_prometheus_takes_its_configuration() -> None:
    promtool("check", "config", "prometheus.yml")


def test_alertmanager_takes_its_configuration() -> None:
    program = tool("amtool", package="prometheus-alertmanager")
    done = subprocess.run(
        [program, "check-config", "alertmanager.yml"], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_alerts_fire_when_they_should_and_not_otherwise() -> None:
    promtool("test", "rules", "tests/alerts_test.yml")


@every_alert
def test_an_alert_is_tested_for_firing(rule: dict[str, Any]) -> None:
    tests = yaml.safe_load((FOLDER / "tests" / "alerts_test.yml").read_text(encoding="utf-8"))["tests"]
    firing = {
        case["alertname"] for test in tests for case in test["alert_rule_test"] if case.get("exp_alerts")
    }
    assert rule["alert"] in firing


@every_alert
def test_an_alert_leads_to_its_section_of_the_runbook(rule: dict[str, Any]) -> None:
    path, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    assert DEPLOY.parent / path == RUNBOOK
    assert anchor == rule["alert"].lower()
    assert anchor in anchors(RUNBOOK)


@every_alert
def test_a_section_says_what_it_means_how_to_see_why_and_what_to_do(rule: dict[str, Any]) -> None:
    text = RUNBOOK.read_text(encoding="utf-8")
    section = text.partition(f"## {rule['alert']}\n")[2].partition("\n## ")[0]
    for part in ("**Means.**", "**See why.**", "**Do.**", "**Over**"):
        assert part in section, part


@pytest.mark.parametrize(
    "file",
    [ALERTS, RUNBOOK, DEPLOY / "README.md", DEPLOY / "grafana" / "dashboards.yaml"],
    ids=lambda f: f.name,
)
def test_metrics_that_are_named_exist(file: Path) -> None:
    known = {
        name
        for family in Metrics().registry.collect()
        for name in (family.name, f"{family.name}_total", f"{family.name}_bucket", f"{family.name}_sum")
    }
    assert set(re.findall(r"\bdiplomacy_[a-z_]+\b", file.read_text(encoding="utf-8"))) <= known
