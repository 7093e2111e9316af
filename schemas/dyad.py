"""What passed between two countries in the last days, story by story."""

from pydantic import Field

from schemas.base import SCHEMA_VERSION, Record
from schemas.event import Dyad
from schemas.ontology import PloverType, QuadClass

Day = str
"""An ISO date."""


class QuadCount(Record):
    """Stories of one quad class."""

    quad_class: QuadClass
    stories: int = Field(ge=1)


class TypeCount(Record):
    """Stories of one PLOVER type, after the tense rule."""

    plover: PloverType
    stories: int = Field(ge=1)


class Window(Record):
    """The stories of the last `days` days, `last_day` included, by the day of the act."""

    days: int = Field(ge=1)
    first_day: Day = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    last_day: Day = Field(pattern=r"^\d{4}-\d\d-\d\d$")
    stories: int = Field(ge=0)
    by_quad_class: tuple[QuadCount, ...] = Field((), description="Those that there are")
    by_plover: tuple[TypeCount, ...] = Field((), description="Those that there are")
    goldstein_sum: float
    goldstein_mean: float | None = Field(None, description="Of a story; null without stories")
    cooperation_share: float | None = Field(
        None, ge=0, le=1, description="Stories of the two cooperative quad classes; null without stories"
    )
    tension: float = Field(
        ge=0,
        lt=100,
        description="100 N / (N + P + 10): N and P are what is below and above 0 on Goldstein's scale",
    )


class DyadWindows(Record):
    """The temperature between two countries, or within one; null when nothing is left of the last 30 days."""

    schema_version: str = SCHEMA_VERSION
    dyad: Dyad = Field(description="The Kafka key")
    as_of: Day = Field(
        pattern=r"^\d{4}-\d\d-\d\d$", description="Day of the latest publication seen, UTC: not of any clock"
    )
    windows: tuple[Window, ...] = Field(description="1, 7 and 30 days")
    story_ids: tuple[str, ...] = Field(description="Of the last 7 days, latest first; the first 50")
