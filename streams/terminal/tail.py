"""`diplomacy tail`: the messages of a topic as they come, for a person or for a machine."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from schemas import DiplomacyEvent
from schemas.wire import unframe
from streams.broker_topics import existing
from streams.errors import TopicError
from streams.refusals import refusal
from streams.security import client_options
from streams.settings import Settings
from streams.terminal.consoles import results
from streams.terminal.exits import Exit, UsageError
from streams.terminal.messages import Message, message_json, message_line
from streams.terminal.selection import Selection
from streams.topics import TABLE, Topic

_POLL_S = 0.5
_BACKLOG_MS = 1000
"""What is older than this before we began to read was there already."""


def tail(
    settings: Settings,
    name: str,
    *,
    as_json: bool,
    from_beginning: bool,
    limit: int | None,
    timeout_s: float | None,
    selection: Selection,
) -> Exit:
    """Print each message of a topic that is meant until `limit` are, or none came for `timeout_s` seconds.

    Raises:
        UsageError: there is no such topic, or its messages have nothing that the selection asks for.
    """
    topic = find_topic(name)
    if selection.reads_events and topic.value_model() is not DiplomacyEvent:
        raise UsageError(
            f"{name}: holds no events, and only these have countries, types, status and confidence"
        )
    shown = _print(
        settings,
        topic,
        selection,
        as_json=as_json,
        from_beginning=from_beginning or selection.since is not None,
        limit=limit,
        timeout_s=timeout_s,
    )
    return asyncio.run(shown)


def find_topic(name: str) -> Topic:
    """Return the topic of that name, or the one whose name holds it: `events`, `raw`, `material-conflict`.

    Raises:
        UsageError: no topic is meant, or several are.
    """
    exact = [topic for topic in TABLE if name in (topic.name, _short(topic))]
    found = exact or [topic for topic in TABLE if name in topic.name]
    if len(found) == 1:
        return found[0]
    known = ", ".join(_short(topic) for topic in found or TABLE)
    raise UsageError(f"{name}: {'several topics' if found else 'no topic'} of that name: give one of {known}")


def _short(topic: Topic) -> str:
    return topic.name.removeprefix("diplomacy.").removesuffix(".v1")


async def _print(
    settings: Settings,
    topic: Topic,
    selection: Selection,
    *,
    as_json: bool,
    from_beginning: bool,
    limit: int | None,
    timeout_s: float | None,
) -> Exit:
    console = results()
    printed = 0
    async with reader(settings, [topic], from_beginning=from_beginning) as consumer:
        last = time.monotonic()
        while limit is None or printed < limit:
            came = [message async for message in poll(consumer, settings, [topic])]
            messages = [message for message in came if is_meant(message, selection)]
            for message in messages[: None if limit is None else limit - printed]:
                if as_json:
                    console.file.write(message_json(message) + "\n")
                else:
                    console.print(message_line(message), end="\n")
                printed += 1
            console.file.flush()
            if came:
                last = time.monotonic()
            elif timeout_s is not None and time.monotonic() - last >= timeout_s:
                return Exit.DONE if limit is None else Exit.INCOMPLETE
    return Exit.DONE


def is_meant(message: Message, selection: Selection) -> bool:
    """Return whether a message is to be shown; a value that can't be read is where nothing of it is asked."""
    if not selection.takes_time(message.timestamp):
        return False
    if not selection.reads_events:
        return True
    try:
        return selection.takes(DiplomacyEvent.model_validate_json(message.value or b""))
    except ValidationError:
        return False


@asynccontextmanager
async def reader(
    settings: Settings, topics: list[Topic], *, from_beginning: bool, group: str | None = None
) -> AsyncIterator[AIOKafkaConsumer]:
    """Open a consumer of every partition of these topics; it joins no group and commits nothing.

    `group` names the one whose committed offsets it can look up.

    Raises:
        TopicError: the broker does not answer, or lacks one of the topics.
    """
    partitions = await _partitions(settings, topics)
    consumer = AIOKafkaConsumer(
        **client_options(settings),
        group_id=group,
        enable_auto_commit=False,
        auto_offset_reset="earliest" if from_beginning else "latest",
        fetch_max_wait_ms=100,
    )
    try:
        try:
            await consumer.start()
        except KafkaError as error:
            raise TopicError(await refusal(settings, error)) from error
        consumer.assign(partitions)
        if from_beginning:
            await consumer.seek_to_beginning()
        else:
            await consumer.seek_to_end()
            await _skip_backlog(consumer)
        yield consumer
    finally:
        await consumer.stop()


async def _skip_backlog(consumer: AIOKafkaConsumer) -> None:
    """Go on to the real end of partitions whose end the broker gets wrong, as the embedded one does."""
    now_ms = int(time.time() * 1000)
    for partition, records in (await consumer.getmany(timeout_ms=int(_POLL_S * 1000))).items():
        if records[0].timestamp < now_ms - _BACKLOG_MS:
            consumer.seek(partition, consumer.highwater(partition))
        else:
            consumer.seek(partition, records[0].offset)


async def poll(
    consumer: AIOKafkaConsumer, settings: Settings, topics: list[Topic], *, wait_s: float = _POLL_S
) -> AsyncIterator[Message]:
    """Yield what has come, by the order of time, waiting a moment where nothing has."""
    by_name = {topic.full_name(settings.topic_prefix): topic for topic in topics}
    batches = await consumer.getmany(timeout_ms=int(wait_s * 1000))
    records: list[ConsumerRecord] = [record for batch in batches.values() for record in batch]
    for record in sorted(records, key=lambda record: record.timestamp):
        yield Message(
            topic=by_name[record.topic],
            partition=record.partition,
            offset=record.offset,
            key=record.key,
            value=None if record.value is None else unframe(record.value),
            headers=record.headers,
            timestamp=record.timestamp,
        )


async def _partitions(settings: Settings, topics: list[Topic]) -> list[TopicPartition]:
    states = await existing(settings, topics)
    missing = [state.name for state in states if not state.partitions]
    if missing:
        raise TopicError(
            f"the broker has no topic {', '.join(missing)}: make it with `diplomacy topics create`"
        )
    return [TopicPartition(state.name, number) for state in states for number in range(state.partitions)]
