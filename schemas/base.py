"""What every model of the contract shares."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

SCHEMA_VERSION = "1.1"
"""Of every value this package describes: the first number changes when a reader of today would break."""


class Record(BaseModel):
    """An immutable record; fields that this version does not know are dropped: old readers read new data."""

    model_config = ConfigDict(frozen=True, extra="ignore")


CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 3166-1 alpha-3 (XKX for Kosovo), or one of `InternationalCode`."""

PartialDate = Annotated[
    str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")
]
"""An ISO date with as much as is known of it: `2025-10-28`, `2022-07` or `2019`."""
