"""One message of each model, as it really came: they lie in `schemas/examples`."""

import json
from importlib.resources import files
from typing import Any


def example(model: str) -> dict[str, Any]:
    """Return the value of the example of a model.

    Raises:
        FileNotFoundError: there is none.
    """
    text = files("schemas").joinpath("examples", f"{model}.json").read_text(encoding="utf-8")
    value: dict[str, Any] = json.loads(text)
    return value
