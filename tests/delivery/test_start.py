"""A worker finds the topics that were made, takes no partition before its coder can work on it, and is taken
back wherever it comes from.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient

from streams.broker_topics import create
from streams.settings import Settings
from tests.conftest import Kafka
from tests.delivery.accounting import articles, wait_until_done
from tests.delivery.stream import Stream
from tests.delivery.worker import FAKE_CODER, Worker

pytestmark = pytest.mark.kafka


def ready(worker: Worker, check: str) -> float:
    return worker.metric("diplomacy_ready", check=check)


def test_topics_that_were_made_are_there_at_once(kafka: Kafka) -> None:
    async def missing() -> list[str]:
        admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
        await admin.start()
        try:
            made = [state.name for state in await create(settings)]
            there = await admin.list_topics()
            return [name for name in made if name not in there]
        finally:
            await admin.close()

    for _ in range(5):  # how long a broker needs is a matter of chance
        settings = Settings(broker=kafka.bootstrap, topic_prefix=Stream(kafka.bootstrap).name)
        assert not asyncio.run(missing())


def test_a_worker_joins_when_its_coder_is_loaded(kafka: Kafka, tmp_path: Path) -> None:
    may_load = tmp_path / "may-load"
    own = {"DIPLOMACY_TEST_LOADER": "tests.agents.fake_coder:load_when_told", "CODER_MAY_LOAD": str(may_load)}
    waits = worker(kafka, tmp_path / "waits", **own)
    other = worker(kafka, tmp_path / "other")
    try:
        waits.start()
        waits.wait_until(lambda: waits.get("/healthz")[0] == 200, what="alive", within_s=60)
        other.start_and_wait()  # it began later and is in its group
        assert not ready(waits, "in_group")
        assert waits.get("/healthz")[0] == 200
        may_load.touch()
        waits.wait_until_ready()
    finally:
        waits.dispose()
        other.dispose()


def test_a_named_worker_comes_back_at_another_port(kafka: Kafka, tmp_path: Path) -> None:
    stream = Stream(kafka.bootstrap)
    stream.create_topics()
    settings = {**stream.settings, "DIPLOMACY_SESSION_TIMEOUT_S": "60"}  # so long is it expected back
    for number in (1, 2):  # each Worker has a port of its own; the name in the group is the stream's
        here = Worker(FAKE_CODER, settings=settings, folder=tmp_path / str(number))
        try:
            here.start_and_wait()
            stream.publish(articles(5 * number, first=5 * number - 5))
            wait_until_done(stream)
            assert here.terminate(within_s=15) == 0
        finally:
            here.dispose()


def worker(kafka: Kafka, folder: Path, **own: str) -> Worker:
    stream = Stream(kafka.bootstrap)
    stream.create_topics()
    return Worker(FAKE_CODER, settings={**stream.settings, **own}, folder=folder)
