"""Grafana's own types know every field and every option of the dashboards."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import unavailable
from tests.deploy.dashboards import files
from tests.deploy.prometheus import DEPLOY
from tests.packages import PackagesUnavailable, node, packages

TYPES = Path(__file__).parent / "grafana"
COMPILER = ("--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "node", "--target", "es2020")
DASHBOARDS = {path.stem: text for path, text in files().items()}


def complaints(sheets: dict[str, str], folder: Path) -> str:
    """What TypeScript says of dashboards by name, each a text of JSON; empty where nothing is wrong."""
    try:
        modules = packages(TYPES) / "node_modules"
        command = [node(), str(modules / "typescript" / "bin" / "tsc"), *COMPILER]
    except PackagesUnavailable as reason:
        unavailable(str(reason))
    (folder / "node_modules").symlink_to(modules)
    shutil.copy(TYPES / "dashboard.ts", folder)
    for name, text in sheets.items():
        source = f'import type {{ Sheet }} from "./dashboard";\nexport const sheet: Sheet = {text}'
        (folder / f"{name}.ts").write_text(source, encoding="utf-8")
    named = [f"{name}.ts" for name in sheets]
    done = subprocess.run(
        [*command, *named], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout


def test_grafana_knows_every_field_and_option(tmp_path: Path) -> None:
    assert complaints(DASHBOARDS, tmp_path) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"graphMode"', '"graphmode"'),
        ('"value_and_name"', '"value-and-name"'),
        ('"type": "stat"', '"type": "stats"'),
        ('"drawStyle": "bars"', '"drawStyle": "bar"'),
        ('"schemaVersion"', '"schema"'),
    ],
)
def test_what_is_misspelt_is_noticed(tmp_path: Path, right: str, wrong: str) -> None:
    assert right in DASHBOARDS["pipeline"] + DASHBOARDS["diplomacy"]
    spoilt = {name: text.replace(right, wrong) for name, text in DASHBOARDS.items()}
    assert "error TS" in complaints(spoilt, tmp_path)


def test_the_types_are_those_of_the_grafana_that_is_started() -> None:
    compose = yaml.safe_load((DEPLOY.parent / "docker-compose.yml").read_text(encoding="utf-8"))
    version = compose["services"]["grafana"]["image"].partition(":")[2]
    assert f'"@grafana/schema": "{version}"' in (TYPES / "package.json").read_text(encoding="utf-8")
