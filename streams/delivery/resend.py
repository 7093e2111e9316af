"""Sending dead letters back to where they came from: original topic, key, headers and bytes, once more.

How often the article was tried goes with it in `dlq.attempts`, so that a letter it gives again counts on.
Sending the same letter twice does no harm: an article that was coded is not coded again (see repeats.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from schemas import DeadLetter, DeadLetterHeader
from streams.delivery.backlog import open_reader, record_of
from streams.delivery.deadletters import PREFIX
from streams.delivery.letters import Letter, note_sent_back
from streams.delivery.outbox import close_producer, open_producer, send
from streams.delivery.record import Inbound, Outbound
from streams.settings import Settings
from streams.topics import CLASSIFIED, RAW

_CHUNK = 200
_FETCH_S = 10.0


class NotSentBack(Exception):  # noqa: N818  # it says what is the case
    """This letter can't go back; the message says why."""


async def send_back(settings: Settings, chosen: Sequence[Letter]) -> dict[Letter, str | None]:
    """Send the letters back, in their order; for each why it wasn't sent, or None where it was.

    Raises TransientError when the broker doesn't answer: what was acknowledged by then is noted.
    """
    outcome: dict[Letter, str | None] = {}
    producer = await open_producer(settings)
    try:
        for start in range(0, len(chosen), _CHUNK):
            chunk = chosen[start : start + _CHUNK]
            sent: list[tuple[Letter, asyncio.Future[Any]]] = []
            for letter in chunk:
                try:
                    sent.append((letter, await send(producer, await _original(settings, letter))))
                except (NotSentBack, KafkaError) as exc:
                    outcome[letter] = str(exc)
            acknowledged = await asyncio.gather(*(future for _, future in sent), return_exceptions=True)
            for (letter, _), answer in zip(sent, acknowledged, strict=True):
                outcome[letter] = f"the broker refused it: {answer}" if _failed(answer) else None
            await note_sent_back(settings, [each.place for each in chunk if outcome[each] is None])
    finally:
        await close_producer(producer)
    return outcome


def _failed(answer: object) -> bool:
    return isinstance(answer, BaseException)


async def _original(settings: Settings, letter: Letter) -> Outbound:
    """The message as it was, with its attempts. Raises NotSentBack."""
    if letter.why is None:
        raise NotSentBack("its dlq.* headers don't say where it came from")
    # A letter's headers are data that others can write: they send nothing to any other topic.
    ours = [topic.full_name(settings.topic_prefix) for topic in (RAW, CLASSIFIED)]
    if letter.why.topic not in ours:
        raise NotSentBack(f"it came from {letter.why.topic}, which is none of {', '.join(ours)}")
    record = letter.record
    if record.header(DeadLetterHeader.VALUE_LEFT_OUT.value) is not None:
        record = await _where_it_lay(settings, letter.why)
    kept = tuple((name, value) for name, value in record.headers if not name.startswith(PREFIX))
    attempts = (DeadLetterHeader.ATTEMPTS.value, str(letter.why.attempts).encode())
    return Outbound(topic=letter.why.topic, key=record.key, value=record.value, headers=(*kept, attempts))


async def _where_it_lay(settings: Settings, why: DeadLetter) -> Inbound:
    """The message itself, where its letter had no room for it. Raises NotSentBack."""
    tp = TopicPartition(why.topic, why.partition)
    async with open_reader(settings) as consumer:
        consumer.assign([tp])
        consumer.seek(tp, why.offset)
        try:
            async with asyncio.timeout(_FETCH_S):
                record = record_of(await consumer.getone())
        except (TimeoutError, KafkaError) as exc:
            raise NotSentBack(
                f"its bytes are in no letter, and {tp.topic} doesn't give them: {exc!r}"
            ) from exc
    if record.offset != why.offset:
        raise NotSentBack(f"its bytes are in no letter, and {tp.topic} doesn't keep them any more")
    return record
