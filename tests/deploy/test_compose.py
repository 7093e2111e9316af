"""docker-compose.yml starts things in the right order and shows nothing to other machines."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
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


def test_it_is_valid_by_the_specification() -> None:
    # The package is never imported: it is there for the copy of the specification's schema that it brings.
    spec = find_spec("check_jsonschema")
    assert spec is not None
    assert spec.origin is not None
    schema = Path(spec.origin).parent / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.Draft7Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(COMPOSE)


def test_without_a_profile_only_what_is_needed_starts() -> None:
    assert [name for name in SERVICES if "profiles" not in SERVICES[name]] == ["kafka", "topics", "worker"]


@pytest.mark.parametrize("name", SERVICES)
def test_files_that_are_mounted_exist_and_are_read_only(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source, _, target = volume.partition(":")
        if source.startswith("."):
            assert (ROOT / source).exists(), source
            assert target.endswith(":ro"), volume
        elif target:
            assert source in COMPOSE["volumes"]
        else:  # one of the container's own, without a name
            assert source == SERVICES[name]["environment"]["DIPLOMACY_DATA_DIR"]
            assert source in (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8"), "whose is it?"


def test_prometheus_looks_for_the_workers_where_they_are() -> None:
    config = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8"))
    [job] = [job for job in config["scrape_configs"] if job["job_name"] == "diplomacy"]
    [names] = job["dns_sd_configs"]
    assert names["names"] == ["worker"]
    assert names["port"] == int(SERVICES["worker"]["environment"]["DIPLOMACY_WEB_PORT"])
    [manager] = config["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"]
    assert manager.partition(":")[0] in SERVICES


def test_grafana_asks_the_prometheus_that_the_panels_name() -> None:
    folder = ROOT / "deploy" / "grafana"
    [source] = yaml.safe_load(
        (folder / "provisioning" / "datasources" / "prometheus.yml").read_text(encoding="utf-8")
    )["datasources"]
    assert source["url"] == "http://prometheus:9090"
    for path in (folder / "dashboards").glob("*.json"):
        dashboard = json.loads(path.read_text(encoding="utf-8"))
        used = {
            target["datasource"]["uid"]
            for panel in dashboard["panels"]
            for target in panel.get("targets", [])
        }
        assert used == {source["uid"]}
