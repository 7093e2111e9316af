"""What breaks readers or producers is told, and what doesn't is not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from schemas import DiplomacyEvent
from schemas.compatibility import Direction, breaking_changes
from schemas.jsonschema import json_schema
from streams.contract.files import breaks

OLD: dict[str, Any] = {
    "type": "object",
    "$defs": {
        "Status": {"type": "string", "enum": ["happened", "planned"]},
        "Actor": {"type": "object", "properties": {"country": {"type": "string", "pattern": "^[A-Z]{3}$"}}},
    },
    "properties": {
        "id": {"type": "string", "maxLength": 10},
        "status": {"$ref": "#/$defs/Status"},
        "subject": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        "source": {"type": "array", "items": {"$ref": "#/$defs/Actor"}},
        "score": {"type": "number", "minimum": 0},
    },
    "required": ["id", "status"],
}
IN, OUT = Direction.IN, Direction.OUT


def changed(change: str, *path: str) -> dict[str, Any]:
    """OLD with `change` evaluated on the object at `path`."""
    new = deepcopy(OLD)
    place = new
    for step in path:
        place = place[step]
    exec(change, {"it": place})
    return new


@pytest.mark.parametrize(
    ("change", "path", "told", "directions"),
    [
        ("del it['score']", ("properties",), "score: removed", {IN, OUT}),
        ("it['type'] = 'integer'", ("properties", "score"), "score: was number, is integer", {IN, OUT}),
        ("it['required'].append('score')", (), "score: now required", {IN, OUT}),
        ("it['enum'].remove('planned')", ("$defs", "Status"), "status: no longer takes planned", {IN, OUT}),
        ("it['enum'].append('denied')", ("$defs", "Status"), "status: can now be denied", {OUT}),
        ("it['anyOf'].pop()", ("properties", "subject"), "subject: was string, null, is string", {IN, OUT}),
        ("it['type'] = ['number', 'null']", ("properties", "score"), "score: was number, can now", {OUT}),
        ("it['maxLength'] = 5", ("properties", "id"), "id: maxLength was 10, is 5", {IN, OUT}),
        ("it['maxLength'] = 20", ("properties", "id"), "id: maxLength was 10, is 20", {OUT}),
        ("it['minimum'] = -1", ("properties", "score"), "score: minimum was 0, is -1", {OUT}),
        ("it['minimum'] = 1", ("properties", "score"), "score: minimum was 0, is 1", {IN, OUT}),
        ("it['required'].remove('id')", (), "id: no longer always there", {OUT}),
        (
            "it['pattern'] = '^x$'",
            ("$defs", "Actor", "properties", "country"),
            "source[].country: pat",
            {IN, OUT},
        ),
        ("it['extra'] = {'type': 'string'}", ("properties",), "", set()),
        ("it['description'] = 'other'", ("properties", "score"), "", set()),
    ],
)
def test_a_change_is_told_to_whom_it_breaks(
    change: str, path: tuple[str, ...], told: str, directions: set[Direction]
) -> None:
    new = changed(change, *path)
    for direction in Direction:
        found = breaking_changes(OLD, new, direction)
        if direction in directions:
            [line] = found
            assert line.startswith(told)
        else:
            assert found == []


def test_an_article_that_needs_another_field_breaks_producers() -> None:
    old = {**OLD, "anyOf": [{"required": ["body"]}, {"required": ["text"]}]}
    new = {**OLD, "anyOf": [{"required": ["body"]}]}
    assert breaking_changes(old, new, IN) == ["value: no longer enough: text"]


def test_a_schema_does_not_break_itself() -> None:
    schema = json_schema(DiplomacyEvent)
    assert breaking_changes(schema, schema, OUT) == []


def release(topic: str, schema: dict[str, Any], key: str = "dyad") -> dict[str, Any]:
    return {
        "topics.json": {topic: {"key": key, "value": "Event", "direction": "out"}},
        "json/Event.json": schema,
    }


def test_a_break_is_free_on_a_new_version_of_the_topic_alone() -> None:
    new = changed("del it['score']", "properties")
    assert breaks(release("events.v1", OLD), release("events.v1", new)) == ["events.v1: score: removed"]
    assert breaks(release("events.v1", OLD), release("events.v2", new)) == []
    assert breaks(release("events.v1", OLD), release("others.v1", new)) == [
        "events.v1: removed, and there is no later version of it"
    ]
    assert breaks(release("events.v1", OLD), release("events.v1", OLD, key="id")) == [
        "events.v1: its key was dyad, is id"
    ]
