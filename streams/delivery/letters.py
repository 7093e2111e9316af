"""The dead letters that lie on their topic: read, chosen, and which of them were sent back already.

A letter's name is its place on the topic, `2@17`: partition 2, offset 17. What was sent back is noted as
ranges of offsets beside a committed offset of a group that no consumer joins, `<group>.letters`. That needs
no topic, and lasts as long as the broker keeps offsets: by default 7 days after the last note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

import orjson
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata
from pydantic import ValidationError

from schemas import DeadLetter, RawArticle
from streams.delivery.backlog import backlog
from streams.delivery.record import Inbound
from streams.errors import TransientError
from streams.refusals import refusal
from streams.security import client_options
from streams.settings import Settings
from streams.topics import DEAD_LETTERS

_LONGEST_NOTE = 4000
"""Bytes; brokers take 4096 (`offset.metadata.max.bytes`)."""


class Place(NamedTuple):
    """Where a letter lies on its topic."""

    partition: int
    offset: int

    @classmethod
    def of(cls, name: str) -> Self:
        """The place that `2@17` names. Raises ValueError."""
        partition, _, offset = name.partition("@")
        return cls(int(partition), int(offset))

    def __str__(self) -> str:
        return f"{self.partition}@{self.offset}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A record of the dead-letter topic; `why` is None where its headers don't say."""

    record: Inbound
    why: DeadLetter | None
    sent_back: bool = False

    @property
    def place(self) -> Place:
        """Its name."""
        return Place(self.record.partition, self.record.offset)

    @property
    def article_id(self) -> str:
        """The id that the article has or claims, else the record's key, else nothing."""
        key = (self.record.key or b"").decode(errors="replace")
        with suppress(orjson.JSONDecodeError):
            fields = orjson.loads(self.record.value or b"")
            with suppress(ValidationError):
                return RawArticle.model_validate(fields).id
            if isinstance(fields, dict) and isinstance(fields.get("id"), str | int):
                return str(fields["id"])
        return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which letters are meant; what is None or empty leaves them all."""

    stage: str | None = None
    since: datetime | None = None
    article_id: str | None = None
    places: frozenset[Place] = frozenset()

    def fits(self, letter: Letter) -> bool:
        """Whether that letter is meant. One that doesn't say why it is there has no stage and no time."""
        if self.places and letter.place not in self.places:
            return False
        if self.stage is not None and (letter.why is None or letter.why.stage != self.stage):
            return False
        if self.since is not None and letter.why is not None and letter.why.failed_at < self.since:
            return False
        key = (letter.record.key or b"").decode(errors="replace")
        return self.article_id is None or self.article_id in (letter.article_id, key)


async def letters(settings: Settings, wanted: Wanted) -> AsyncIterator[Letter]:
    """The letters that are meant, as they lie on the topic now.

    Raises TopicError and TransientError, as `backlog` does.
    """
    notes = await sent_back(settings)
    async for chunk in backlog(settings, DEAD_LETTERS, since=wanted.since):
        for record in chunk:
            noted = record.offset in notes.get(record.partition, ())
            letter = Letter(record=record, why=_why(record), sent_back=noted)
            if wanted.fits(letter):
                yield letter


def _why(record: Inbound) -> DeadLetter | None:
    try:
        return DeadLetter.from_message(record.headers, key=record.key, value=record.value)
    except ValidationError:
        return None


async def sent_back(settings: Settings) -> dict[int, set[int]]:
    """Offsets of the letters that were sent back, by partition. Raises TransientError."""
    topic = DEAD_LETTERS.full_name(settings.topic_prefix)
    admin = AIOKafkaAdminClient(**client_options(settings))
    try:
        await admin.start()
        found = await admin.list_consumer_group_offsets(_group(settings))
    except KafkaError as exc:
        raise TransientError(await refusal(settings, exc)) from exc
    except (ValueError, IndexError, TypeError):
        return {}  # the embedded broker's answer can't be read: it remembers nothing of this
    finally:
        await admin.close()
    return {
        tp.partition: offsets_of(place.metadata or "") for tp, place in found.items() if tp.topic == topic
    }


async def note_sent_back(settings: Settings, places: Iterable[Place]) -> None:
    """Remember that these letters were sent back. Raises TransientError."""
    topic = DEAD_LETTERS.full_name(settings.topic_prefix)
    new: dict[int, set[int]] = defaultdict(set)
    for place in places:
        new[place.partition].add(place.offset)
    if not new:
        return
    known = await sent_back(settings)
    notes = {
        TopicPartition(topic, partition): OffsetAndMetadata(
            max(all_of_it) + 1, note_of(all_of_it, longest=_LONGEST_NOTE)
        )
        for partition, offsets in new.items()
        if (all_of_it := offsets | known.get(partition, set()))
    }
    consumer = AIOKafkaConsumer(
        **client_options(settings), group_id=_group(settings), enable_auto_commit=False
    )
    try:
        await consumer.start()
        consumer.assign(list(notes))
        await consumer.commit(notes)
    except KafkaError as exc:
        raise TransientError(f"sent back, but that can't be noted: {exc!r}") from exc
    finally:
        await consumer.stop()


def note_of(offsets: Iterable[int], *, longest: int) -> str:
    """Offsets as ranges, `0-17,19`; where that is longer than `longest`, the lowest are forgotten."""
    ranges: list[tuple[int, int]] = []
    for offset in sorted(offsets):
        if ranges and ranges[-1][1] == offset - 1:
            ranges[-1] = (ranges[-1][0], offset)
        else:
            ranges.append((offset, offset))
    texts = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    while len(",".join(texts)) > longest:
        del texts[: max(1, len(texts) // 10)]
    return ",".join(texts)


def offsets_of(note: str) -> set[int]:
    """The offsets that a note tells; nothing where it isn't one of ours."""
    offsets: set[int] = set()
    with suppress(ValueError):
        for part in filter(None, note.split(",")):
            first, _, last = part.partition("-")
            offsets.update(range(int(first), int(last or first) + 1))
    return offsets


def _group(settings: Settings) -> str:
    return f"{settings.group_id}.letters"
