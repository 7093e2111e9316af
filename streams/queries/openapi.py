"""The OpenAPI 3.1 document of the queries."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel

from schemas import Alert, DiplomacyEvent, DyadWindows, PloverType, Story, StoryStatus
from schemas.base import SCHEMA_VERSION
from schemas.jsonschema import json_schema
from streams.queries.selection import MOST, USUAL

_REFS = "#/components/schemas/{model}"
Document = dict[str, Any]
_DYAD = "^[A-Z]{3}(-[A-Z]{3})?$"
_COUNTRY = "^[A-Z]{3}$"


@cache
def openapi() -> Document:
    """Return the document."""
    page = [
        _parameter(
            "limit",
            "Records on a page, at most",
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        ),
        _parameter("after", "`next` of the page before; the first page without it", {"type": "string"}),
        _parameter("dyad", "Of this pair, or one country's own", {"type": "string", "pattern": _DYAD}),
        _parameter("country", "With this country on either side", {"type": "string", "pattern": _COUNTRY}),
    ]
    since = _parameter(
        "since", "ISO date or time: seen since (stories), of that day or later (alerts)", {"type": "string"}
    )
    status = _parameter(
        "status", "How far the act has come", {"type": "string", "enum": [each.value for each in StoryStatus]}
    )
    plover = _parameter(
        "plover",
        "PLOVER type, after the tense rule",
        {"type": "string", "enum": [each.value for each in PloverType]},
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Diplomacy event stream: queries",
            "version": SCHEMA_VERSION,
            "summary": "Stories, dyads, alerts and events as the workers have them now. Read-only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/stories": _list(
                "stories", Story, "Stories, in an order that stays", [*page, status, plover, since]
            ),
            "/api/stories/{id}": _one(Story, "One story", [_in_path("id", "The story's id")]),
            "/api/dyads/{one}/{other}": _one(
                DyadWindows,
                "What passed between two countries, whichever is named first",
                [_in_path("one", "A country", _COUNTRY), _in_path("other", "The other", _COUNTRY)],
            ),
            "/api/dyads/{one}": _one(
                DyadWindows, "What passed within one country", [_in_path("one", "The country", _COUNTRY)]
            ),
            "/api/alerts": _list("alerts", Alert, "Alerts, in an order that stays", [*page, since]),
            "/api/events/{id}": _one(
                DiplomacyEvent, "One event that a story holds", [_in_path("id", "The event's id")]
            ),
        },
        "components": {"schemas": _schemas(Story, DyadWindows, Alert, DiplomacyEvent)},
    }


def _list(name: str, model: type[BaseModel], summary: str, parameters: list[Document]) -> Document:
    content = {
        "type": "object",
        "required": [name, "next"],
        "properties": {
            name: {"type": "array", "items": {"$ref": _REFS.format(model=model.__name__)}},
            "next": {"type": ["string", "null"], "description": "For `after`; null on the last page"},
        },
    }
    told = f"{summary}. A page may have fewer than asked for, and yet not be the last."
    return _operation(f"list{name.capitalize()}", told, parameters, content, missing=False)


def _one(model: type[BaseModel], summary: str, parameters: list[Document]) -> Document:
    names = "".join(parameter["name"].capitalize() for parameter in parameters)
    content = {"$ref": _REFS.format(model=model.__name__)}
    return _operation(f"get{model.__name__}By{names}", summary, parameters, content, missing=True)


def _operation(
    identity: str, summary: str, parameters: list[Document], content: Document, *, missing: bool
) -> Document:
    error = {"$ref": "#/components/schemas/Error"}
    answers = {
        "200": _answer("Found", content),
        **(
            {"404": _answer("There is no such thing", error)}
            if missing
            else {"400": _answer("A parameter can't be", error)}
        ),
        "403": _answer("This machine alone may ask", error),
        "503": _answer("Its worker doesn't answer now: try again in a moment", error),
    }
    return {
        "get": {"operationId": identity, "summary": summary, "parameters": parameters, "responses": answers}
    }


def _answer(description: str, schema: Document) -> Document:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _parameter(name: str, description: str, schema: Document) -> Document:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _in_path(name: str, description: str, pattern: str | None = None) -> Document:
    schema = {"type": "string", **({"pattern": pattern} if pattern else {})}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _schemas(*models: type[BaseModel]) -> Document:
    found: Document = {
        "Error": {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
    }
    for model in models:
        schema = json_schema(model, refs=_REFS)
        found.update(schema.get("$defs", {}))
        found[model.__name__] = {key: value for key, value in schema.items() if not key.startswith("$")}
    return dict(sorted(found.items()))
