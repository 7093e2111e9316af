"""What is wrong with a value, in one line that a producer can act on."""

from collections.abc import Mapping

from pydantic import ValidationError

_REMEDIES: Mapping[str, str] = {
    "string_type": "give a string",
    "string_unicode": "give text that is valid Unicode",
    "string_pattern_mismatch": "see the schema for the form",
    "model_type": "give a JSON object",
    "model_attributes_type": "give a JSON object",
    "tuple_type": "give a list",
    "int_type": "give a whole number",
    "int_parsing": "give a whole number",
    "json_invalid": "give valid JSON, one object",
}


def in_one_line(error: ValidationError) -> str:
    """Return every problem as `field: what is wrong, the value, the remedy`, joined by semicolons."""
    return "; ".join(_problem(dict(detail)) for detail in error.errors(include_url=False))


def _problem(detail: dict[str, object]) -> str:
    location = detail["loc"]
    field = ".".join(str(part) for part in location) if isinstance(location, tuple) else ""
    kind = str(detail["type"])
    message = str(detail["msg"])
    if kind == "value_error":  # our own validators name the field, the value and the remedy themselves
        text = message.removeprefix("Value error, ")
        return f"{field}: {text}" if field else text
    shown = _shown(detail.get("input"), kind)
    remedy = _REMEDIES.get(kind)
    sentence = f"{field or 'article'}: {message[:1].lower()}{message[1:]}, got {shown}"
    return f"{sentence}: {remedy}" if remedy else sentence


def _shown(value: object, kind: str) -> str:
    if kind in ("string_too_long", "too_long") and isinstance(value, str | list | tuple):
        return f"{len(value):,}: shorten it or split it"
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."
