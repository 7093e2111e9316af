"""The topics of the table on a broker: which are there, and making those that aren't."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from streams.errors import TopicError
from streams.refusals import refusal
from streams.security import client_options
from streams.settings import Settings
from streams.topics import TABLE, Topic

_VISIBLE_S = 30.0
"""Seconds after which a topic that was made is known all over a cluster, also one with a slow disk."""


@dataclass(frozen=True)
class TopicState:
    """A topic of the table as the broker has it; `partitions` is 0 when it isn't there."""

    topic: Topic
    name: str
    partitions: int
    created: bool = False


async def create(settings: Settings, wanted: Iterable[Topic] = TABLE) -> list[TopicState]:
    """Make the topics that aren't there and wait until clients are told of them; touch no other.

    Raises:
        TopicError: the broker refuses, or does not show them after thirty seconds.
    """
    wanted = list(wanted)
    async with _Admin(settings) as admin:
        there = await _partitions(admin)
        missing = [topic for topic in wanted if topic.full_name(settings.topic_prefix) not in there]
        if missing:
            answer = await admin.create_topics([_new(topic, settings) for topic in missing])
            _check(answer)
            await _visible(admin, {topic.full_name(settings.topic_prefix) for topic in missing})
        states = []
        for topic in wanted:
            name = topic.full_name(settings.topic_prefix)
            partitions = topic.partitions if topic in missing else there[name]
            states.append(TopicState(topic, name, partitions, created=topic in missing))
        return states


async def existing(settings: Settings, wanted: Iterable[Topic] = TABLE) -> list[TopicState]:
    """How each topic stands on the broker."""
    async with _Admin(settings) as admin:
        there = await _partitions(admin)
    named = [(topic, topic.full_name(settings.topic_prefix)) for topic in wanted]
    return [TopicState(topic, name, there.get(name, 0)) for topic, name in named]


class _Admin:
    """An admin client that turns the broker's refusals into TopicError."""

    def __init__(self, settings: Settings) -> None:
        self._client = AIOKafkaAdminClient(
            **client_options(settings), request_timeout_ms=int(settings.request_timeout_s * 1000)
        )
        self._settings = settings

    async def __aenter__(self) -> AIOKafkaAdminClient:
        try:
            await self._client.start()
        except KafkaError as exc:
            await self._client.close()
            raise TopicError(await refusal(self._settings, exc)) from exc
        return self._client

    async def __aexit__(self, *exc_info: object) -> None:
        await self._client.close()


def _new(topic: Topic, settings: Settings) -> NewTopic:
    return NewTopic(
        name=topic.full_name(settings.topic_prefix),
        num_partitions=topic.partitions,
        replication_factor=settings.replication_factor,
        # aiokafka takes -1, the broker's default, only beside an assignment: an empty one isn't sent.
        replica_assignments={} if settings.replication_factor == -1 else None,
        topic_configs=topic.config(),
    )


async def _partitions(admin: AIOKafkaAdminClient) -> dict[str, int]:
    names = await admin.list_topics()
    if not names:
        return {}
    described = await admin.describe_topics(names)
    return {entry["topic"]: len(entry["partitions"]) for entry in described}


async def _visible(admin: AIOKafkaAdminClient, made: set[str]) -> None:
    # Kafka answers once the controller has written them down; the brokers read of it a moment later.
    deadline = time.monotonic() + _VISIBLE_S
    while missing := made - set(await admin.list_topics()):
        if time.monotonic() > deadline:
            raise TopicError(f"made, but not yet to be seen on the broker: {', '.join(sorted(missing))}")
        await asyncio.sleep(0.1)


def _check(answer: Any) -> None:
    faults = []
    for name, code, *message in answer.topic_errors:
        error = for_code(code)
        # Another client may have made it in the same moment: what we wanted is there.
        if code and error is not TopicAlreadyExistsError:
            faults.append(f"{name}: {(message and message[0]) or error.__name__}")
    if faults:
        raise TopicError("the broker refused " + "; ".join(faults))


def create_blocking(settings: Settings) -> list[TopicState]:
    """`create`, for callers without an event loop."""
    return asyncio.run(create(settings))
