"""Records of the actors topic as entries, and all entries that it has now."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import ValidationError

from schemas import ActorEntry, in_one_line
from schemas.wire import unframe
from streams.core.live_actors import check
from streams.delivery.backlog import backlog
from streams.delivery.record import Inbound
from streams.errors import MalformedEntry
from streams.settings import Settings
from streams.topics import ACTORS

LONGEST_ID = 200


def read_entry(inbound: Inbound) -> tuple[str, ActorEntry | None]:
    """The actor's id and its entry, None where it is taken away. Raises MalformedEntry."""
    try:
        identity = (inbound.key or b"").decode()
    except UnicodeDecodeError as exc:
        raise MalformedEntry(f"key: not UTF-8: {exc}", stage="decode") from None
    if not identity:
        raise MalformedEntry("key: missing: give the actor's id", stage="decode")
    value = unframe(inbound.value or b"")
    if not value:
        return identity, None
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError as exc:
        raise MalformedEntry(f"value: not JSON in UTF-8: {exc}", stage="decode") from None
    return identity, entry_of(identity, fields)


def entry_of(identity: str, fields: Any) -> ActorEntry:
    """The entry, checked against the contract and the dictionary. Raises MalformedEntry."""
    if not identity or len(identity) > LONGEST_ID or identity != identity.strip():
        raise MalformedEntry(f"id: {identity!r}: give 1 to {LONGEST_ID} characters", stage="validate")
    try:
        entry = ActorEntry.model_validate(fields)
        check(entry)
    except ValidationError as exc:
        raise MalformedEntry(in_one_line(exc), stage="validate") from None
    except ValueError as exc:
        raise MalformedEntry(str(exc), stage="validate") from None
    return entry


class Entries:
    """The latest entry of each actor, as far as the topic was read."""

    def __init__(self) -> None:
        self._entries: dict[str, ActorEntry] = {}

    def take(self, inbound: Inbound) -> None:
        """Note one record. What is no entry changes nothing: the one before it stays."""
        try:
            identity, entry = read_entry(inbound)
        except MalformedEntry:
            return  # the stage `actors` makes it a dead letter
        if entry is None:
            self._entries.pop(identity, None)
        else:
            self._entries[identity] = entry

    def all(self) -> dict[str, ActorEntry]:
        """By the actors' ids, in alphabetical order."""
        return dict(sorted(self._entries.items()))


async def entries_now(settings: Settings) -> dict[str, ActorEntry]:
    """The entries on the topic now, by the actors' ids. Raises TopicError, TransientError."""
    entries = Entries()
    async for chunk in backlog(settings, ACTORS):
        for record in chunk:
            entries.take(record)
    return entries.all()
