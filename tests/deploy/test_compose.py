"""docker-compose.yml starts things in the right order and shows nothing to other machines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from streams.settings import ENV_PREFIX, Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_published_on_loopback_alone(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert str(port).startswith("127.0.0.1:"), port


def test_the_topics_are_made_once_kafka_answers_and_before_the_worker_starts() -> None:
    assert SERVICES["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert SERVICES["topics"]["command"] == ["topics", "create"]
    assert SERVICES["worker"]["depends_on"] == {
        "kafka": {"condition": "service_healthy"},
        "topics": {"condition": "service_completed_successfully"},
    }


def test_kafka_has_a_health_check() -> None:
    assert "kafka-broker-api-versions.sh" in SERVICES["kafka"]["healthcheck"]["test"][-1]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_write_nothing_and_gain_no_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", OURS)
def test_our_settings_are_real_ones(name: str) -> None:
    variables = {variable for variable in SERVICES[name]["environment"] if variable.startswith(ENV_PREFIX)}
    assert variables <= {ENV_PREFIX + field.upper() for field in Settings.model_fields}


def test_the_worker_is_given_longer_to_drain_than_it_takes() -> None:
    grace = float(SERVICES["worker"]["stop_grace_period"].removesuffix("s"))
    assert grace > Settings.model_fields["drain_timeout_s"].default + 5
