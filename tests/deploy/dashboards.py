"""Grafana's dashboards, made from deploy/grafana/dashboards.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

GRAFANA = Path(__file__).parents[2] / "deploy" / "grafana"
FOLDER = GRAFANA / "dashboards"
DATASOURCE = {"type": "prometheus", "uid": "diplomacy-prometheus"}
TYPES = {
    "lines": "timeseries",
    "bars": "timeseries",
    "stat": "stat",
    "ranking": "bargauge",
    "heatmap": "heatmap",
}
HEIGHT = {"stat": 4}
INSTANT = ("stat", "ranking")
COLUMNS = 24


def specification() -> list[dict[str, Any]]:
    """The dashboards as people write them."""
    read: list[dict[str, Any]] = yaml.safe_load((GRAFANA / "dashboards.yaml").read_text(encoding="utf-8"))
    return read


def files() -> dict[Path, str]:
    """Each dashboard's file and what belongs into it."""
    return {
        FOLDER / f"{spec['title'].lower()}.json": json.dumps(_dashboard(spec), indent=1) + "\n"
        for spec in specification()
    }


def _dashboard(spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "uid": spec["uid"],
        "title": spec["title"],
        "tags": spec["tags"],
        "schemaVersion": 39,
        "version": 1,
        "editable": False,
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "graphTooltip": 1,
        "panels": list(_panels(spec["rows"])),
    }


def _panels(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    number = top = 0
    for row in rows:
        number += 1
        place = {"h": 1, "w": COLUMNS, "x": 0, "y": top}
        yield {
            "id": number,
            "type": "row",
            "title": row["title"],
            "collapsed": False,
            "gridPos": place,
            "panels": [],
        }
        top, left, height = top + 1, 0, 0
        for panel in row["panels"]:
            number += 1
            width, height = panel.get("width", 8), HEIGHT.get(panel.get("kind", "lines"), 8)
            if left + width > COLUMNS:
                top, left = top + height, 0
            yield _panel(panel, number, {"h": height, "w": width, "x": left, "y": top})
            left += width
        top += height


def _panel(panel: dict[str, Any], number: int, place: dict[str, int]) -> dict[str, Any]:
    kind = panel.get("kind", "lines")
    made: dict[str, Any] = {
        "id": number,
        "type": TYPES[kind],
        "title": panel["title"],
        "description": panel["about"],
        "datasource": DATASOURCE,
        "gridPos": place,
        "targets": [
            _target(chr(ord("A") + place_in_panel), expression, legend, kind)
            for place_in_panel, (expression, legend) in enumerate(panel["ask"].items())
        ],
        "fieldConfig": {"defaults": {"unit": panel.get("unit", "short"), "min": 0}, "overrides": []},
        "options": {},
    }
    if kind == "bars":
        custom = {"drawStyle": "bars", "fillOpacity": 80, "stacking": {"mode": "normal"}}
        made["fieldConfig"]["defaults"]["custom"] = custom
    if kind == "ranking":
        made["options"] = {"orientation": "horizontal", "displayMode": "basic"}
    if kind == "heatmap":
        made["options"] = {"calculate": False, "yAxis": {"unit": "short"}}
    if kind == "stat":
        made["options"] = {"graphMode": "none", "colorMode": "value", "textMode": "value_and_name"}
    return made


def _target(letter: str, expression: str, legend: str, kind: str) -> dict[str, Any]:
    target: dict[str, Any] = {
        "refId": letter,
        "datasource": DATASOURCE,
        "expr": expression,
        "legendFormat": legend,
    }
    if kind in INSTANT:
        target["instant"] = True
    if kind == "heatmap":
        target["format"] = "heatmap"
    return target
