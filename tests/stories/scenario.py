"""Thirty days of news with known truth: 200 articles, those written and what others printed of them.

`written.jsonl` has one article a line, with what it tells: story, act (`also`: types that a second reading
would defend), status, day, sides and the words that say so. `copies` are the outlets that printed it later:
whole, cut to its beginning, under a line of their own (`headed`), or with words changed (`edited`). A copy
tells what its original tells and comes from where that came.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from schemas import RawArticle

_WRITTEN = Path(__file__).parent / "written.jsonl"
_EDITS = (
    (r"\bsaid\b", "stated"),
    (r"\bofficials\b", "government officials"),
    (r"\babout\b", "roughly"),
    (r"\bwould\b", "was to"),
    (r"\bThey\b", "The two sides"),
)
FIRST_DAY = datetime(2026, 4, 1, tzinfo=UTC)
LAST_DAY = datetime(2026, 4, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """What an article tells of a story; `fields` are those of the line."""

    story: str
    act: str
    status: str
    source: str
    target: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Printed:
    """An article as it was printed; `origin` is whose text it is."""

    article: RawArticle
    told: tuple[Told, ...]
    origin: str


def scenario() -> list[Printed]:
    """All articles in the order in which they were printed."""
    lines = _WRITTEN.read_text(encoding="utf-8").splitlines()
    printed = [each for line in lines for each in _printed(json.loads(line))]
    return sorted(printed, key=lambda each: (str(each.article.published_at), each.article.id))


def _printed(line: dict[str, Any]) -> Iterator[Printed]:
    told = tuple(
        Told(each["story"], each["act"], each["status"], each["source"], each["target"], each)
        for each in line["told"]
    )
    at = datetime.fromisoformat(line["at"]).replace(tzinfo=UTC)
    yield Printed(_article(line["id"], line, line["outlet"], at), told, line["id"])
    for number, copy in enumerate(line["copies"]):
        later = at + timedelta(hours=copy["hours"], minutes=number)
        body = _form(copy["form"], line["body"], copy["outlet"])
        changed = {**line, "body": body, "title": _head(copy["form"], line["title"])}
        yield Printed(_article(f"{line['id']}-{number}", changed, copy["outlet"], later), told, line["id"])


def _article(name: str, line: dict[str, Any], outlet: str, at: datetime) -> RawArticle:
    return RawArticle.model_validate(
        {
            "id": name,
            "title": line["title"],
            "body": line["body"],
            "source": outlet,
            "published_at": at,
            "url": f"https://{re.sub(r'[^a-z]', '', outlet.lower())}.example/{name}",
            "language": "en",
            "correction_of": line.get("correction_of"),
        }
    )


def _form(form: str, body: str, outlet: str) -> str:
    paragraphs = body.split("\n")
    if form == "cut":
        return "\n".join(paragraphs[: max(2, len(paragraphs) // 2)])
    if form == "headed":
        return f"From the foreign desk of {outlet}.\n{body}\nMore on this in tomorrow's edition."
    if form == "edited":
        for pattern, words in _EDITS:
            body = re.sub(pattern, words, body)
    return body


def _head(form: str, title: str) -> str:
    return title if form in ("whole", "cut") else f"World: {title[0].lower()}{title[1:]}"
