"""Moves: what a story means to one pair of countries, from the stage of stories to that of dyads.

A story is on the partition of its own dyad, and counts for every pair that it names: each of these is told.
"""

from __future__ import annotations

from pydantic import Field

from schemas.base import Record
from schemas.event import Dyad
from schemas.ontology import PloverType, QuadClass


class Act(Record):
    """How a story counts, once, on one day."""

    day: int = Field(description="Days since 1970")
    plover: PloverType
    cameo: str
    quad_class: QuadClass
    goldstein: float
    sources: int = Field(ge=1, description="Independent ones")


class Move(Record):
    """What a story counts for a pair of countries from now on, in place of what it counted before."""

    story_id: str
    dyad: Dyad = Field(description="The Kafka key")
    seen: int = Field(description="Day of the latest publication that the story has: days since 1970")
    act: Act | None = Field(None, description="null where it doesn't count (any more)")
