"""What is remembered of an article, so that its copies make nothing twice and its new text replaces the old.

The article is known by its id; it is the same while its title, body and marked entities are. All copies of it
are on one partition of the classified topic, which is keyed by the id, however they came in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple, Self

import orjson

from schemas import DiplomacyEvent, RawArticle


class Published(NamedTuple):
    """As much of an event as it takes to take it back: its id, and where it was published."""

    event_id: str
    dyad: str
    quad_class: str

    @classmethod
    def of(cls, event: DiplomacyEvent) -> Self:
        """Of an event that is published."""
        return cls(event.event_id, event.dyad, event.quad_class.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The latest text of an article and the events it gave.

    `digest` is empty where that text is no diplomacy. `replaced_by` is the id of the article that corrects
    it: then its events are taken back, and the text it had stays known.
    """

    digest: str
    events: tuple[Published, ...] = ()
    replaced_by: str | None = None

    def to_bytes(self) -> bytes:
        """As it is kept on the topic."""
        fields = {"digest": self.digest, "events": self.events, "replaced_by": self.replaced_by}
        return orjson.dumps(fields, default=list)

    @classmethod
    def from_bytes(cls, value: bytes) -> Self:
        """As it was kept."""
        fields = orjson.loads(value)
        return cls(
            digest=fields["digest"],
            events=tuple(Published(*each) for each in fields["events"]),
            replaced_by=fields["replaced_by"],
        )

    def without(self, events: Iterable[DiplomacyEvent]) -> tuple[Published, ...]:
        """Those of its events that are not among these: they no longer hold."""
        held = {event.event_id for event in events}
        return tuple(event for event in self.events if event.event_id not in held)


def text_digest(article: RawArticle) -> str:
    """The same for the same title, body and entities; never empty.

    When it was published and by whom is no text: feeds that stamp every copy anew would be coded anew.
    """
    marked = [entity.model_dump(mode="json", exclude_none=True) for entity in article.entities]
    text = orjson.dumps([article.title, article.body, marked])
    return blake2b(text, digest_size=16).hexdigest()
