"""`diplomacy publish`: articles from files to the raw topic, with the broker's word for each."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from rich.markup import escape

from streams.errors import TopicError
from streams.refusals import refusal
from streams.security import client_options
from streams.settings import Settings
from streams.terminal.consoles import notices, results, with_progress
from streams.terminal.exits import Exit
from streams.terminal.journal import Journal
from streams.terminal.sources import Entry, Format, count, expand, read_all
from streams.topics import RAW

_IN_FLIGHT = 500
"""Sent but not yet acknowledged, at most: bounds the memory."""
_ENVELOPE = 64 * 1024
"""Bytes that key, headers and framing may add to a value: the client's limit counts them, ours doesn't."""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Where the broker put an article, or why it was refused."""

    entry: Entry
    partition: int = -1
    offset: int = -1
    refusal: str | None = None

    def report(self, topic: str) -> str:
        """Return the delivery report, one line of JSON."""
        where = {"topic": topic, "partition": self.partition, "offset": self.offset}
        known = {"origin": self.entry.origin, "id": key_of(self.entry)}
        told = {"refusal": self.refusal} if self.refusal is not None else where
        return json.dumps({**known, **told}, ensure_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How to publish: `rate` in articles a second, `report` and `resume` the names of files."""

    unchecked: bool = False
    dry_run: bool = False
    rate: float | None = None
    report: str | None = None
    resume: str | None = None
    as_format: Format | None = None


def publish(settings: Settings, names: list[str], options: Options = Options()) -> Exit:  # frozen
    """Send the articles in the named files; report what was refused, with file and line."""
    files = expand(names)
    with ExitStack() as open_files:
        journal = Journal(Path(options.resume), files) if options.resume else None
        skip = journal.done if journal else None
        found = read_all(files, settings=settings, as_format=options.as_format, skip=dict(skip or {}))
        total = count(files, options.as_format)
        left = None if total is None else max(0, total - sum((skip or {}).values()))
        entries = with_progress(found, label="publishing", total=left, beside_results=options.dry_run)
        if options.dry_run:
            return _show(entries, options)
        report = open_files.enter_context(Path(options.report).open("w")) if options.report else None
        before = journal.refused if journal else 0
        sent, refused = asyncio.run(_send(settings, entries, options, journal, report))
    topic = RAW.full_name(settings.topic_prefix)
    earlier = f", {before} refused before" if before else ""
    notices().print(f"{sent} delivered to {topic}, {refused} refused{earlier}", markup=False)
    return Exit.REFUSED if refused or before else Exit.DONE


def key_of(entry: Entry) -> str:
    """Return the key of an article's message: its id, or where it has none the place it was found."""
    return entry.article.id if entry.article else entry.claimed_id or entry.origin


def _show(entries: Iterable[Entry], options: Options) -> Exit:
    """Print what would be sent: place, key, bytes, title or beginning; a TAB between them."""
    would = refused = 0
    for entry in entries:
        if entry.article is None and not options.unchecked:
            refused += 1
            _refuse(entry, entry.problem or "no article")
            continue
        would += 1
        article = entry.article
        text = (article.title or article.body or article.html or "") if article else ""
        shown = (entry.origin, key_of(entry), str(len(entry.raw)), " ".join(text[:200].split())[:80])
        results().file.write("\t".join(shown) + "\n")
    notices().print(f"{would} would be sent, {refused} refused; nothing was sent", markup=False)
    return Exit.REFUSED if refused else Exit.DONE


def _refuse(entry: Entry, refusal: str) -> None:
    notices().print(f"[red]{escape(entry.origin)}: {escape(refusal)}[/red]")


async def _send(
    settings: Settings,
    entries: Iterable[Entry],
    options: Options,
    journal: Journal | None,
    report: IO[str] | None,
) -> tuple[int, int]:
    """Send all; return how many were delivered and how many refused."""
    topic = RAW.full_name(settings.topic_prefix)
    sent = refused = 0
    delivered = deliver(settings, entries, unchecked=options.unchecked, rate=options.rate)
    try:
        async with aclosing(delivered) as deliveries:
            async for delivery in deliveries:
                if delivery.refusal is None:
                    sent += 1
                else:
                    refused += 1
                    _refuse(delivery.entry, delivery.refusal)
                if report:
                    report.write(delivery.report(topic) + "\n")
                if journal:
                    journal.take(delivery.entry, refused=delivery.refusal is not None)
    finally:
        if journal:
            journal.write()
    return sent, refused


async def send(settings: Settings, entries: Iterable[Entry], *, unchecked: bool = False) -> list[Delivery]:
    """Send every article and return what became of each; see `deliver`."""
    return [delivery async for delivery in deliver(settings, entries, unchecked=unchecked)]


async def deliver(
    settings: Settings, entries: Iterable[Entry], *, unchecked: bool = False, rate: float | None = None
) -> AsyncGenerator[Delivery, None]:
    """Send every article, at most `rate` a second, and yield in their order what the broker said to each.

    Refused ones are not sent. `unchecked` sends even what is no article, byte for byte: to see what the
    pipeline makes of it.

    Raises:
        TopicError: the broker does not answer, at the beginning or later; what was yielded is delivered.
    """
    topic = RAW.full_name(settings.topic_prefix)
    producer = AIOKafkaProducer(
        **client_options(settings),
        acks="all",
        linger_ms=5,
        max_request_size=settings.max_message_bytes + _ENVELOPE,
        request_timeout_ms=int(settings.request_timeout_s * 1000),
    )
    try:
        await producer.start()
    except KafkaError as error:
        await producer.stop()
        raise TopicError(await refusal(settings, error)) from error
    waiting: deque[asyncio.Task[Delivery]] = deque()
    clock = asyncio.get_running_loop().time
    due = clock()
    try:
        for entry in entries:
            if rate:
                await asyncio.sleep(max(0.0, due - clock()))
                due = max(due, clock() - 1) + 1 / rate  # after a pause no more than a second is made up for
            waiting.append(asyncio.create_task(_send_one(producer, topic, entry, unchecked=unchecked)))
            await asyncio.sleep(0)
            while waiting and (waiting[0].done() or len(waiting) >= _IN_FLIGHT):
                yield await waiting.popleft()
        while waiting:
            yield await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        await producer.stop()


async def _send_one(producer: AIOKafkaProducer, topic: str, entry: Entry, *, unchecked: bool) -> Delivery:
    if entry.article is None and not unchecked:
        return Delivery(entry=entry, refusal=entry.problem)
    try:
        record = await producer.send_and_wait(topic, entry.raw, key=key_of(entry).encode())
    except KafkaError as error:
        if not isinstance(
            error, MessageSizeTooLargeError
        ):  # no fault of this article: others would have it too
            raise TopicError(f"the broker takes no more: {type(error).__name__}: {error}") from error
        return Delivery(entry=entry, refusal=f"the broker refused it: {error}")
    return Delivery(entry=entry, partition=record.partition, offset=record.offset)
