"""AsyncAPI's official parser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.packages import node, packages

HERE = Path(__file__).parent


def parse(document: Path) -> dict[str, Any]:
    """What the parser says of a document. Raises PackagesUnavailable where node or npm is missing."""
    command = [node(), str(HERE / "check.mjs"), str(packages(HERE)), str(document)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told
