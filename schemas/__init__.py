"""The public contract: what goes into the pipeline and what comes out, as pydantic models.

It imports pydantic alone, so that a consumer can install it without the pipeline.
"""

from schemas.actor import ActorEntry, ActorKind, actor_id
from schemas.alert import Alert, AlertKind, Trigger
from schemas.article import ClassifiedArticle, EntityHint, RawArticle, derived_id
from schemas.base import SCHEMA_VERSION
from schemas.deadletter import DeadLetter, DeadLetterHeader
from schemas.dyad import DyadWindows, QuadCount, TypeCount, Window
from schemas.event import (
    NO_COUNTRY,
    Actor,
    ArticleRef,
    DiplomacyEvent,
    Evidence,
    Location,
    Magnitude,
    MagnitudeKind,
    Span,
    dyad_of,
    dyads_of,
)
from schemas.ontology import (
    CAMEO,
    PLOVER_MODES,
    PLOVER_SCORES,
    CameoCode,
    Context,
    DatePrecision,
    InternationalCode,
    PloverType,
    QuadClass,
    Sector,
    Status,
)
from schemas.problems import in_one_line
from schemas.retraction import Retraction, RetractionReason
from schemas.story import (
    Claim,
    Contradiction,
    ContradictionField,
    Party,
    StatusChange,
    Story,
    StoryArticle,
    StoryStatus,
)

__all__ = [
    "CAMEO",
    "NO_COUNTRY",
    "PLOVER_MODES",
    "PLOVER_SCORES",
    "SCHEMA_VERSION",
    "Actor",
    "ActorEntry",
    "ActorKind",
    "Alert",
    "AlertKind",
    "ArticleRef",
    "CameoCode",
    "Claim",
    "ClassifiedArticle",
    "Context",
    "Contradiction",
    "ContradictionField",
    "DatePrecision",
    "DeadLetter",
    "DeadLetterHeader",
    "DiplomacyEvent",
    "DyadWindows",
    "EntityHint",
    "Evidence",
    "InternationalCode",
    "Location",
    "Magnitude",
    "MagnitudeKind",
    "Party",
    "PloverType",
    "QuadClass",
    "QuadCount",
    "RawArticle",
    "Retraction",
    "RetractionReason",
    "Sector",
    "Span",
    "Status",
    "StatusChange",
    "Story",
    "StoryArticle",
    "StoryStatus",
    "Trigger",
    "TypeCount",
    "Window",
    "actor_id",
    "derived_id",
    "dyad_of",
    "dyads_of",
    "in_one_line",
]
