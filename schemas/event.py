"""The diplomacy event: one act of source actors, towards target actors or none, that an article reports."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from schemas.base import SCHEMA_VERSION, CountryCode, PartialDate, Record
from schemas.ontology import (
    CAMEO,
    PLOVER_MODES,
    Context,
    DatePrecision,
    PloverType,
    QuadClass,
    Sector,
    Status,
)

NO_COUNTRY = "XXX"
"""Stands in a dyad for an actor of unknown or mixed nationality (ICAO's code for an unspecified one)."""

Dyad = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}(-[A-Z]{3})?$")]
"""Two country codes in alphabetical order, or the one of a one-sided act: `JPN-USA`, `PRK`."""


class Span(Record):
    """A piece of the article's body; `[start, end)` in Unicode code points."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    text: str = Field(description="body[start:end]")

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end {self.end} is not behind start {self.start}: spans are [start, end)")
        return self


Evidence = Span
"""A span that states the act."""


class Actor(Record):
    """Who acts or is acted upon, as best named anywhere in the article."""

    country: CountryCode | None = Field(
        None, description="ISO 3166-1 alpha-3, or PLOVER's code of an international body; null when unknown"
    )
    sector: Sector | None = Field(None, description="PLOVER sector; null for international bodies")
    role: str | None = Field(None, description="Office or function, such as head_of_state or spokesperson")
    name: str | None = Field(None, description="Person or body: 'Sanae Takaichi', never 'she'")
    span: Span | None = Field(None, description="The mention that fills this side of the act")


class Location(Record):
    """Where the act took or takes place."""

    name: str
    country: CountryCode | None = None
    lat: float | None = Field(None, ge=-90, le=90, description="Degrees north")
    lon: float | None = Field(None, ge=-180, le=180, description="Degrees east")


class MagnitudeKind(StrEnum):
    """What a magnitude counts; `sum` is money."""

    KILLED = "killed"
    INJURED = "injured"
    TROOPS = "troops"
    SUM = "sum"


class Magnitude(Record):
    """How much, as the clause of the act has it: people, or money in a currency."""

    kind: MagnitudeKind
    value: float = Field(ge=0, description="People, or units of the currency; the bound of 'at least 23'")
    currency: str | None = Field(None, pattern=r"^[A-Z]{3}$", description="ISO 4217, of a sum")
    text: str = Field(description="The words that say so")


class ArticleRef(Record):
    """Enough of the article to cite it."""

    url: str | None = None
    title: str | None = None
    source: str | None = Field(None, description="The outlet")
    published_at: AwareDatetime | None = None
    published_on: PartialDate | None = Field(
        None, description="Where `published_at` isn't known: the day that the text tells, YYYY-MM-DD"
    )
    credit: str | None = Field(None, description="The agency that the text credits, in lower case: `reuters`")
    signature: str | None = Field(
        None,
        description="MinHash of the body's runs of three words, in base64: near copies share most of it",
    )


class DiplomacyEvent(Record):
    """One act, told once, with its evidence.

    `event_id` depends only on the article's id, the act, the actors and the first evidence span: coding the
    same article again gives the same ids, so that a consumer can be idempotent.
    """

    schema_version: str = Field(SCHEMA_VERSION, description="Of the contract; it grows, old readers go on")
    event_id: str = Field(
        min_length=1, description="The same when the same text is coded again: upsert by it"
    )
    article_id: str = Field(min_length=1, description="The article's id")
    kind: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="The act in plain words: agreement_signed")
    plover_act: PloverType = Field(description="The act itself, whatever its tense")
    plover: PloverType = Field(description="After PLOVER's tense rule: a planned meeting is AGREE")
    plover_mode: str | None = Field(None, description="One of PLOVER's modes of `plover_act`")
    contexts: tuple[Context, ...] = Field((), description="What it is about, in PLOVER's contexts")
    cameo: str = Field(description="CAMEO code after the tense rule, as deep as the text supports")
    cameo_label: str = Field(description="The same in words")
    goldstein: float = Field(ge=-10, le=10, description="Goldstein's scale: conflict -10 to cooperation +10")
    quad_class: QuadClass = Field(description="Said or done, with or against")
    source: tuple[Actor, ...] = Field(description="Who acts")
    target: tuple[Actor, ...] = Field((), description="Towards whom")
    reciprocal: bool = Field(
        False, description="Both sides do the same act together; their order means nothing"
    )
    dyad: Dyad = Field(
        description="The first source's and first target's countries, `XXX` for an unknown one; the Kafka key"
    )
    dyads: tuple[Dyad, ...] = Field(description="Every source-target pair")
    status: Status = Field(description="How far it has come: `happened` and `ongoing` took place")
    date_start: PartialDate | None = Field(None, description="As much of the date as is known")
    date_end: PartialDate | None = Field(None, description="Equals `date_start` for an act of one day")
    date_precision: DatePrecision = Field(DatePrecision.NONE, description="How much of it is known")
    location: Location | None = Field(None, description="Where it takes place")
    subject: str | None = Field(None, description="What the act is about, a short noun phrase")
    attribution: str | None = Field(None, description="Who is quoted as saying so")
    magnitude: tuple[Magnitude, ...] = Field(
        (), description="Killed, injured, troops and sums; one of each kind"
    )
    evidence: tuple[Evidence, ...] = Field(
        min_length=1, description="The clause that states the act comes first"
    )
    confidence: float = Field(
        ge=0, le=1, description="That type and actors are right, as the coder estimates"
    )
    why: tuple[str, ...] = Field((), description="The coder's reasons, step by step")
    article: ArticleRef = Field(ArticleRef(), description="Enough to cite it")
    supersedes: tuple[str, ...] = Field(
        (), description="Ids of events of an earlier text of the article that no longer hold"
    )
    coder_version: str = Field(description="Another one may give the same text other ids")
    coded_at: AwareDatetime = Field(description="When it was coded")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not (self.source or self.target):
            raise ValueError("source and target are both empty: an event has at least one actor")
        if self.cameo not in CAMEO:
            raise ValueError(f"cameo {self.cameo!r} is no CAMEO code: see schemas/cameo.tsv")
        if self.plover_mode is not None and self.plover_mode not in PLOVER_MODES[self.plover_act]:
            raise ValueError(
                f"plover_mode {self.plover_mode!r} is no mode of {self.plover_act}: see schemas/plover.tsv"
            )
        for dyad in (self.dyad, *self.dyads):
            if dyad != "-".join(sorted(dyad.split("-"))):
                raise ValueError(f"dyad {dyad!r} is not in alphabetical order: use dyad_of()")
        start, end = self.date_start, self.date_end
        if (self.date_precision is DatePrecision.NONE) != (start is None and end is None):
            raise ValueError(
                f"date_precision {self.date_precision!r} does not fit the dates {start} to {end}"
            )
        if start is not None and end is not None and len(start) == len(end) and end < start:
            raise ValueError(f"date_end {end} is before date_start {start}")
        return self


def dyad_of(source: str | None, target: str | None, *, one_sided: bool = False) -> str:
    """Return the key of an act between two countries: alphabetical, `XXX` for an unknown one.

    `one_sided`: the act has no target (or no source) at all; the dyad is the one country there is.
    """
    if one_sided:
        return source or target or NO_COUNTRY
    return "-".join(sorted((source or NO_COUNTRY, target or NO_COUNTRY)))


def dyads_of(source: tuple[Actor, ...], target: tuple[Actor, ...]) -> tuple[str, ...]:
    """Return every source-target pair in the order of the actors, each once; the first is the event's key."""
    if not (source and target):
        alone = [dyad_of(actor.country, None, one_sided=True) for actor in (*source, *target)]
        return tuple(dict.fromkeys(alone))
    return tuple(dict.fromkeys(dyad_of(one.country, other.country) for one in source for other in target))
