"""The files of the contract: the text of each, whether it is fresh, and what a release would break."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import schemas
from schemas.avro import avro_schema
from schemas.compatibility import Direction, breaking_changes
from schemas.jsonschema import json_schema
from streams.contract.asyncapi import asyncapi, described, models_of
from streams.contract.yaml import to_yaml
from streams.topics import RECEIVED, Topic

FOLDER = Path(schemas.__file__).parent
RELEASED = "released"
_TOPICS = "topics.json"
_VALUES = "json"


def contents() -> dict[str, str]:
    """Return the text of every file that is made from the models and the topic table, by its path."""
    models = models_of(described())
    return {
        **{f"{_VALUES}/{name}.json": _pretty(json_schema(model)) for name, model in models.items()},
        **{f"avro/{name}.avsc": _pretty(avro_schema(model)) for name, model in models.items()},
        _TOPICS: _pretty(topics()),
        "asyncapi.yaml": to_yaml(asyncapi()),
    }


def topics() -> dict[str, Any]:
    """Return key, value and direction of each topic, as releases are compared by."""
    return {topic.name: _entry(topic) for topic in described()}


def write(folder: Path) -> list[Path]:
    """Write every file; return those that have changed."""
    return _write(folder, contents())


def write_release(folder: Path, version: str) -> list[Path]:
    """Keep what later versions are compared with: topics and JSON Schemas."""
    return _write(folder / RELEASED / version, compared())


def compared() -> dict[str, str]:
    """Return the text of the files that releases are compared by."""
    return {name: text for name, text in contents().items() if name.endswith(".json")}


def _write(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    changed = []
    for name, text in texts.items():
        file = folder / name
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed.append(file)
    return changed


def stale(folder: Path) -> list[str]:
    """Return what is missing, differs, or is no longer made, a line each."""
    made = contents()
    there = {f"{sub}/{file.name}" for sub in (_VALUES, "avro") for file in (folder / sub).glob("*")}
    faults = [f"{name}: no topic has this value any more: delete it" for name in sorted(there - made.keys())]
    for name, text in made.items():
        file = folder / name
        if not file.is_file():
            faults.append(f"{name}: missing")
        elif file.read_text(encoding="utf-8") != text:
            faults.append(f"{name}: not as the models have it")
    return faults


def broken(folder: Path) -> list[str]:
    """Return what would break those who rely on the last release, a line each."""
    release = last_release(folder)
    if release is None:
        return []
    now = {name: json.loads(text) for name, text in compared().items()}
    return list(breaks(read_release(release), now))


def read_release(folder: Path) -> dict[str, Any]:
    """Return the topics and the JSON Schemas in a folder, by their paths."""
    files = [folder / _TOPICS, *sorted((folder / _VALUES).glob("*.json"))]
    return {str(file.relative_to(folder)): json.loads(file.read_text(encoding="utf-8")) for file in files}


def breaks(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Compare two sets of `read_release`, topic by topic. A topic that has moved to a new version is free."""
    found = []
    topics_now = new[_TOPICS]
    for name, before in old[_TOPICS].items():
        after = topics_now.get(name)
        if after is None:
            if not any(_unversioned(other) == _unversioned(name) for other in topics_now):
                found.append(f"{name}: removed, and there is no later version of it")
            continue
        if before["key"] != after["key"]:
            found.append(f"{name}: its key was {before['key']}, is {after['key']}")
        if before["value"] is None or after["value"] is None:
            if before["value"] != after["value"]:
                found.append(f"{name}: its value was {before['value']}, is {after['value']}")
            continue
        was, is_now = (side[f"{_VALUES}/{of['value']}.json"] for side, of in ((old, before), (new, after)))
        direction = Direction(after["direction"])
        found += [f"{name}: {line}" for line in breaking_changes(was, is_now, direction)]
    return found


def last_release(folder: Path) -> Path | None:
    """Return the folder of the highest version under `released`."""
    found = [path for path in (folder / RELEASED).glob("*.*.*") if path.is_dir()]
    return max(found, key=lambda path: tuple(int(part) for part in path.name.split(".")), default=None)


def _entry(topic: Topic) -> dict[str, str | None]:
    model = topic.value_model()
    return {
        "key": topic.key,
        "value": model.__name__ if model else None,
        "direction": (Direction.IN if topic in RECEIVED else Direction.OUT).value,
    }


def _unversioned(name: str) -> str:
    return name.rpartition(".v")[0]


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
