"""What became of published articles: events, a dead letter, or nothing where it is no diplomacy."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition

from schemas import ClassifiedArticle, DeadLetter, DiplomacyEvent
from streams.settings import Settings
from streams.terminal.messages import Message, dead_letter_of
from streams.terminal.publish import Delivery, send
from streams.terminal.sources import Entry
from streams.terminal.tail import poll, reader
from streams.topics import CLASSIFIED, DEAD_LETTERS, EVENTS, RAW, Topic

_TOPICS = [CLASSIFIED, EVENTS, DEAD_LETTERS]


@dataclass
class Account:
    """What is known of each article so far; `complete` when the worker has finished with all of them."""

    deliveries: list[Delivery]
    classified: dict[str, ClassifiedArticle] = field(default_factory=dict)
    events: defaultdict[str, dict[str, DiplomacyEvent]] = field(default_factory=lambda: defaultdict(dict))
    dead_letters: dict[tuple[str, int, int], DeadLetter] = field(default_factory=dict)
    complete: bool = False
    classified_at: dict[TopicPartition, int] = field(default_factory=dict)

    def take(self, message: Message, partition: TopicPartition) -> None:
        """Enter one message, if it is about one of our articles."""
        if message.topic is DEAD_LETTERS:
            letter = dead_letter_of(message)
            self.dead_letters[letter.topic, letter.partition, letter.offset] = letter
        elif message.topic is CLASSIFIED:
            self.classified_at[partition] = message.offset
            if message.value:  # an empty one withdraws an article
                article = ClassifiedArticle.model_validate_json(message.value)
                self.classified[article.id] = article
        else:
            event = DiplomacyEvent.model_validate_json(message.value or b"")
            self.events[event.article_id][event.event_id] = event

    def dead_letter(self, delivery: Delivery, raw_topic: str) -> DeadLetter | None:
        """Return the dead letter that a delivered article became, at whichever stage."""
        article = delivery.entry.article
        found = self.dead_letters.get((raw_topic, delivery.partition, delivery.offset))
        if found is None and article is not None:
            later = (letter for letter in self.dead_letters.values() if letter.topic != raw_topic)
            found = next((letter for letter in later if letter.key == article.id.encode()), None)
        return found


async def follow(
    settings: Settings,
    entries: Iterable[Entry],
    *,
    fresh: bool,
    timeout_s: float,
    on_progress: Callable[[Account], None],
) -> Account:
    """Publish the articles and read what comes of them until the worker has committed them all.

    Committed offsets tell it: the worker commits an article only after the broker has acknowledged what came
    of it. The account is not `complete` where that took longer than `timeout_s`. `fresh`: the broker was
    empty, so reading can begin at the beginning (the embedded one does not know its ends).
    """
    async with reader(settings, _TOPICS, from_beginning=fresh, group=settings.group_id) as consumer:
        await _know_positions(consumer)
        account = Account(await send(settings, entries, unchecked=True))
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            done = await _is_done(
                consumer, settings, account
            )  # asked before reading: then nothing comes later
            read = await _read(consumer, settings, account)
            on_progress(account)
            if done and not read:
                account.complete = True
                break
        return account


async def _know_positions(consumer: AIOKafkaConsumer) -> None:
    """Settle where reading begins before anything is published."""
    for partition in consumer.assignment():
        await consumer.position(partition)


async def _read(consumer: AIOKafkaConsumer, settings: Settings, account: Account) -> int:
    read = 0
    async for message in poll(consumer, settings, _TOPICS):
        name = message.topic.full_name(settings.topic_prefix)
        account.take(message, TopicPartition(name, message.partition))
        read += 1
    return read


async def _is_done(consumer: AIOKafkaConsumer, settings: Settings, account: Account) -> bool:
    wanted = _last_offsets(account.deliveries, RAW, settings)
    if not await _is_committed(consumer, wanted):
        return False
    while await _read(consumer, settings, account):
        pass  # what the classifier published is there now: all of it has to be coded too
    return await _is_committed(consumer, account.classified_at)


async def _is_committed(consumer: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> bool:
    for partition, offset in offsets.items():
        if (await consumer.committed(partition) or 0) <= offset:
            return False
    return True


def _last_offsets(deliveries: list[Delivery], topic: Topic, settings: Settings) -> dict[TopicPartition, int]:
    name = topic.full_name(settings.topic_prefix)
    last: dict[TopicPartition, int] = {}
    for delivery in deliveries:
        partition = TopicPartition(name, delivery.partition)
        last[partition] = max(last.get(partition, -1), delivery.offset)
    return last
