"""spaCy without its command line, whose packages it loads with it."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_COMMANDS = ("spacy.cli", "spacy.cli.info")


def lean_spacy() -> Any:
    """The module `spacy`.

    It takes its function `info` from `spacy.cli`, and with that come requests, httpx, typer and jinja2: 17 MB
    and a third of the loading time. Where spaCy is not loaded yet, empty modules stand there meanwhile; who
    imports `spacy.cli` later gets the real one.
    """
    stand_ins = {} if "spacy" in sys.modules else {name: ModuleType(name) for name in _COMMANDS}
    for name, module in stand_ins.items():
        vars(module).update(__path__=[], info=None)
        sys.modules[name] = module
    try:
        import spacy
    finally:
        for name in stand_ins:
            del sys.modules[name]
    return spacy
