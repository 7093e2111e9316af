"""What would break somebody who relies on an earlier release of a schema.

Topics that we write are read by others: what comes has to be what they know. Topics that we read are written
by others: what they send has to go on being taken. On both, messages of the older kind lie on the broker
until their retention is over, so the newer models have to read these too.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

Schema = Mapping[str, Any]

_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_FORM = ("pattern", "format", "const")


class Direction(StrEnum):
    """Which way the messages of a topic go, seen from this project."""

    IN = "in"
    OUT = "out"


def breaking_changes(old: Schema, new: Schema, direction: Direction) -> list[str]:
    """Return what breaks, a line each that begins with the field; empty where nothing does."""
    return list(_Comparison(old, new, direction).schemas(old, new, at=""))


class _Comparison:
    """Two schemas with their definitions; one that is used in several places is compared once."""

    def __init__(self, old: Schema, new: Schema, direction: Direction) -> None:
        self._old, self._new, self._direction = old, new, direction
        self._walked: set[tuple[str, str]] = set()

    def schemas(self, old: Schema, new: Schema, *, at: str) -> Iterator[str]:
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair) and pair in self._walked:
            return
        self._walked.add(pair)
        before, after = _kinds(old, self._old), _kinds(new, self._new)
        yield from self._types(before, after, at)
        for name in before.keys() & after.keys():
            yield from self._one_type(before[name], after[name], at)

    def _types(self, before: Mapping[str, Schema], after: Mapping[str, Schema], at: str) -> Iterator[str]:
        if "any" in after:
            return
        lost, came = before.keys() - after.keys(), after.keys() - before.keys()
        if lost:
            yield f"{at or 'value'}: was {_listed(before)}, is {_listed(after)}"
        elif came and self._direction is Direction.OUT:
            yield f"{at or 'value'}: was {_listed(before)}, can now be {_listed(came)} too"

    def _one_type(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        yield from self._enums(old, new, at)
        yield from self._limits(old, new, at)
        for name in ("items", "additionalProperties"):
            if isinstance(old.get(name), Mapping) and isinstance(new.get(name), Mapping):
                yield from self.schemas(old[name], new[name], at=f"{at}[]")
        yield from self._properties(old, new, at)

    def _enums(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = old.get("enum"), new.get("enum")
        if before is None and after is None:
            return
        if after is None or before is None:
            if after is not None or self._direction is Direction.OUT:
                yield f"{at}: {'has become' if after else 'is no more'} one of a list of values"
            return
        if gone := [value for value in before if value not in after]:
            yield f"{at}: no longer takes {_listed(gone)}"
        if self._direction is Direction.OUT and (
            new_ones := [value for value in after if value not in before]
        ):
            yield f"{at}: can now be {_listed(new_ones)}, which readers of today refuse"

    def _limits(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        for name in _FORM:
            if old.get(name) != new.get(name) and (name in new or self._direction is Direction.OUT):
                yield f"{at}: {name} was {old.get(name)}, is {new.get(name)}"
        for names, tighter in ((_LEAST, 1), (_MOST, -1)):
            for name in names:
                before, after = old.get(name), new.get(name)
                if before == after:
                    continue
                if after is not None and (before is None or (after - before) * tighter > 0):
                    yield f"{at}: {name} was {before}, is {after}: older messages are refused"
                elif self._direction is Direction.OUT:
                    yield f"{at}: {name} was {before}, is {after}: readers of today refuse what is beyond"

    def _properties(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        if lost := _ways(old) - _ways(new):
            yield f"{at or 'value'}: no longer enough: {_listed(sorted(lost))}"
        required_before, required_after = set(old.get("required", ())), set(new.get("required", ()))
        for name in before:
            path = f"{at}.{name}" if at else name
            if name not in after:
                yield f"{path}: removed"
            else:
                yield from self.schemas(before[name], after[name], at=path)
        for name in sorted(required_after - required_before):
            yield f"{at + '.' if at else ''}{name}: now required, and older messages lack it"
        if self._direction is Direction.OUT:
            for name in sorted((required_before & after.keys()) - required_after):
                yield f"{at + '.' if at else ''}{name}: no longer always there"


def _kinds(schema: Schema, root: Schema) -> dict[str, Schema]:
    """Return each JSON type that a schema takes and what is said of it; `any` where it says nothing."""
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema and "properties" not in schema:
        return {name: kind for one in schema["anyOf"] for name, kind in _kinds(one, root).items()}
    types = schema.get("type", "any")
    return dict.fromkeys([types] if isinstance(types, str) else types, schema)


def _ways(schema: Schema) -> set[str]:
    """Return the fields of which an object has to have one, where it says so."""
    ways = schema.get("anyOf", ()) if "properties" in schema else ()
    return {" + ".join(way["required"]) for way in ways if "required" in way}


def _listed(values: object) -> str:
    return ", ".join(str(value) for value in values) if hasattr(values, "__iter__") else str(values)
