"""`diplomacy actors`: entries of the live actor dictionary set, taken away and listed, and their history."""

import asyncio
import json
from datetime import UTC, datetime

from aiokafka.errors import KafkaError

from schemas import ActorEntry, actor_id
from streams.broker_topics import existing
from streams.delivery.actor_entries import entries_now, entry_of, read_entry
from streams.delivery.backlog import backlog
from streams.delivery.codec import to_json
from streams.delivery.outbox import close_producer, open_producer, send, told
from streams.delivery.record import Inbound, Outbound
from streams.errors import MalformedEntry, TopicError
from streams.settings import Settings
from streams.terminal.consoles import notices, results
from streams.terminal.exits import Exit, UsageError
from streams.topics import ACTORS


def set_actor(settings: Settings, identity: str | None, fields: dict[str, object]) -> Exit:
    """Publish an entry; without an id it is made of the name.

    Raises:
        UsageError: it is no entry; the message names the field, the value and the remedy.
    """
    identity = identity or actor_id(str(fields["name"]))
    try:
        entry = entry_of(identity, fields)
    except MalformedEntry as error:
        raise UsageError(f"no actor entry: {error}") from None
    asyncio.run(_publish(settings, identity, to_json(entry)))
    notices().print(f"set {identity}", markup=False)
    return Exit.DONE


def remove_actor(settings: Settings, identity: str) -> Exit:
    """Publish that the entry of this id (or name) is gone.

    Raises:
        UsageError: there is none.
    """
    entries = asyncio.run(entries_now(settings))
    if identity not in entries:
        identity = actor_id(identity)
    if identity not in entries:
        raise UsageError(f"{identity}: no such entry: see `diplomacy actors list`")
    asyncio.run(_publish(settings, identity, None))
    notices().print(f"removed {identity}", markup=False)
    return Exit.DONE


def list_actors(settings: Settings, *, as_json: bool) -> Exit:
    """Print the entries that hold now, a line each: id, and what it stands for."""
    out = results().file
    for identity, entry in asyncio.run(entries_now(settings)).items():
        if as_json:
            out.write(json.dumps({"id": identity, **_fields(entry)}, ensure_ascii=False) + "\n")
        else:
            out.write("\t".join((identity, _told(entry))) + "\n")
    return Exit.DONE


def actor_history(settings: Settings, identity: str | None) -> Exit:
    """Print what was set and taken away, oldest first: when, id, and what; a TAB between them."""
    wanted = {identity, actor_id(identity)} if identity else None
    for record in asyncio.run(_records(settings)):
        key = (record.key or b"").decode(errors="replace")
        if wanted is not None and key not in wanted:
            continue
        when = datetime.fromtimestamp(record.timestamp / 1000, UTC)
        results().file.write("\t".join((f"{when:%Y-%m-%dT%H:%M:%SZ}", key, _change(record))) + "\n")
    return Exit.DONE


def _change(record: Inbound) -> str:
    try:
        _, entry = read_entry(record)
    except MalformedEntry as error:
        return f"refused: {error}"
    return "removed" if entry is None else f"set: {_told(entry)}"


def _told(entry: ActorEntry) -> str:
    """The entry in one line, without what it leaves open."""
    fields = {name: value for name, value in _fields(entry).items() if value not in (None, [])}
    shown = {name: ", ".join(value) if isinstance(value, list) else value for name, value in fields.items()}
    return "; ".join(f"{name} {value}" for name, value in shown.items())


def _fields(entry: ActorEntry) -> dict[str, object]:
    return entry.model_dump(mode="json", exclude={"schema_version"})


async def _records(settings: Settings) -> list[Inbound]:
    found = [record async for chunk in backlog(settings, ACTORS) for record in chunk]
    return sorted(found, key=lambda record: record.timestamp)


async def _publish(settings: Settings, identity: str, value: bytes | None) -> None:
    """Raises TopicError, TransientError, FatalError."""
    [state] = await existing(settings, [ACTORS])
    if not state.partitions:
        raise TopicError(f"the broker has no topic {state.name}: make it with `diplomacy topics create`")
    producer = await open_producer(settings)
    try:
        await (await send(producer, Outbound(topic=state.name, key=identity.encode(), value=value)))
    except (KafkaError, TimeoutError) as exc:
        raise told(exc) from exc
    finally:
        await close_producer(producer)
