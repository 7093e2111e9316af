"""What a rebalance made the consumer throw away is read again."""

from __future__ import annotations

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from streams.delivery.consumer import seek_to_committed
from streams.topics import RAW
from tests.conftest import Kafka
from tests.delivery.accounting import article
from tests.delivery.scenarios import fresh

pytestmark = pytest.mark.kafka

COUNT = 60
COMMITTED = 3


def test_a_partition_of_which_nothing_is_committed_is_read_from_its_beginning_again(kafka: Kafka) -> None:
    stream = fresh(kafka.bootstrap)
    stream.publish(article(number) for number in range(COUNT))

    async def scenario() -> None:
        async with AIOKafkaConsumer(
            stream.topic(RAW),
            bootstrap_servers=stream.broker,
            group_id=stream.settings["DIPLOMACY_GROUP_ID"],
            enable_auto_commit=False,
            auto_offset_reset="earliest",
        ) as consumer:
            read = await _places(consumer, COUNT)
            known = next(tp for tp, offset in read if offset == COMMITTED)
            await consumer.commit({known: COMMITTED})
            found = await seek_to_committed(consumer)
            assert {tp: offset for tp, offset in found.items() if offset} == {known: COMMITTED}
            again = {place for place in read if place[0] != known or place[1] >= COMMITTED}
            assert await _places(consumer, len(again)) == again

    asyncio.run(scenario())


async def _places(consumer: AIOKafkaConsumer, count: int) -> set[tuple[TopicPartition, int]]:
    """Where the next records lie."""
    places: set[tuple[TopicPartition, int]] = set()
    async with asyncio.timeout(30):
        while len(places) < count:
            for tp, records in (await consumer.getmany(timeout_ms=200)).items():
                places |= {(tp, record.offset) for record in records}
    return places
