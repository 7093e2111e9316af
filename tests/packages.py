"""Packages of npm that tests need, each set fetched once into the user's cache as its lock file has it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

FILES = ("package.json", "package-lock.json", ".npmrc")


class PackagesUnavailable(Exception):  # noqa: N818  # it says what is the case
    """They can't be had here. The message says what is missing and how to get it."""


def node() -> str:
    """Path of node. Raises PackagesUnavailable without one."""
    found = shutil.which("node")
    if found is None:
        raise PackagesUnavailable("no node on the PATH (Debian: apt-get install nodejs npm)")
    return found


def packages(wanted: Path) -> Path:
    """A folder with `node_modules` as the files in `wanted` say; another lock file gets another folder.

    Raises PackagesUnavailable where npm is missing or can't fetch them.
    """
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    lock = sha256((wanted / "package-lock.json").read_bytes()).hexdigest()[:8]
    folder = Path(root) / "diplomacy-event-stream" / f"{wanted.name}-{lock}"
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise PackagesUnavailable(f"no npm on the PATH to fetch {wanted.name} (Debian: apt-get install npm)")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Into a folder beside it, then renamed: a run that is cut short leaves no half set of packages.
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        made = Path(unfinished, "made")
        made.mkdir()
        for name in FILES:
            shutil.copy(wanted / name, made)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise PackagesUnavailable(f"npm could not fetch {wanted.name}: {done.stderr[-800:]}")
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another run was faster, with the same packages
                raise
    return folder
