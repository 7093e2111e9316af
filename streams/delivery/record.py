"""A Kafka record on its way in or out, without Faust's or aiokafka's types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

Headers = tuple[tuple[str, bytes], ...]


class Partition(NamedTuple):
    """One partition of a topic; equal to the tuples that Faust and aiokafka use."""

    topic: str
    partition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """A record as it was read: nothing decoded, nothing changed. `timestamp` in milliseconds, -1 for none."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    @property
    def tp(self) -> Partition:
        """The partition it came from."""
        return Partition(self.topic, self.partition)

    def place(self) -> dict[str, str | int]:
        """Where it lay, in the words of OpenTelemetry."""
        return {
            "messaging.destination.name": self.topic,
            "messaging.destination.partition.id": str(self.partition),
            "messaging.kafka.offset": self.offset,
        }

    def header(self, name: str) -> bytes | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """A record to publish. `arrived`, when its article came to Kafka, is set where latency is measured.

    `partition` None leaves the choice to the key. A `last` one is published only when the others of its batch
    are acknowledged: what says that something was done is never there without what was done.
    """

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    arrived: datetime | None = None
    partition: int | None = None
    last: bool = False

    def size(self) -> int:
        """Bytes of key, value and headers: what a broker's size limit is about, framing left out."""
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An input and everything that has to be published before it may be acknowledged."""

    inbound: Inbound
    outputs: tuple[Outbound, ...]
    dead: bool = field(default=False)

    @property
    def outcome(self) -> str:
        """What became of the input, as metrics and traces name it."""
        if self.dead:
            return "dead_letter"
        return "nothing" if all(output.last for output in self.outputs) else "published"


def next_offsets(batch: Iterable[Done]) -> dict[Partition, int]:
    """The offsets to commit for a batch: one past the highest of each partition."""
    offsets: dict[Partition, int] = {}
    for done in batch:
        tp = done.inbound.tp
        offsets[tp] = max(offsets.get(tp, 0), done.inbound.offset + 1)
    return offsets
