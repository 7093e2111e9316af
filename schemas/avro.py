"""Each model as an Avro schema, for those who want it; on the topics of this project values are JSON."""

from typing import Any

from pydantic import BaseModel

from schemas.jsonschema import json_schema

NAMESPACE = "org.diplomacy.v1"
Avro = dict[str, Any] | list[Any] | str
_PLAIN = {"string": "string", "integer": "long", "number": "double", "boolean": "boolean"}


def avro_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the Avro record of what this project publishes of a model; moments are UTC, in microseconds.

    `fastavro` and its like take `model_dump()` for it and give back what `model_validate` takes. Fields with
    a default have it here too, so that either side can be the older one.
    """
    schema = model.model_json_schema() if model.__name__ == "RawArticle" else json_schema(model)
    record = _Converter(schema.get("$defs", {})).record(model.__name__, schema)
    return {"namespace": NAMESPACE, **record}


class _Converter:
    """Turns JSON Schema into Avro; a named type is defined where it is first used, and named from then on."""

    def __init__(self, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._defined: set[str] = set()

    def record(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        self._defined.add(name)
        required = schema.get("required", ())
        fields = [
            self._field(field, of, optional=field not in required)
            for field, of in schema["properties"].items()
        ]
        return {"type": "record", "name": name, **_doc(schema), "fields": fields}

    def _field(self, name: str, schema: dict[str, Any], *, optional: bool) -> dict[str, Any]:
        kind = self._type(schema)
        default = schema.get("default")
        field = {"name": name, "type": kind, **_doc(schema)}
        if not optional:
            return field
        if default is None and isinstance(kind, list) and kind[0] == "null":
            return {**field, "default": None}
        # Avro has no default for a record of which every field has one; an empty object takes theirs.
        return {**field, "default": {} if default is None else default}

    def _type(self, schema: dict[str, Any]) -> Avro:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return name if name in self._defined else self._definition(name)
        if "anyOf" in schema:
            kinds = [self._type(kind) for kind in schema["anyOf"] if kind.get("type") != "null"]
            return ["null", *kinds]
        if schema["type"] == "array":
            return {"type": "array", "items": self._type(schema["items"])}
        if schema.get("format") == "date-time":
            return {"type": "long", "logicalType": "timestamp-micros"}
        return _PLAIN[schema["type"]]

    def _definition(self, name: str) -> Avro:
        schema = self._definitions[name]
        if "enum" in schema:
            self._defined.add(name)
            return {"type": "enum", "name": name, **_doc(schema), "symbols": schema["enum"]}
        return self.record(name, schema)


def _doc(schema: dict[str, Any]) -> dict[str, str]:
    return {"doc": schema["description"]} if "description" in schema else {}
