"""The AsyncAPI 3 document: every topic with its key, headers, value and settings.

https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from schemas import SCHEMA_VERSION
from schemas.jsonschema import json_schema
from streams.contract.examples import example
from streams.contract.headers import example_headers, header_schema
from streams.topics import DEAD_LETTERS, RAW, RECEIVED, TABLE, Topic

_REFS = "#/components/schemas/{model}"
_BINDING = "0.5.0"
_DEAD_LETTER = "DeadLetter"
Document = dict[str, Any]


def asyncapi(table: Iterable[Topic] = TABLE) -> Document:
    """Return the document of the topics of which the values have a model, and of the dead letters."""
    topics = described(table)
    models = models_of(topics)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Diplomacy event stream",
            "version": SCHEMA_VERSION,
            "description": "News articles in, diplomacy events out: who did what to whom, with evidence.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {short_name(topic): _channel(topic) for topic in topics},
        "operations": dict(_operation(topic) for topic in topics),
        "components": {
            "messages": {
                **{name: _message(name, topics) for name in models},
                _DEAD_LETTER: _dead_letter(),
            },
            "schemas": _schemas(models.values()),
        },
    }


def described(table: Iterable[Topic] = TABLE) -> list[Topic]:
    """Return the topics that something writes in this version."""
    return [topic for topic in table if topic.value_model() or topic is DEAD_LETTERS]


def models_of(topics: Iterable[Topic]) -> dict[str, type[BaseModel]]:
    """Return the models of the topics' values by their names."""
    return {model.__name__: model for topic in topics if (model := topic.value_model())}


def short_name(topic: Topic) -> str:
    """Return the name without what all have: `events.material-conflict`."""
    return topic.name.removeprefix("diplomacy.").removesuffix(".v1")


def _channel(topic: Topic) -> Document:
    config = topic.config()
    # AsyncAPI has these as numbers and the policy as a list; Kafka has them all as text.
    kept = {"retention.ms": int(config["retention.ms"])} if "retention.ms" in config else {}
    return {
        "address": topic.name,
        "description": topic.purpose,
        "messages": {_message_name(topic): {"$ref": f"#/components/messages/{_message_name(topic)}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "topicConfiguration": {
                    "cleanup.policy": config["cleanup.policy"].split(","),
                    **kept,
                    "max.message.bytes": int(config["max.message.bytes"]),
                },
                "bindingVersion": _BINDING,
            }
        },
    }


def _operation(topic: Topic) -> tuple[str, Document]:
    """What this project does with a topic: it receives articles and actors and sends all else."""
    action = "receive" if topic in RECEIVED else "send"
    words = "".join(word.capitalize() for word in short_name(topic).replace("-", ".").split("."))
    return f"{action}{words}", {
        "action": action,
        "channel": {"$ref": f"#/channels/{short_name(topic)}"},
        "summary": topic.purpose,
        "messages": [{"$ref": f"#/channels/{short_name(topic)}/messages/{_message_name(topic)}"}],
    }


def _message(name: str, topics: list[Topic]) -> Document:
    topic = next(topic for topic in topics if _message_name(topic) == name)
    headers = example_headers(name)
    value = models_of(topics)[name]
    shown = {"headers": headers} if headers else {}
    # An event or article as today's model writes it, so that the example has every field.
    payload = example(name) if topic is RAW else value.model_validate(example(name)).model_dump(mode="json")
    return {
        "name": name,
        "summary": (value.__doc__ or "").partition("\n")[0],
        "contentType": "application/json",
        **({"headers": header_schema(name)} if headers else {}),
        "payload": {"$ref": _REFS.format(model=name)},
        "bindings": _key(topic),
        "examples": [{"name": "example", **shown, "payload": payload}],
    }


def _dead_letter() -> Document:
    return {
        "name": _DEAD_LETTER,
        "summary": "The original bytes, whatever they were, and in headers why they could not be processed.",
        "contentType": "application/octet-stream",
        "headers": header_schema(None),
        "bindings": _key(DEAD_LETTERS),
    }


def _key(topic: Topic) -> Document:
    return {"kafka": {"key": {"type": "string", "description": topic.key}, "bindingVersion": _BINDING}}


def _message_name(topic: Topic) -> str:
    model = topic.value_model()
    return model.__name__ if model else _DEAD_LETTER


def _schemas(models: Iterable[type[BaseModel]]) -> Document:
    """Return the schemas of all models side by side: here a reference begins at the document's root."""
    found = dict(pair for model in models for pair in _flat(model))
    return {name: found[name] for name in sorted(found)}


def _flat(model: type[BaseModel]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    schema = json_schema(model, refs=_REFS)
    yield from schema.get("$defs", {}).items()
    yield model.__name__, {key: value for key, value in schema.items() if not key.startswith("$")}
