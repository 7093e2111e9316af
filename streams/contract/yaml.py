"""Plain data as YAML that people read; keys keep their order."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

_PLAIN_KEY = re.compile(r"[A-Za-z_$][\w.$-]*")
_RESERVED = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))


def to_yaml(value: Mapping[str, object]) -> str:
    """Return the data as YAML; strings are quoted as in JSON, of which YAML is a superset."""
    return "\n".join(_lines(value)) + "\n"


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _entry(f"{_key(str(key))}:", inner)
    elif _is_list(value) and value:
        for inner in value:  # type: ignore[attr-defined]
            first, *rest = list(_lines(inner))
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
    else:
        yield json.dumps(value, ensure_ascii=False)


def _entry(key: str, value: object) -> Iterator[str]:
    lines = list(_lines(value))
    if (isinstance(value, Mapping) or _is_list(value)) and value:
        yield key
        yield from (f"  {line}" for line in lines)
    else:
        yield f"{key} {lines[0]}"


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _key(key: str) -> str:
    plain = _PLAIN_KEY.fullmatch(key) and key.lower() not in _RESERVED
    return key if plain else json.dumps(key, ensure_ascii=False)
