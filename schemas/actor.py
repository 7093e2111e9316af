"""The live actor entry: what an operator adds to the actor dictionary while the workers run."""

import re
import unicodedata
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from schemas.base import SCHEMA_VERSION, CountryCode, PartialDate, Record
from schemas.ontology import Sector

MAX_NAME = 200
"""Code points of a name or an alias."""
MAX_ALIASES = 50


def _proper(name: str) -> str:
    """Refuse what would be found in the middle of ordinary sentences."""
    if not re.search(r"\w\w", name) or name == name.lower():
        raise ValueError(f"{name!r} is no proper name: it needs two letters and a capital among them")
    return name


ProperName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MAX_NAME), AfterValidator(_proper)
]


class ActorKind(StrEnum):
    """How texts speak of an actor."""

    PERSON = "person"
    """By full name first, by surname or title afterwards."""
    BODY = "body"
    """A ministry, a company, an armed group, an alliance: by its name."""


class ActorEntry(Record):
    """One meaning of a name: whom it stands for, and from when to when.

    On Kafka its key is the actor's id, and an empty value takes the entry away. From its first day on it is
    all that counts for its names, whatever the built-in dictionary says of them.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    schema_version: str = Field(SCHEMA_VERSION, description="Of the contract")
    name: ProperName = Field(description="As events are to name the actor: 'Sanae Takaichi'")
    kind: ActorKind = Field(ActorKind.PERSON, description="A person, or a body that acts under its name")
    aliases: tuple[ProperName, ...] = Field(
        (), max_length=MAX_ALIASES, description="Other names that texts use; a person's surname needs none"
    )
    country: CountryCode = Field(description="ISO 3166-1 alpha-3, or PLOVER's code of an international body")
    sector: Sector | None = Field(None, description="PLOVER sector; null for international bodies")
    role: str | None = Field(
        None, pattern=r"^[a-z][a-z_]*$", max_length=50, description="A person's office: foreign_minister"
    )
    since: PartialDate | None = Field(None, alias="from", description="First day, month or year; null: ever")
    until: PartialDate | None = Field(None, alias="to", description="Last day, month or year; null: still")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.since and self.until and self.until[: len(self.since)] < self.since[: len(self.until)]:
            raise ValueError(f"to {self.until} is before from {self.since}")
        if self.role is not None and self.kind is ActorKind.BODY:
            raise ValueError(f"role {self.role!r} on a body: only persons hold an office")
        return self


def actor_id(name: str) -> str:
    """Return the id that an entry has where none is given: `Sanae Takaichi` → `sanae-takaichi`."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = "".join(char if char.isalnum() else " " for char in plain if not unicodedata.combining(char))
    return "-".join(words.split())
