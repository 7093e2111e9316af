"""The blocks of the pages that are made from the code, each by its name."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path

from pydantic import BaseModel

from schemas import Alert, DiplomacyEvent, DyadWindows, RawArticle, Retraction, Story
from schemas.article import ALIASES
from schemas.jsonschema import json_schema
from streams import cli
from streams.contract.examples import example
from streams.contract.headers import header_names, meaning
from streams.settings import Settings
from streams.terminal.flavours import Flavour, columns
from streams.topics import TABLE, Cleanup, Topic
from tests.docs.pages import CONSUMERS, OPERATORS, PRODUCERS, README

_WIDTH = 130


def topics_table() -> str:
    """THE topic table."""
    return _table(("topic", "key", "value", "kept", "what is in it"), map(_topic_row, TABLE))


def settings_table() -> str:
    """The settings class."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        rows.append((f"`DIPLOMACY_{name.upper()}`", default, field.description or ""))
    return _table(("setting", "default", "what it is"), rows)


def verbs_table() -> str:
    """The verbs of the command, as `diplomacy --help` has them."""
    [verbs] = [action for action in cli._parser()._actions if isinstance(action, argparse._SubParsersAction)]
    rows = [(f"`diplomacy {choice.dest}`", choice.help or "") for choice in verbs._choices_actions]
    return _table(("command", "what it does"), rows)


def article_fields() -> str:
    """What a producer may send."""
    rows = []
    for name, field in RawArticle.model_fields.items():
        others = ", ".join(f"`{alias}`" for alias in ALIASES.get(name, ()))
        rows.append((f"`{name}`", others, field.description or ""))
    return _table(("field", "also read as", "meaning"), rows)


def fields_of(model: type[BaseModel]) -> str:
    """What a consumer gets."""
    schema = json_schema(model)
    rows = [(f"`{name}`", _type(field), _sentence(field)) for name, field in schema["properties"].items()]
    return _table(("field", "type", "meaning"), rows)


def parts_of(model: type[BaseModel]) -> str:
    """The records inside it."""
    definitions = json_schema(model)["$defs"]
    rows = [
        (f"`{name}.{field}`", _type(of), _sentence(of))
        for name, record in definitions.items()
        for field, of in record.get("properties", {}).items()
    ]
    return _table(("field", "type", "meaning"), rows)


def value_lists() -> str:
    """The enums of the contract with their values."""
    enums = {
        name: of for model in (DiplomacyEvent, Retraction, Story, Alert) for name, of in _enums(model).items()
    }
    return _table(("type", "values"), ((name, ", ".join(f"`{v}`" for v in of)) for name, of in enums.items()))


def _enums(model: type[BaseModel]) -> dict[str, list[str]]:
    definitions = json_schema(model)["$defs"]
    return {name: of["enum"] for name, of in definitions.items() if "enum" in of}


def event_example() -> str:
    """The event in `schemas/examples`, with every field, wrapped for a page."""
    value = DiplomacyEvent.model_validate(example("DiplomacyEvent")).model_dump(mode="json")
    return _json_block(value)


def article_example() -> str:
    """The article in `schemas/examples`."""
    return _json_block(example("RawArticle"))


def example_of(model: type[BaseModel]) -> str:
    """The one in `schemas/examples`."""
    return _json_block(model.model_validate(example(model.__name__)).model_dump(mode="json"))


def headers_table() -> str:
    """Every header, and on which messages it is."""
    models = {
        "events": "DiplomacyEvent",
        "articles": "ClassifiedArticle",
        "retractions": "Retraction",
        "dead letters": None,
    }
    on: dict[str, list[str]] = {}
    for words, model in models.items():
        for name in header_names(model):
            on.setdefault(name, []).append(words)
    rows = [(f"`{name}`", ", ".join(words), meaning(name)) for name, words in on.items()]
    return _table(("header", "on", "what it says"), rows)


def flavour_table(flavour: Flavour) -> str:
    """The columns of an export."""
    rows = [(f"`{column.name}`", column.kind.__name__, column.text) for column in columns(flavour)]
    return _table(("column", "type", "what is in it"), rows)


def _topic_row(topic: Topic) -> tuple[str, ...]:
    model = topic.model.rpartition(".")[2] if topic.model.startswith("schemas.") else topic.model
    return f"`{topic.name}`", topic.key, model, _kept(topic), topic.purpose


def _kept(topic: Topic) -> str:
    compacted = "" if topic.cleanup is Cleanup.DELETE else "last of each key"
    days = f"{topic.retention.days} days" if topic.retention else ""
    return ", ".join(part for part in (compacted, days) if part)


def _type(field: Mapping[str, object]) -> str:
    """A JSON Schema's type in words: `Actor[]`, `string or null`."""
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    kinds = field.get("anyOf")
    if isinstance(kinds, list):
        return " or ".join(_type(kind) for kind in kinds)
    items = field.get("items")
    return f"{_type(items)}[]" if isinstance(items, Mapping) else str(field.get("type"))


def _sentence(field: Mapping[str, object]) -> str:
    return str(field.get("description", "")).replace("\n", " ")


def _json_block(value: Mapping[str, object]) -> str:
    """A fenced block of JSON, as many fields a line as there is room for."""
    lines = [""]
    for name, inner in value.items():
        part = f"{json.dumps(name)}: {json.dumps(inner, ensure_ascii=False)}"
        if lines[-1] and len(lines[-1]) + len(part) + 3 > _WIDTH:
            lines.append("")
        lines[-1] += f", {part}" if lines[-1] else part
    return "```json\n{\n  " + ",\n  ".join(lines) + "\n}\n```\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in lines)


GENERATED: Mapping[Path, Mapping[str, Callable[[], str]]] = {
    README: {"verbs": verbs_table},
    PRODUCERS: {"article-example": article_example, "article-fields": article_fields},
    CONSUMERS: {
        "topics": topics_table,
        "event-example": event_example,
        "event-fields": partial(fields_of, DiplomacyEvent),
        "event-parts": partial(parts_of, DiplomacyEvent),
        "values": value_lists,
        "headers": headers_table,
        "retraction-example": partial(example_of, Retraction),
        "story-example": partial(example_of, Story),
        "story-fields": partial(fields_of, Story),
        "story-parts": partial(parts_of, Story),
        "dyad-example": partial(example_of, DyadWindows),
        "dyad-fields": partial(fields_of, DyadWindows),
        "dyad-parts": partial(parts_of, DyadWindows),
        "alert-example": partial(example_of, Alert),
        "alert-fields": partial(fields_of, Alert),
        "alert-parts": partial(parts_of, Alert),
        **{flavour.value: partial(flavour_table, flavour) for flavour in Flavour},
    },
    OPERATORS: {"settings": settings_table},
}
"""Page → block → what makes it. The metrics of the operators' page are made beside the dashboards."""
