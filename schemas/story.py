"""The story: what several articles tell of one act, told once, and what has become of it."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from schemas.base import SCHEMA_VERSION, CountryCode, PartialDate, Record
from schemas.event import Dyad, Location, Magnitude
from schemas.ontology import DatePrecision, PloverType, QuadClass, Sector


class StoryStatus(StrEnum):
    """How far the act has come, by all that is told of it; an event's statuses and two more."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    HISTORICAL = "historical"
    CANCELLED = "cancelled"
    """It was planned and will not take place."""
    POSTPONED = "postponed"
    """It was planned and will take place later; `date_start` is the new day, where one is told."""


class Party(Record):
    """One side's actor, as the canonical event names it; without the place in a text."""

    country: CountryCode | None = None
    sector: Sector | None = None
    role: str | None = None
    name: str | None = None


class StatusChange(Record):
    """From when on the story stood so, and the events that say it."""

    status: StoryStatus
    since: AwareDatetime | None = Field(None, description="When the first article that says so was published")
    date_start: PartialDate | None = Field(None, description="The act's day as told then")
    event_ids: tuple[str, ...] = Field(description="Who says so, by publication; the first 50")


class StoryArticle(Record):
    """An article that tells the story."""

    article_id: str
    outlet: str | None = None
    origin: str = Field(
        description="Where its text comes from: an agency, an outlet, or the article whose text it repeats"
    )
    url: str | None = None
    title: str | None = None
    published_at: AwareDatetime | None = None


class Claim(Record):
    """One of several answers to the same question."""

    value: str
    event_ids: tuple[str, ...] = Field(description="Who says so, by publication; the first 50")


class ContradictionField(StrEnum):
    """What the articles disagree about."""

    STATUS = "status"
    DATE = "date"
    PLACE = "place"
    KILLED = "killed"
    INJURED = "injured"


class Contradiction(Record):
    """What the articles disagree about, with every answer."""

    field: ContradictionField
    claims: tuple[Claim, ...] = Field(description="The one with most events first")


class Story(Record):
    """One act between two countries, as all articles together tell it.

    It depends on the events that hold and on nothing else: not on the order in which they came, nor on when.
    """

    schema_version: str = SCHEMA_VERSION
    story_id: str = Field(min_length=1, description="Of its earliest event; the Kafka key")
    dyad: Dyad = Field(description="Of its events")
    dyads: tuple[Dyad, ...] = Field(description="Every pair that the canonical event names")
    status: StoryStatus = Field(description="How far it has come, by the last that is told")
    history: tuple[StatusChange, ...] = Field(description="What it went through, oldest first")
    event_id: str = Field(
        description="The canonical event: the surest and most precise of the present status"
    )
    kind: str = Field(description="The act in plain words, of the canonical event")
    plover_act: PloverType = Field(description="The act itself, whatever its tense")
    plover: PloverType = Field(description="After PLOVER's tense rule")
    cameo: str
    cameo_label: str
    goldstein: float = Field(ge=-10, le=10)
    quad_class: QuadClass
    source: tuple[Party, ...]
    target: tuple[Party, ...] = ()
    reciprocal: bool = False
    date_start: PartialDate | None = None
    date_end: PartialDate | None = None
    date_precision: DatePrecision = DatePrecision.NONE
    location: Location | None = None
    subject: str | None = None
    magnitude: tuple[Magnitude, ...] = ()
    quote: str = Field(description="The clause that states it, in the canonical event's article")
    confidence: float = Field(ge=0, le=1, description="Of the canonical event")
    first_seen: AwareDatetime | None = Field(None, description="When the first article was published")
    last_seen: AwareDatetime | None = Field(None, description="When the last one was")
    events: int = Field(ge=1, description="Events that tell it")
    event_ids: tuple[str, ...] = Field(description="These, by publication; the first 200")
    articles: tuple[StoryArticle, ...] = Field(description="By publication; the first 100")
    article_count: int = Field(ge=1)
    outlets: tuple[str, ...] = Field(description="In alphabetical order; the first 100")
    outlet_count: int = Field(ge=0)
    independent_sources: int = Field(
        ge=1, description="Origins: copies of one text, and of one agency's, count once"
    )
    contradictions: tuple[Contradiction, ...] = ()
