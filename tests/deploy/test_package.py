"""What is installed from a wheel is whole: every data file, and nothing that is only for us."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy to build from: the build leaves nothing in the tree."""
    copy = tmp_path_factory.mktemp("source")
    for package in ("streams", "schemas"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    return copy


@pytest.fixture(scope="module")
def installed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names of the files in the wheel."""
    wheels = tmp_path_factory.mktemp("wheels")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    built = subprocess.run(
        [*command, f"--wheel-dir={wheels}", str(source)], capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr
    [wheel] = wheels.iterdir()
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_our_packages_is_in_the_wheel(source: Path, installed: set[str]) -> None:
    ours = {
        str(path.relative_to(source))
        for package in ("streams", "schemas")
        for path in (source / package).rglob("*")
        if path.is_file()
    }
    assert sorted(ours - installed) == []
    assert {"streams/py.typed", "schemas/py.typed"} <= installed


def test_nothing_else_is_in_the_wheel(installed: set[str]) -> None:
    assert {name.split("/")[0] for name in installed if ".dist-info/" not in name} == {"streams", "schemas"}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_lock_pins_every_hash_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    pinned = re.findall(r"^[a-z0-9-]+==\S+", text, flags=re.MULTILINE)
    assert len(pinned) > 50
    assert len(re.findall(r"^[a-z0-9-]+==[^\n]* \\\n    --hash=", text, flags=re.MULTILINE)) == len(pinned)


def test_both_locks_agree() -> None:
    def versions(name: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")
