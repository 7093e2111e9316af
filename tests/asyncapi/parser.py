"""AsyncAPI's official parser, fetched once by npm into the user's cache."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", ".npmrc")


class ParserUnavailable(Exception):  # noqa: N818  # it says what is the case
    """The parser can't be run here. The message says what is missing and how to get it."""


def parse(document: Path) -> dict[str, Any]:
    """What the parser says of a document. Raises ParserUnavailable where node or npm is missing."""
    node = shutil.which("node")
    if node is None:
        raise ParserUnavailable("no node on the PATH (Debian: apt-get install nodejs npm)")
    command = [node, str(HERE / "check.mjs"), str(_modules()), str(document)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _modules() -> Path:
    """The folder with `node_modules` in it; another lock file gets another folder."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    lock = sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:8]
    folder = Path(root) / "diplomacy-event-stream" / f"asyncapi-{lock}"
    if folder.is_dir():
        return folder
    npm = shutil.which("npm")
    if npm is None:
        raise ParserUnavailable("no npm on the PATH to fetch AsyncAPI's parser (Debian: apt-get install npm)")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Into a folder beside it, then renamed: a run that is cut short leaves no half set of packages.
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        made = Path(unfinished, "made")
        made.mkdir()
        for name in FILES:
            shutil.copy(HERE / name, made)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise ParserUnavailable(f"npm could not fetch AsyncAPI's parser: {done.stderr[-800:]}")
        try:
            made.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another run was faster, with the same packages
                raise
    return folder
