"""Manifests made of what the project has: Strimzi's topics of the table, the operator's rules of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from streams.topics import TABLE, Topic
from tests.deploy.prometheus import ALERTS, DEPLOY

FOLDER = DEPLOY / "kubernetes"
CLUSTER = "kafka"
MADE = "# Made by `python -m tests.deploy`: change {source} and run it.\n"


def files() -> dict[Path, str]:
    """Each file and what belongs into it."""
    return {
        FOLDER / "topics" / "topics.yaml": MADE.format(source="streams/topics.py")
        + _dump([_topic(t) for t in TABLE]),
        FOLDER / "alerts.yaml": MADE.format(source="deploy/prometheus/alerts.yml") + _dump([_rules()]),
    }


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "apiVersion": "kafka.strimzi.io/v1",
        "kind": "KafkaTopic",
        "metadata": {"name": topic.name, "labels": {"strimzi.io/cluster": CLUSTER}},
        "spec": {
            "topicName": topic.name,
            "partitions": topic.partitions,
            "replicas": 3,
            "config": {**topic.config(), "min.insync.replicas": "2"},
        },
    }


def _rules() -> dict[str, Any]:
    rules = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "diplomacy"},
        "spec": rules,
    }


def _dump(documents: list[dict[str, Any]]) -> str:
    return yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True, width=110)
