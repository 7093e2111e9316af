"""What a question asks for: a page, and which records fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

MOST = 500
USUAL = 50
_CURSOR = re.compile(r"(\d{1,5}):(.*)", re.DOTALL)
_DYAD = re.compile(r"[A-Z]{3}(-[A-Z]{3})?")


class BadQuestion(Exception):  # noqa: N818  # it says what is the case
    """A parameter can't be; the message names it, its value and the remedy."""


@dataclass(frozen=True, slots=True)
class Selection:
    """A page of records: at most `limit`, from `partition` on behind the key `after`, those that fit."""

    partition: int
    after: str
    limit: int
    dyad: str | None
    country: str | None
    equal: Mapping[str, str]
    since: str | None

    @classmethod
    def of(cls, query: Mapping[str, str], *, fields: Mapping[str, str]) -> Self:
        """The selection in a query; `fields` are the parameters beside those that all have.

        Raises BadQuestion.
        """
        known = {"limit", "after", "dyad", "country", *fields}
        if unknown := sorted(query.keys() - known):
            raise BadQuestion(f"{unknown[0]}: no such parameter: there are {', '.join(sorted(known))}")
        partition, after = _cursor(query.get("after"))
        dyad = query.get("dyad")
        if dyad is not None and not _DYAD.fullmatch(dyad):
            raise BadQuestion(f"dyad: {dyad!r}: give two codes in alphabetical order, CHN-USA, or one")
        return cls(
            partition=partition,
            after=after,
            limit=_limit(query.get("limit", str(USUAL))),
            dyad=dyad,
            country=query.get("country"),
            equal={fields[name]: query[name] for name in fields if name in query and fields[name] != ">="},
            since=next((query[name] for name in fields if fields[name] == ">=" and name in query), None),
        )

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Whether a record is meant."""
        dyads = record.get("dyads") or [record.get("dyad", "")]
        return (
            (self.dyad is None or self.dyad in dyads)
            and (self.country is None or any(self.country in dyad.split("-") for dyad in dyads))
            and all(record.get(field) == value for field, value in self.equal.items())
            and (self.since is None or str(record.get("last_seen") or record.get("day") or "") >= self.since)
        )


def _cursor(text: str | None) -> tuple[int, str]:
    if not text:
        return 0, ""
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise BadQuestion(f"after: {text!r}: give what `next` of the page before says")
    return int(found[1]), found[2]


def _limit(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise BadQuestion(f"limit: {text!r}: give a number from 1 to {MOST}")
    return int(text)
