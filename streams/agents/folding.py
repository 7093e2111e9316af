"""What the agents of the folds share: what they read, keep and write."""

from __future__ import annotations

from typing import ClassVar

from streams.delivery.emissions import Emitted
from streams.delivery.state import State
from streams.settings import Settings
from streams.topics import Topic


class Folding:
    """`kept` are the topics that it writes whose latest records can be asked for; `layout` is of rows."""

    stage: ClassVar[str]
    reads: ClassVar[tuple[Topic, ...]]
    changelog: ClassVar[Topic]
    kept: ClassVar[tuple[Topic, ...]]
    layout: ClassVar[int]

    def __init__(self, *, state: State, settings: Settings) -> None:
        self.state = state
        self._emitted = Emitted(self.stage, settings)
        self._prefix = settings.topic_prefix

    @classmethod
    def belonging(cls) -> tuple[Topic, ...]:
        """The topics whose partitions of one number have to be with one worker."""
        return (*cls.reads, cls.changelog, *cls.kept)
