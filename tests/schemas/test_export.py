"""The committed contract is what the models say, in the words of the standards, and it breaks nobody."""

from __future__ import annotations

import io
import json
from typing import Any

import fastavro
import jsonschema_rs
import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from schemas import ClassifiedArticle, DiplomacyEvent, RawArticle
from schemas.avro import avro_schema
from schemas.jsonschema import json_schema
from streams.contract.asyncapi import asyncapi, described
from streams.contract.examples import example
from streams.contract.files import FOLDER, broken, contents, last_release, stale
from streams.contract.yaml import to_yaml
from streams.delivery.headers import event_headers
from streams.topics import DEAD_LETTERS
from tests.asyncapi.parser import parse
from tests.conftest import unavailable
from tests.packages import PackagesUnavailable

MODELS = sorted({model for topic in described() if (model := topic.value_model())}, key=lambda m: m.__name__)
each_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def test_the_files_are_fresh() -> None:
    assert stale(FOLDER) == [], "run: diplomacy schemas export"


def test_nothing_breaks_those_who_rely_on_the_last_release() -> None:
    assert last_release(FOLDER) is not None
    assert broken(FOLDER) == [], "see CONTRIBUTING, Evolution of the contract"


@each_model
def test_a_schema_is_json_schema(model: type[BaseModel]) -> None:
    schema = json_schema(model)
    Draft202012Validator.check_schema(schema)
    jsonschema_rs.Draft202012Validator(schema)


@each_model
def test_the_example_is_valid(model: type[BaseModel]) -> None:
    value = example(model.__name__)
    assert list(Draft202012Validator(json_schema(model)).iter_errors(value)) == []
    model.model_validate(value)


def test_the_header_names_the_schema() -> None:
    event = DiplomacyEvent.model_validate(example("DiplomacyEvent"))
    headers = dict(event_headers(event))
    assert headers["ce_dataschema"].decode() == json_schema(DiplomacyEvent)["$id"]


def test_asyncapi_is_the_document_and_has_every_topic_that_is_written() -> None:
    text = (FOLDER / "asyncapi.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == asyncapi()
    addresses = {channel["address"] for channel in asyncapi()["channels"].values()}
    assert addresses == {topic.name for topic in described()}
    assert DEAD_LETTERS.name in addresses


def test_asyncapi_passes_the_official_parser() -> None:
    try:
        told = parse(FOLDER / "asyncapi.yaml")
    except PackagesUnavailable as reason:
        unavailable(f"AsyncAPI: {reason}")
    assert [fault for fault in told["diagnostics"] if fault["severity"] < 2] == []  # errors and warnings
    assert set(told["channels"]) == {topic.name for topic in described()}


@pytest.mark.parametrize(
    "value",
    [
        {"a": [], "b": {}, "no": None, "on": True, "n": 1.5, "key with space": "x: y # z"},
        {"list": [[1, [2]], {"a": {"b": ["c"]}}, "- dash", "", " ", "null", "2026-03-04", "\n\t“é”\u2028"]},
    ],
)
def test_yaml_is_read_back_as_it_was(value: dict[str, Any]) -> None:
    assert yaml.safe_load(to_yaml(value)) == value


@each_model
def test_an_avro_record_gives_back_what_was_written(model: type[BaseModel]) -> None:
    record = model.model_validate(example(model.__name__))
    schema = fastavro.parse_schema(json.loads(contents()[f"avro/{model.__name__}.avsc"]))
    buffer = io.BytesIO()
    fastavro.schemaless_writer(buffer, schema, record.model_dump(), strict=True)
    buffer.seek(0)
    assert model.model_validate(fastavro.schemaless_reader(buffer, schema, None)) == record


def test_avro_of_an_older_message_is_read_with_the_defaults_of_today() -> None:
    new = avro_schema(DiplomacyEvent)
    old = {**new, "fields": [field for field in new["fields"] if "default" not in field]}
    required = {field["name"] for field in old["fields"]}
    event = DiplomacyEvent.model_validate(example("DiplomacyEvent"))
    buffer = io.BytesIO()
    written = {name: value for name, value in event.model_dump().items() if name in required}
    # A type that is defined in a field which is left out has to be defined in the next one that names it.
    fastavro.schemaless_writer(buffer, fastavro.parse_schema(old), written)
    buffer.seek(0)
    read = fastavro.schemaless_reader(buffer, fastavro.parse_schema(old), fastavro.parse_schema(new))
    assert DiplomacyEvent.model_validate(read).subject is None


@pytest.mark.parametrize(
    "value",
    [
        {"text": "The talks failed."},
        {"content": "x", "headline": 7, "pubDate": 1_760_000_000, "link": " https://a.example/1 "},
        {"body": "x", "text": 5, "source": {"name": "The Wire"}, "id": 12, "unknown": {"a": 1}},
        {"html": "<p>x</p>", "body": None, "entities": None, "date": "28 October 2025"},
    ],
)
def test_what_the_tolerant_reader_takes_the_schema_takes(value: dict[str, Any]) -> None:
    RawArticle.model_validate(value)
    jsonschema_rs.validate(json_schema(RawArticle), value)


@pytest.mark.parametrize(
    "value",
    [
        [],
        "text",
        {},
        {"body": "  "},
        {"body": 7},
        {"title": "alone"},
        {"body": "x", "entities": [{"start": 0}]},
    ],
)
def test_what_is_plainly_no_article_the_schema_refuses(value: object) -> None:
    assert not jsonschema_rs.is_valid(json_schema(RawArticle), value)


def test_a_classified_article_is_no_raw_one_with_less() -> None:
    value = example("ClassifiedArticle")
    del value["relevant"]
    assert not jsonschema_rs.is_valid(json_schema(ClassifiedArticle), value)
