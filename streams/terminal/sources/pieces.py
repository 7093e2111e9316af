"""What the readers of all formats give: the bytes of one message each; and whether these are an article."""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from schemas import RawArticle
from streams.delivery.acceptance import accept
from streams.errors import ArticleError
from streams.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One article as found, unchecked: `raw` is what would be sent, `problem` why it can't be read."""

    origin: str
    """File, and line or number in it, as an editor understands it: `news.jsonl:12`."""
    raw: bytes
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One article as found: `article`, or the `problem` that it has."""

    origin: str
    raw: bytes
    article: RawArticle | None = None
    problem: str | None = None
    claimed_id: str | None = None
    """The id that a refused article gives itself, to find it again."""
    file: str = ""
    number: int = 0
    """Which one of its file it is, from 1."""


def piece_of(value: Mapping[str, object], *, origin: str) -> Piece:
    """Return the message of these fields; empty ones are left out."""
    fields = {name: field for name, field in value.items() if field not in (None, "")}
    return Piece(origin=origin, raw=orjson.dumps(fields))


def checked(piece: Piece, settings: Settings, *, file: str, number: int) -> Entry:
    """Return the article in a piece, or its problem: the words of the worker's own dead letter."""
    entry = Entry(origin=piece.origin, raw=piece.raw, problem=piece.problem, file=file, number=number)
    if piece.problem is not None:
        return entry
    try:
        article = accept(piece.raw, settings)
    except ArticleError as error:
        return Entry(**{**vars(entry), "problem": str(error), "claimed_id": _claimed_id(piece.raw)})
    return Entry(**{**vars(entry), "article": article})


def _claimed_id(raw: bytes) -> str | None:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    claimed = value.get("id") if isinstance(value, dict) else None
    return str(claimed) if isinstance(claimed, str | int) else None
