"""THE topic table: the worker, `diplomacy topics`, deployment manifests and documents derive from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib import import_module

from pydantic import BaseModel

from streams.settings import MIB


class Cleanup(StrEnum):
    """What the broker does with old records (Kafka's own names)."""

    DELETE = "delete"
    COMPACT = "compact"
    COMPACT_DELETE = "compact,delete"


@dataclass(frozen=True, kw_only=True)
class Topic:
    """One topic: `name` without the prefix of an environment, `model` a dotted name or what the value is."""

    name: str
    key: str
    model: str
    purpose: str
    partitions: int
    cleanup: Cleanup = Cleanup.DELETE
    retention: timedelta | None = None
    # For how long every record can still be read, though a later one has its key.
    history: timedelta | None = None
    # A record in each of these holds an article and something more, so it may be larger than a raw one.
    max_message_bytes: int = 2 * MIB

    def full_name(self, prefix: str) -> str:
        """The name on the broker, in the environment with that `settings.topic_prefix`."""
        return prefix + self.name

    def value_model(self) -> type[BaseModel] | None:
        """The model of a value; None where the value is bytes, or nothing writes the topic yet."""
        module, _, name = self.model.rpartition(".")
        try:
            model = getattr(import_module(module), name) if module.startswith("schemas.") else None
        except ModuleNotFoundError:
            return None
        return model if isinstance(model, type) and issubclass(model, BaseModel) else None

    def config(self) -> dict[str, str]:
        """The broker's configuration of this topic."""
        config = {"cleanup.policy": self.cleanup.value, "max.message.bytes": str(self.max_message_bytes)}
        if self.cleanup is not Cleanup.DELETE:
            config["delete.retention.ms"] = str(int(DELETES_KEPT.total_seconds() * 1000))
        if self.history is not None:
            config["min.compaction.lag.ms"] = str(int(self.history.total_seconds() * 1000))
        if self.retention is not None:
            config["retention.ms"] = str(int(self.retention.total_seconds() * 1000))
            if self.cleanup is Cleanup.COMPACT_DELETE:
                # Neither happens to the segment that is being written: it mustn't last as long as a record.
                config["segment.ms"] = str(int(self.retention.total_seconds() * 1000) // 7)
        return config


_WEEK, _MONTH, _YEAR = timedelta(days=7), timedelta(days=30), timedelta(days=365)
DELETES_KEPT = timedelta(days=7)
"""How long a compacted topic says that a key is gone: whoever reads only what is new has to hear of it."""
_EVENT = "schemas.event.DiplomacyEvent"


def _quad(words: str) -> Topic:
    return Topic(
        name=f"diplomacy.events.{words.replace(' ', '-')}.v1",
        key="dyad",
        model=_EVENT,
        purpose=f"The events of quad class {words} alone",
        partitions=6,
        retention=_MONTH,
    )


RAW = Topic(
    name="diplomacy.articles.raw.v1",
    key="article id",
    model="schemas.article.RawArticle",
    purpose="Articles as producers send them",
    partitions=6,
    retention=_WEEK,
)
CLASSIFIED = Topic(
    name="diplomacy.articles.classified.v1",
    key="article id",
    model="schemas.article.ClassifiedArticle",
    purpose="Articles that are about diplomacy, with topics and language",
    partitions=6,
    retention=_WEEK,
    max_message_bytes=3 * MIB,
)
EVENTS = Topic(
    name="diplomacy.events.v1",
    key="dyad",
    model=_EVENT,
    purpose="Every coded event",
    partitions=6,
    retention=_MONTH,
)
QUAD_CLASSES = {
    words.replace(" ", "_"): _quad(words)
    for words in ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
}
RETRACTIONS = Topic(
    name="diplomacy.retractions.v1",
    key="dyad",
    model="schemas.retraction.Retraction",
    purpose="Events that no longer hold, since their article's text was changed or withdrawn",
    partitions=6,
    retention=_MONTH,
)
STORIES = Topic(
    name="diplomacy.stories.v1",
    key="story id",
    model="schemas.story.Story",
    purpose="Reports of one act, joined over articles, and what became of it; null: no longer told",
    partitions=6,
    cleanup=Cleanup.COMPACT_DELETE,
    retention=_YEAR,
)
MOVES = Topic(
    name="diplomacy.stories.moves.v1",
    key="dyad",
    model="what a story counts for a pair",
    purpose="The worker's own: from the stage of stories to that of dyads",
    partitions=6,
    retention=_WEEK,
)
DYADS = Topic(
    name="diplomacy.dyads.v1",
    key="dyad",
    model="schemas.dyad.DyadWindows",
    purpose="What passed between two countries in 1, 7 and 30 days; null: nothing",
    partitions=6,
    cleanup=Cleanup.COMPACT,
)
ALERTS = Topic(
    name="diplomacy.alerts.v1",
    key="alert id",
    model="schemas.alert.Alert",
    purpose="What is unlike what was usual between two countries; null takes an alert back",
    partitions=6,
    cleanup=Cleanup.COMPACT_DELETE,
    retention=_MONTH,
)
ACTORS = Topic(
    name="diplomacy.actors.v1",
    key="actor id",
    model="schemas.actor.ActorEntry",
    purpose="Live additions to the actor dictionary; null deletes",
    partitions=1,
    cleanup=Cleanup.COMPACT,
    history=_YEAR,
)
# Its partitions belong to those of the same number of the topics that the stages read.
SEEN = Topic(
    name="diplomacy.articles.seen.v1",
    key="stage/article id",
    model="what a stage remembers",
    purpose="The worker's own: what was made of an article, so that its copies make nothing twice",
    partitions=6,
    cleanup=Cleanup.COMPACT_DELETE,
    retention=_WEEK,
)


def _rows(stage: str) -> Topic:
    """The state of a stage. Its partitions belong to those of the same number of what the stage reads."""
    return Topic(
        name=f"diplomacy.{stage}.rows.v1",
        key="row",
        model="a row of the stage's state",
        purpose=f"The worker's own: the state of the stage of {stage}",
        partitions=6,
        cleanup=Cleanup.COMPACT,
    )


STORY_ROWS = _rows("stories")
DYAD_ROWS = _rows("dyads")
DEAD_LETTERS = Topic(
    name="diplomacy.articles.dlq.v1",
    key="as the original",
    model="the original bytes",
    purpose="What couldn't be processed, untouched, and why (headers dlq.*)",
    partitions=3,
    retention=_MONTH,
    max_message_bytes=4 * MIB,
)

TABLE: tuple[Topic, ...] = (
    RAW,
    CLASSIFIED,
    EVENTS,
    *QUAD_CLASSES.values(),
    RETRACTIONS,
    STORIES,
    MOVES,
    DYADS,
    ALERTS,
    ACTORS,
    SEEN,
    STORY_ROWS,
    DYAD_ROWS,
    DEAD_LETTERS,
)

RECEIVED = (RAW, ACTORS)
"""Topics that others write to."""
