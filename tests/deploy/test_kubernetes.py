"""The manifests are valid by Kubernetes' own schemas, and say what the worker needs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from streams.settings import ENV_PREFIX, Settings
from streams.topics import CLASSIFIED, RAW, TABLE
from tests.conftest import unavailable
from tests.deploy.custom_resources import CUSTOM
from tests.deploy.generated import files
from tests.deploy.prometheus import DEPLOY

FOLDER = DEPLOY / "kubernetes"
VERSION = "1.33"
FILES = sorted(path for path in FOLDER.rglob("*.yaml") if path.name != "kustomization.yaml")
RESOURCES: list[dict[str, Any]] = [
    document for path in FILES for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
]


def check(resource: dict[str, Any]) -> None:
    """Raise where the resource isn't one that a cluster would take."""
    model = CUSTOM.get(resource["kind"])
    if model is not None:
        model.model_validate(resource)
    else:
        kubernetes_validate.validate(resource, VERSION, strict=True)


def of_kind(kind: str) -> dict[str, Any]:
    [found] = [resource for resource in RESOURCES if resource["kind"] == kind]
    return found


WORKER = of_kind("StatefulSet")["spec"]
POD = WORKER["template"]["spec"]
CONTAINER = POD["containers"][0]
SETTINGS: dict[str, str] = of_kind("ConfigMap")["data"]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda r: f"{r['kind']}-{r['metadata']['name']}")
def test_a_cluster_would_take_it(resource: dict[str, Any]) -> None:
    check(resource)


def test_the_schemas_refuse_what_is_misspelt() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        check({**of_kind("StatefulSet"), "spec": {**WORKER, "replica": 2}})
    with pytest.raises(ValueError, match="minReplicas"):
        check({**of_kind("ScaledObject"), "spec": {**of_kind("ScaledObject")["spec"], "minReplicas": 1}})


@pytest.mark.parametrize("folder", [FOLDER, FOLDER / "topics"], ids=lambda folder: folder.name)
def test_every_file_is_applied(folder: Path) -> None:
    kustomization = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    there = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == there


@pytest.mark.parametrize("folder", [FOLDER, FOLDER / "topics"], ids=lambda folder: folder.name)
def test_what_kustomize_makes_of_it_is_valid_too(folder: Path) -> None:
    kubectl = shutil.which("kubectl") or unavailable("no kubectl on the PATH, which has kustomize in it")
    made = subprocess.run([kubectl, "kustomize", folder], capture_output=True, text=True, check=True).stdout
    resources = list(yaml.safe_load_all(made))
    for resource in resources:
        check(resource)
    names = {resource["metadata"].get("namespace", resource["metadata"]["name"]) for resource in resources}
    assert names == {"kafka" if folder.name == "topics" else "diplomacy"}


def test_made_files_are_as_their_sources_have_them() -> None:
    stale = [path.name for path, text in files().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run: python -m tests.deploy"


def test_every_topic_is_made() -> None:
    assert {r["metadata"]["name"] for r in RESOURCES if r["kind"] == "KafkaTopic"} == {t.name for t in TABLE}


def test_the_pod_can_write_nothing_but_its_files_and_gains_no_rights() -> None:
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert f"USER {POD['securityContext']['runAsUser']}" in (DEPLOY / "Dockerfile").read_text(
        encoding="utf-8"
    )
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert [mount["mountPath"] for mount in CONTAINER["volumeMounts"]] == [
        "/tmp",
        SETTINGS["DIPLOMACY_DATA_DIR"],
    ]
    assert POD["securityContext"]["fsGroup"] == POD["securityContext"]["runAsGroup"], "who owns the disk"
    assert POD["automountServiceAccountToken"] is False


def test_the_settings_are_real_and_hold_no_secret() -> None:
    Settings(**{name.removeprefix(ENV_PREFIX).lower(): value for name, value in SETTINGS.items()})  # type: ignore[arg-type]
    named = {*SETTINGS, *(variable["name"] for variable in CONTAINER["env"])} - {"POD_IP"}
    assert named <= {ENV_PREFIX + field.upper() for field in Settings.model_fields}
    assert not any("PASSWORD" in name for name in named)


def test_a_pod_keeps_its_name_in_the_group_over_a_restart() -> None:
    [name] = [each for each in CONTAINER["env"] if each["name"] == "DIPLOMACY_INSTANCE_ID"]
    assert name["valueFrom"] == {"fieldRef": {"fieldPath": "metadata.name"}}
    assert float(SETTINGS["DIPLOMACY_SESSION_TIMEOUT_S"]) > POD["terminationGracePeriodSeconds"]


def test_a_pod_is_given_longer_to_drain_than_it_takes() -> None:
    assert POD["terminationGracePeriodSeconds"] > float(SETTINGS["DIPLOMACY_DRAIN_TIMEOUT_S"]) + 5


def test_only_a_loop_that_is_stuck_restarts_a_pod() -> None:
    assert CONTAINER["livenessProbe"]["httpGet"] == CONTAINER["startupProbe"]["httpGet"]
    assert CONTAINER["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert CONTAINER["readinessProbe"]["httpGet"]["path"] == "/readyz"


def test_there_are_never_more_workers_than_partitions() -> None:
    scaling = of_kind("ScaledObject")["spec"]
    assert scaling["maxReplicaCount"] == RAW.partitions == CLASSIFIED.partitions
    assert "replicas" not in WORKER
    assert scaling["scaleTargetRef"]["name"] == of_kind("StatefulSet")["metadata"]["name"]
    asked = {trigger["metadata"]["topic"] for trigger in scaling["triggers"]}
    assert asked == {RAW.name, CLASSIFIED.name}
    for trigger in scaling["triggers"]:
        assert trigger["metadata"]["bootstrapServers"] == SETTINGS["DIPLOMACY_BROKER"]
        assert trigger["metadata"]["consumerGroup"] == Settings.model_fields["group_id"].default


def test_everything_that_selects_the_pods_finds_them() -> None:
    labels = WORKER["template"]["metadata"]["labels"]
    assert WORKER["selector"]["matchLabels"] == labels
    assert of_kind("Service")["spec"]["selector"] == labels
    assert of_kind("PodDisruptionBudget")["spec"]["selector"]["matchLabels"] == labels
    assert of_kind("NetworkPolicy")["spec"]["podSelector"]["matchLabels"] == labels
    assert (
        of_kind("ServiceMonitor")["spec"]["selector"]["matchLabels"]
        == of_kind("Service")["metadata"]["labels"]
    )
