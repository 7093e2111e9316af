"""The files in deploy/ that derive from something else, and what belongs into them."""

from __future__ import annotations

from pathlib import Path

from prometheus_client.metrics_core import Metric

from streams.ops.metrics import Metrics
from tests.deploy import capacity, dashboards, manifests
from tests.deploy.prometheus import DEPLOY
from tests.docs.pages import with_block

PAGE = DEPLOY / "README.md"
KINDS = {"counter": "counter", "gauge": "gauge", "histogram": "histogram"}


def files() -> dict[Path, str]:
    """Each file and what belongs into it."""
    page = with_block(PAGE.read_text(encoding="utf-8"), "metrics", metrics_table())
    page = with_block(page, "capacity", capacity.table())
    return {**dashboards.files(), **manifests.files(), PAGE: page}


def metrics_table() -> str:
    """Every metric of ours with its kind, labels and meaning."""
    rows = ["| metric | kind | labels | what it is |", "| --- | --- | --- | --- |"]
    metrics = Metrics()
    labels = {each._name: each._labelnames for each in vars(metrics).values() if hasattr(each, "_labelnames")}
    for family in metrics.registry.collect():
        if family.name.startswith("diplomacy_"):
            named = ", ".join(f"`{label}`" for label in labels.get(family.name, ("dyad",)))
            rows.append(
                f"| `{_full_name(family)}` | {KINDS[family.type]} | {named} | {family.documentation} |"
            )
    return "\n".join(rows) + "\n"


def _full_name(family: Metric) -> str:
    return f"{family.name}_total" if family.type == "counter" else family.name
