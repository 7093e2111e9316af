"""Each model as JSON Schema (2020-12): what a reader of the topic, or a producer to it, can rely on."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from schemas.article import ALIASES, MAX_LINE, RawArticle
from schemas.base import SCHEMA_VERSION

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFINITIONS = "#/$defs/{model}"


class _Untitled(GenerateJsonSchema):
    """Without a title on every field that only repeats its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def json_schema(model: type[BaseModel], *, refs: str = DEFINITIONS) -> Schema:
    """Return the schema of a message's value, with the id that `ce_dataschema` names.

    Fields with a default are not `required`: an older message may lack them. `refs` says how one definition
    refers to another, where the schema becomes part of a larger document.
    """
    schema = model.model_json_schema(mode="validation", schema_generator=_Untitled, ref_template=refs)
    if model is RawArticle:
        schema = _tolerant(schema)
    return {"$schema": DIALECT, "$id": schema_id(model.__name__), **schema}


def schema_id(name: str) -> str:
    """Return the name of a model's schema, the same as in the header `ce_dataschema`."""
    return f"urn:diplomacy:schema:{name}:{SCHEMA_VERSION}"


def _tolerant(schema: Schema) -> Schema:
    """Return the schema of what the tolerant reader takes, rather than of what it makes of it.

    Numbers of entities that are sent as text are read too, but nobody is promised that.
    """
    fields: dict[str, Schema] = {name: dict(field) for name, field in schema["properties"].items()}
    for name in ("url", "title", "source", "language", "correction_of"):
        fields[name] = _described(_line(MAX_LINE), fields[name])
    fields["id"] = _described(_line(_longest(fields["id"])), fields["id"])
    fields["published_at"] = _described({"type": ["string", "number", "null"]}, fields["published_at"])
    fields["entities"]["type"] = ["array", "null"]
    for name, others in ALIASES.items():
        for other in others:
            fields[other] = {"description": f"Read as `{name}` where that is empty"}
    texts = ("body", *ALIASES["body"], "html")
    limits = {name: _longest(fields["html" if name == "html" else "body"]) for name in texts}
    return {**schema, "properties": fields, "anyOf": [_has_text(name, limits[name]) for name in texts]}


def _line(longest: int) -> Schema:
    """What is read as a line of text: a string, a number, or an object that has a name."""
    named = {"type": "object", "required": ["name"]}
    return {"anyOf": [{"type": "string", "maxLength": longest}, {"type": ["integer", "null"]}, named]}


def _has_text(name: str, longest: int) -> Schema:
    # A byte-order mark is no white space to us; to ECMAScript, whose patterns these are, it is.
    text = {"type": "string", "pattern": r"[\S\ufeff]", "maxLength": longest}
    return {"required": [name], "properties": {name: text}}


def _described(schema: Schema, field: Mapping[str, Any]) -> Schema:
    return {**schema, **({"description": field["description"]} if "description" in field else {})}


def _longest(field: Mapping[str, Any]) -> int:
    kinds = [field, *field.get("anyOf", ())]
    return next(int(kind["maxLength"]) for kind in kinds if "maxLength" in kind)
