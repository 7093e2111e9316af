"""What is asked of any worker is answered by the one that has it, in the words of the OpenAPI document."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from streams.queries.openapi import openapi
from streams.topics import ALERTS, DYADS, EVENTS, MOVES, RETRACTIONS, STORIES, Topic
from tests.conftest import Kafka
from tests.delivery.conftest import StartWorker
from tests.delivery.fleet import LEAVE_S, Fleet, fleet
from tests.delivery.incidents import event, told
from tests.delivery.scenarios import fresh
from tests.delivery.stream import Stream
from tests.delivery.worker import FAKE_CODER, Worker

pytestmark = pytest.mark.kafka

COUNT = 120
STAGES = {"DIPLOMACY_STAGES": "stories,dyads"}
DOCUMENT = openapi()


@dataclass
class Running:
    """Two workers that have folded all events."""

    stream: Stream
    fleet: Fleet

    @property
    def workers(self) -> list[Worker]:
        return self.fleet.workers

    def latest(self, topic: Topic) -> dict[str, Any]:
        read = sorted(self.stream.read(topic), key=lambda each: each.offset)
        found = {(each.key or b"").decode(): each.value for each in read}
        return {key: json.loads(value) for key, value in found.items() if value is not None}


def ask(worker: Worker, path: str, **query: str | int) -> tuple[int, Any]:
    """Status and JSON, held against the document."""
    status, body = worker.get(f"{path}?{urlencode(query)}" if query else path)
    answer = json.loads(body)
    template = next(each for each in DOCUMENT["paths"] if _fits(each, path))
    schema = DOCUMENT["paths"][template]["get"]["responses"][str(status)]["content"]["application/json"][
        "schema"
    ]
    whole = {**schema, "components": DOCUMENT["components"]}
    faults = [error.message for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(answer)]
    assert not faults, f"{path}: {status}: {faults}"
    return status, answer


def _fits(template: str, path: str) -> bool:
    one, other = template.split("/"), path.split("/")
    return len(one) == len(other) and all(
        a == b or a.startswith("{") for a, b in zip(one, other, strict=True)
    )


def pages(worker: Worker, path: str, name: str, **query: str | int) -> Iterator[list[Any]]:
    after: str | None = ""
    while after is not None:
        given = query | ({"after": after} if after else {})
        status, answer = ask(worker, path, **given)
        assert status == 200
        yield answer[name]
        after = answer["next"]


@pytest.fixture(scope="module")
def running(kafka: Kafka, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    stream = fresh(kafka.bootstrap)
    stream.publish(told(range(COUNT)), topic=EVENTS)
    with fleet(stream, tmp_path_factory.mktemp("queries"), 2, **STAGES) as workers:
        one, other = workers.workers

        def settled() -> bool:
            shared = all(
                worker.metric("diplomacy_partitions_assigned", stage="dyads") == 3 for worker in (one, other)
            )
            return shared and all(stream.acknowledged(topic) for topic in (EVENTS, RETRACTIONS, MOVES))

        one.wait_until(settled, what="settled", within_s=120)
        yield Running(stream, workers)


def test_the_document_is_openapi(running: Running) -> None:
    status, body = running.workers[0].get("/api/openapi.json")
    assert status == 200
    assert json.loads(body) == DOCUMENT
    validate(json.loads(body))


def test_any_worker_knows_every_story(running: Running) -> None:
    stories = running.latest(STORIES)
    assert stories
    for worker in running.workers:
        for story_id, story in stories.items():
            assert ask(worker, f"/api/stories/{quote(story_id, safe='')}") == (200, story)


def test_any_worker_knows_every_dyad_whichever_side_comes_first(running: Running) -> None:
    for worker in running.workers:
        for dyad, windows in running.latest(DYADS).items():
            one, _, other = dyad.partition("-")
            assert ask(worker, f"/api/dyads/{one}/{other}") == (200, windows)
            assert ask(worker, f"/api/dyads/{other}/{one}") == (200, windows)


def test_any_worker_finds_an_event_by_its_id(running: Running) -> None:
    for worker in running.workers:
        for number in range(0, COUNT, 17):
            wanted = event(number)
            status, found = ask(worker, f"/api/events/{wanted.event_id}")
            assert (status, found) == (200, json.loads(wanted.model_dump_json()))


def test_what_is_not_there_is_not_found(running: Running) -> None:
    for path in ("/api/stories/no-such", "/api/events/no%20such", "/api/dyads/AAA/BBB"):
        assert ask(running.workers[0], path)[0] == 404


@pytest.mark.parametrize("limit", [1, 7, 500])
def test_pages_give_each_story_once(running: Running, limit: int) -> None:
    wanted = sorted(running.latest(STORIES))
    for worker in running.workers:
        found = list(pages(worker, "/api/stories", "stories", limit=limit))
        assert all(len(page) <= limit for page in found)
        assert sorted(story["story_id"] for page in found for story in page) == wanted


def test_stories_and_alerts_are_chosen_by_what_they_are(running: Running) -> None:
    stories, worker = running.latest(STORIES), running.workers[0]
    dyad = next(iter(stories.values()))["dyad"]
    country = dyad[:3]

    def found(**query: str) -> set[str]:
        return {
            each["story_id"] for page in pages(worker, "/api/stories", "stories", **query) for each in page
        }

    assert found(dyad=dyad) == {key for key, story in stories.items() if dyad in story["dyads"]}
    assert found(country=country) == {
        key for key, story in stories.items() if any(country in pair.split("-") for pair in story["dyads"])
    }
    assert found(status="planned") == {key for key, story in stories.items() if story["status"] == "planned"}
    since = sorted(story["last_seen"] for story in stories.values())[len(stories) // 2]
    assert found(since=since) == {key for key, story in stories.items() if story["last_seen"] >= since}
    alerts = {each["alert_id"] for page in pages(worker, "/api/alerts", "alerts") for each in page}
    assert alerts == running.latest(ALERTS).keys()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("limit=0", "limit"),
        ("limit=9999", "limit"),
        ("after=x", "after"),
        ("dyad=usa", "dyad"),
        ("statu=x", "statu"),
    ],
)
def test_a_question_that_cannot_be_is_refused_by_name(running: Running, query: str, named: str) -> None:
    status, body = running.workers[0].get(f"/api/stories?{query}")
    assert status == 400
    assert json.loads(body)["error"].startswith(f"{named}:")


def test_nothing_can_be_changed(running: Running) -> None:
    for method in ("POST", "PUT", "DELETE"):
        request = urllib.request.Request(
            f"http://127.0.0.1:{running.workers[0]._port}/api/stories", method=method, data=b"{}"
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=5)
        refused.value.close()
        assert refused.value.code == 405


@pytest.mark.parametrize(("remote", "status"), [("false", 403), ("true", 200)])
def test_other_machines_may_ask_only_by_a_setting(
    kafka: Kafka, new_worker: StartWorker, remote: str, status: int
) -> None:
    address = _own_address()
    stream = fresh(kafka.bootstrap)
    worker = new_worker(
        FAKE_CODER, stream, DIPLOMACY_WEB_HOST="0.0.0.0", DIPLOMACY_API_REMOTE=remote, **STAGES
    )
    worker.start_and_wait()
    worker.wait_until(lambda: worker.get("/api/stories")[0] == 200, what="restored", within_s=30)
    url = f"http://{address}:{worker._port}"
    found, said = _get(f"{url}/api/stories")
    assert found == status
    assert status == 200 or "DIPLOMACY_API_REMOTE" in said
    assert _get(f"{url}/healthz")[0] == 200


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def _own_address() -> str:
    """This machine's address on its network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
        except OSError:
            pytest.skip("this machine has no network but the loopback")
        address: str = probe.getsockname()[0]
    return address


def test_after_one_worker_leaves_the_other_answers_for_it(running: Running, tmp_path: Path) -> None:
    """The last one here: it takes a worker away."""
    wanted = running.latest(DYADS)
    leaving, staying = running.workers
    assert leaving.terminate(within_s=LEAVE_S) == 0
    staying.wait_until(
        lambda: staying.metric("diplomacy_partitions_assigned", stage="dyads") == 6, what="heir", within_s=60
    )

    def all_known() -> bool:
        answers = {dyad: ask(staying, "/api/dyads/" + dyad.replace("-", "/")) for dyad in wanted}
        return answers == {dyad: (200, windows) for dyad, windows in wanted.items()}

    staying.wait_until(all_known, what="informed", within_s=30)
