"""`diplomacy` as a person runs it, in the environment of a stream."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping

from tests.delivery.worker import DIPLOMACY

SECONDS = 60.0


def diplomacy(
    settings: Mapping[str, str], *arguments: str, command: tuple[str, ...] = DIPLOMACY
) -> subprocess.CompletedProcess[bytes]:
    """Run a verb to its end. None of the DIPLOMACY_… variables around pytest is passed on."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("DIPLOMACY_")}
    return subprocess.run(
        [*command, *arguments],
        env={**inherited, **settings},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=SECONDS,
        check=False,
    )
