"""The retraction: an event that was published and no longer holds, since its article changed."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from schemas.base import SCHEMA_VERSION, Record
from schemas.event import Dyad
from schemas.ontology import QuadClass


class RetractionReason(StrEnum):
    """What happened to the article."""

    UPDATED = "updated"
    """Its text changed, and the new one doesn't say so; what it says is in events that supersede this one."""
    WITHDRAWN = "withdrawn"
    """Its text changed, and the new text is not about diplomacy."""
    CORRECTED = "corrected"
    """Another article corrects it, and stands in its place."""
    RECODED = "recoded"
    """The same text was coded again, and the coder of today doesn't find it there."""


class Retraction(Record):
    """One event that no longer holds.

    It has the Kafka key of the event, its dyad. An event of that id that was coded later than `retracted_at`
    holds again.
    """

    schema_version: str = SCHEMA_VERSION
    event_id: str = Field(min_length=1, description="The event that no longer holds")
    article_id: str = Field(min_length=1, description="The article that it was coded from")
    dyad: Dyad = Field(description="Of the event; the Kafka key")
    quad_class: QuadClass = Field(description="Of the event; it tells the topic that the event is on, too")
    reason: RetractionReason
    replaced_by: str | None = Field(None, description="Id of the correcting article, where there is one")
    retracted_at: AwareDatetime
