"""With a schema registry, every value carries the id of its schema there, and framed articles are read."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

from schemas import DiplomacyEvent
from schemas.jsonschema import json_schema
from schemas.wire import frame, framed_id, unframe
from streams import cli
from streams.delivery.registry import register
from streams.errors import RegistryError
from streams.settings import Settings
from streams.terminal.exits import Exit
from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, QUAD_CLASSES, RAW
from tests.conftest import unavailable
from tests.delivery.conftest import StartWorker, new_worker, stream  # noqa: F401  # fixtures
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import FAKE_CODER
from tests.kafka.jars import KafkaUnavailable
from tests.registry.apicurio import Apicurio, RegistryUnavailable

ARTICLE = b'{"id": "a1", "body": "Norway expelled two Russian diplomats."}'


def test_the_frame_is_confluents_byte_for_byte() -> None:
    # Magic byte 0, the id in four bytes of which the first is the highest, the value as it is.
    assert frame(1, b"{}") == b"\x00\x00\x00\x00\x01{}"
    assert frame(0x01020304, b'{"a":1}') == b'\x00\x01\x02\x03\x04{"a":1}'
    assert unframe(frame(77, ARTICLE)) == ARTICLE == unframe(ARTICLE)
    assert (framed_id(frame(77, ARTICLE)), framed_id(ARTICLE), framed_id(b"\x00\x00")) == (77, None, None)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a real registry."""
    try:
        node = Apicurio(tmp_path_factory.mktemp("registry"))
    except (RegistryUnavailable, KafkaUnavailable) as reason:
        unavailable(f"Apicurio Registry: {reason}")
    node.start()
    try:
        yield node.url
    finally:
        node.stop()


def fetched(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.mark.slow
def test_schemas_are_registered_once_under_their_topics(registry: str) -> None:
    settings = Settings(schema_registry_url=registry, topic_prefix="test.")
    ids = register(settings)
    assert ids == register(settings)
    assert set(ids) >= {f"test.{topic.name}" for topic in (RAW, CLASSIFIED, EVENTS, *QUAD_CLASSES.values())}
    kept = fetched(f"{registry}/schemas/ids/{ids[f'test.{EVENTS.name}']}")
    assert json.loads(kept["schema"]) == json_schema(DiplomacyEvent)
    latest = fetched(f"{registry}/subjects/test.{EVENTS.name}-value/versions/latest")
    assert (latest["schemaType"], latest["id"]) == ("JSON", ids[f"test.{EVENTS.name}"])


@pytest.mark.slow
@pytest.mark.kafka
@pytest.mark.parametrize("broker", [pytest.param("kafka", marks=pytest.mark.kafka)], indirect=True)
@pytest.mark.parametrize("delivery", ["at_least_once", "exactly_once"])
def test_a_worker_frames_what_it_writes_and_reads_what_is_framed(
    registry: str,
    delivery: str,
    stream: Stream,  # noqa: F811
    new_worker: StartWorker,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    worker = new_worker(
        FAKE_CODER, stream, DIPLOMACY_SCHEMA_REGISTRY_URL=registry, DIPLOMACY_DELIVERY=delivery
    )
    worker.start_and_wait()
    stream.publish(
        [
            Written("a1", frame(9, ARTICLE)),
            Written("a2", ARTICLE.replace(b"a1", b"a2")),
            Written("a3", frame(9, b"no json")),
        ]
    )
    events = stream.read(EVENTS, until=lambda found: len(found) == 2)
    schema_id = register(Settings(schema_registry_url=registry, topic_prefix=stream.name))
    for message in (*events, *stream.read(CLASSIFIED), *stream.read(*QUAD_CLASSES.values())):
        assert framed_id(message.value or b"") == schema_id[message.topic]
    ids = {DiplomacyEvent.model_validate_json(unframe(message.value or b"")).article_id for message in events}
    assert ids == {"a1", "a2"}
    [dead] = stream.read(DEAD_LETTERS, until=lambda found: len(found) == 1)
    assert dead.value == frame(9, b"no json")

    for name, value in stream.settings.items():
        monkeypatch.setenv(name, value)
    assert cli.main(["tail", "--from-beginning", "--limit", "2", "--timeout", "20", "--json"]) == Exit.DONE
    assert len([json.loads(line)["event_id"] for line in capsys.readouterr().out.splitlines()]) == 2


@pytest.mark.parametrize(
    ("url", "words"),
    [("http://127.0.0.1:1", "no answer from the schema registry"), (None, "registry refused .*: 404")],
)
def test_a_registry_that_is_none_is_told(registry: str, url: str | None, words: str) -> None:
    with pytest.raises(RegistryError, match=words):
        register(Settings(schema_registry_url=url or registry.replace("/apis/ccompat/v7", "/health")))


def test_registering_without_a_registry_names_the_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schemas", "register"]) == Exit.USAGE
    assert "DIPLOMACY_SCHEMA_REGISTRY_URL" in capsys.readouterr().err
