"""The alert: something between two countries is unlike what was usual between them."""

from enum import StrEnum

from pydantic import Field

from schemas.base import SCHEMA_VERSION, Record
from schemas.dyad import Day
from schemas.event import Dyad


class AlertKind(StrEnum):
    """What is unusual."""

    TENSION = "tension"
    """Conflict weighs more than it used to."""
    VOLUME = "volume"
    """There are more stories than there used to be."""
    FIRST_SANCTION = "first_sanction"
    """The first sanction in 90 days."""
    FIRST_ASSAULT = "first_assault"
    """The first use of force in 90 days."""
    RELATIONS_BROKEN = "relations_broken"
    """The first break or cut of relations in 90 days: diplomats sent home, embassies closed."""


class Trigger(Record):
    """One thing that is unusual, with what was usual."""

    kind: AlertKind
    day: Day = Field(pattern=r"^\d{4}-\d\d-\d\d$", description="Of the acts, not of the reports")
    value: float = Field(description="Of three days; of a first, its independent sources")
    usual: float | None = Field(None, description="Median of the days before; null for a first")
    spread: float | None = Field(None, description="Median absolute deviation of these, or its floor")
    score: float | None = Field(None, description="(value - usual) / (1.4826 spread): the robust z-score")


class Alert(Record):
    """What is unusual, from one day on: what comes within a week of it is added to it.

    The same `alert_id` again is a newer version, and null takes it back: its causes were retracted.
    """

    schema_version: str = SCHEMA_VERSION
    alert_id: str = Field(min_length=1, description="Dyad and first day; the Kafka key")
    dyad: Dyad
    day: Day = Field(pattern=r"^\d{4}-\d\d-\d\d$", description="On which it began")
    triggers: tuple[Trigger, ...] = Field(min_length=1, description="Each kind once, by its first day")
    history_days: int = Field(ge=0, description="Days before, of which is known what was usual; at most 90")
    story_ids: tuple[str, ...] = Field(description="What caused it, the gravest first; the first 10")
