"""The articles that go in: a tolerant reader of what feeds send, and the same article once classified."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Self

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints, model_validator

from schemas.base import SCHEMA_VERSION, CountryCode, Record
from schemas.moment import read_moment
from schemas.ontology import Sector

MAX_BODY = 500_000
"""Code points: some 80,000 words. A longer text is a book or a broken feed."""
MAX_HTML = 1_000_000
"""Code points; a Kafka message of default size holds no more."""
MAX_LINE = 4_000
"""Code points of a title, an address or a name."""
MAX_ID = 512
MAX_ENTITIES = 5_000

ALIASES: Mapping[str, tuple[str, ...]] = {
    "body": ("text", "content"),
    "title": ("headline",),
    "url": ("link",),
    "published_at": ("date", "published", "publishedAt", "pubDate"),
}
"""Other names under which feeds send our fields; our own name wins unless it is empty."""


def _tidy(value: object) -> object:
    """Take a number as text and an object with a `name` as that name; trim; an empty text is absent."""
    if isinstance(value, Mapping) and "name" in value:
        value = value["name"]
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return (value.strip() or None) if isinstance(value, str) else value


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


Line = Annotated[Annotated[str, StringConstraints(max_length=MAX_LINE)] | None, BeforeValidator(_tidy)]


class EntityHint(Record):
    """An actor that an upstream annotator found; `[start, end)` in code points of the article's body."""

    start: int = Field(ge=0)
    end: int = Field(gt=0)
    name: str | None = None
    country: CountryCode | None = None
    sector: Sector | None = None


class RawArticle(Record):
    """An article as a producer sends it: `body` or `html`, and whatever else is known.

    `body` is never altered, trimmed or normalised: evidence spans count its code points. Where only `html` is
    given, the pipeline makes the body from it.
    """

    id: str = Field(
        "", max_length=MAX_ID, description="Without one it is derived from `url`, else from the text"
    )
    url: Line = Field(None, description="To cite the article by")
    title: Line = Field(None, description="The headline")
    source: Line = Field(None, description="The outlet")
    body: str | None = Field(
        None,
        max_length=MAX_BODY,
        description="Plain text, one paragraph a line; never altered, for spans count its code points",
    )
    html: str | None = Field(
        None,
        max_length=MAX_HTML,
        description="The whole page, where there is no body: the text is taken from it",
    )
    published_at: Annotated[AwareDatetime | None, BeforeValidator(read_moment)] = Field(
        None,
        description="ISO 8601, RFC 822, epoch seconds or milliseconds; UTC where it names no offset. "
        "`on Tuesday` in the text is resolved against it",
    )
    language: Line = Field(None, description="BCP 47; guessed where absent, and only English is coded")
    entities: tuple[EntityHint, ...] = Field(
        (),
        max_length=MAX_ENTITIES,
        description="Actors found upstream: spans of `body`, taken as mentions beside the coder's own",
    )
    correction_of: Line = Field(
        None, description="Id of the article that this one corrects, and whose events it takes back"
    )

    @model_validator(mode="before")
    @classmethod
    def _tolerate(cls, value: object) -> object:
        """Read the aliases and derive the id."""
        if not isinstance(value, Mapping):
            return value
        fields = dict(value)
        for name, others in ALIASES.items():
            if _is_empty(fields.get(name)):
                fields[name] = next(
                    (fields[other] for other in others if not _is_empty(fields.get(other))), None
                )
        for name in ("body", "html"):
            if _is_empty(fields.get(name)):
                fields[name] = None
        if fields.get("entities") is None:
            fields.pop("entities", None)
        fields["id"] = _tidy(fields.get("id"))
        if fields["id"] is None:
            fields["id"] = derived_id(**{k: fields[k] for k in ("url", "body", "html")})
        return fields

    @model_validator(mode="after")
    def _has_text(self) -> Self:
        if self.body is None and self.html is None:
            raise ValueError(
                "body and html are both empty: give the article's text in `body` or its page in `html`"
            )
        if self.entities and self.body is None:
            raise ValueError(
                "entities count code points of `body`, and there is none: give the text in `body`"
            )
        size = len(self.body or "")
        for entity in self.entities:
            if not entity.start < entity.end <= size:
                raise ValueError(
                    f"entities: [{entity.start}, {entity.end}) is no span of a body of {size} code points"
                )
        return self

    def with_body(self, body: str) -> Self:
        """Return this article with the text that the pipeline made from its html."""
        return self.model_copy(update={"body": body})


class ClassifiedArticle(RawArticle):
    """An article with its body and the classifier's verdict: is it diplomacy, in a language we read?"""

    schema_version: str = SCHEMA_VERSION
    body: str = Field(min_length=1, max_length=MAX_BODY)
    relevant: bool
    score: float = Field(
        ge=0, le=1, description="How sure the classifier is that the article reports diplomacy"
    )
    topics: tuple[str, ...] = ()
    reason: str = Field("", description="The classifier's reason, for a person")
    received_at: AwareDatetime = Field(description="When the pipeline first saw the article")

    @classmethod
    def of(
        cls,
        article: RawArticle,
        *,
        body: str,
        relevant: bool,
        score: float,
        language: str,
        topics: tuple[str, ...],
        reason: str,
        received_at: datetime,
    ) -> Self:
        """Return `article` with its verdict; its html is dropped, for the body has been made."""
        verdict = {
            "relevant": relevant,
            "score": score,
            "language": language,
            "topics": topics,
            "reason": reason,
        }
        made = {"body": body, "html": None, "received_at": received_at}
        return cls.model_validate({**dict(article), **verdict, **made})


def derived_id(*, url: object, body: object, html: object) -> str:
    """Return the id of an article that has none: the same url, or without one the same text, has the same id.

    Empty where none of the three is a text.
    """
    if isinstance(url, str) and url.strip():
        return "url-" + _digest(url.strip().partition("#")[0])
    text = body if isinstance(body, str) else html
    return "text-" + _digest(text) if isinstance(text, str) else ""


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()[:24]
