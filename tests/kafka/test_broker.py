"""The broker of the other tests does what they rely on."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from tests.conftest import Kafka
from tests.kafka.jars import kafka_version

pytestmark = pytest.mark.kafka
COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


async def _create(bootstrap: str, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    await admin.close()


async def _write(bootstrap: str, topic: str, value: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=bootstrap) as producer:
        await producer.send_and_wait(topic, value)


async def _read(bootstrap: str, topic: str) -> bytes | None:
    async with AIOKafkaConsumer(topic, bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        message = await asyncio.wait_for(consumer.getone(), 60)
        value: bytes | None = message.value
        return value


def test_messages_survive_a_restart_and_a_power_cut(kafka: Kafka) -> None:
    node = kafka.own_node()
    topic = "test-broker-survives"
    asyncio.run(_create(node.bootstrap, topic))
    asyncio.run(_write(node.bootstrap, topic, b"kept"))
    node.restart()
    assert asyncio.run(_read(node.bootstrap, topic)) == b"kept"
    node.kill()
    node.start()
    assert asyncio.run(_read(node.bootstrap, topic)) == b"kept"


def test_a_paused_broker_answers_once_it_is_resumed(kafka: Kafka) -> None:
    node = kafka.own_node()
    topic = "test-broker-paused"
    asyncio.run(_create(node.bootstrap, topic))

    async def write_while_paused() -> bool:
        async with AIOKafkaProducer(bootstrap_servers=node.bootstrap) as producer:
            await producer.send_and_wait(topic, b"before")
            node.pause()
            try:
                writing = asyncio.ensure_future(producer.send_and_wait(topic, b"during"))
                _, waiting = await asyncio.wait({writing}, timeout=0.5)
            finally:
                node.resume()
            await asyncio.wait_for(writing, 20)
            return bool(waiting)

    assert asyncio.run(write_while_paused()), "a paused broker acknowledged a message"


def test_docker_compose_runs_the_version_that_is_tested() -> None:
    assert re.findall(r"image: apache/kafka:(\S+)", COMPOSE.read_text(encoding="utf-8")) == [kafka_version()]
