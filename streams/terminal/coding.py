"""`diplomacy code` and `diplomacy resolve`: the core without a broker, JSON lines in and out."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from schemas import RawArticle
from schemas.moment import read_moment
from streams.core.coder import Coder
from streams.core.page import complete
from streams.core.results import Coding
from streams.terminal.consoles import notices, with_progress
from streams.terminal.exits import Exit
from streams.terminal.sources import STDIN, Entry, count, expand, read_all

BATCH = 32
"""Articles parsed together; more gains little and delays the first line."""
Item = TypeVar("Item")
Line = dict[str, object]


def code(load: Callable[[], Coder], names: list[str], *, now: datetime) -> Exit:
    """Print one JSON line for each article, in the order given; one that can't be coded has an `error`."""
    files = expand(names)
    coder = load()
    entries = with_progress(read_all(files), label="coding", total=count(files), beside_results=True)
    return _print(line for batch in _batches(entries) for line in _code_batch(coder, batch, now=now))


def resolve(load: Callable[[], Coder], names: list[str]) -> Exit:
    """Print one JSON line for each mention: who it is, or null."""
    files = expand(names)
    coder = load()
    entries = with_progress(_mentions(files), label="resolving", total=None, beside_results=True)
    return _print(_resolve_line(coder, origin, raw) for origin, raw in entries)


def _code_batch(coder: Coder, batch: Sequence[Entry], *, now: datetime) -> Iterator[Line]:
    articles = [complete(entry.article) for entry in batch if entry.article is not None]
    codings = iter(_code_articles(coder, articles, now=now))
    for entry in batch:
        if entry.article is None:
            yield _error(entry.claimed_id, entry.origin, entry.problem or "no article")
            continue
        coding = next(codings)
        if isinstance(coding, Coding):
            yield _coding_line(coding)
        else:
            yield _error(entry.article.id, entry.origin, coding)


def _code_articles(coder: Coder, articles: list[RawArticle], *, now: datetime) -> list[Coding | str]:
    """Code a batch; where that fails, each article alone, so that one can't take the others with it."""
    try:
        return list(coder.code_many(articles, now=now))
    except Exception:  # whatever the coder raises is told for the article it raises on
        return [_code_alone(coder, article, now=now) for article in articles]


def _code_alone(coder: Coder, article: RawArticle, *, now: datetime) -> Coding | str:
    try:
        return coder.code(article, now=now)
    except Exception as error:
        return f"the coder failed: {type(error).__name__}: {error}"


def _coding_line(coding: Coding) -> Line:
    relevance = asdict(coding.relevance)
    return {
        "article_id": coding.article_id,
        "relevant": coding.relevance.relevant,
        "relevance": relevance,
        "events": [event.model_dump(mode="json") for event in coding.events],
    }


def _mentions(files: Iterable[Path]) -> Iterator[tuple[str, bytes]]:
    for file in files:
        stream = sys.stdin.buffer if str(file) == STDIN else file.open("rb")
        with stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield f"{file}:{number}", line


def _resolve_line(coder: Coder, origin: str, raw: bytes) -> Line:
    query = None
    try:
        query = json.loads(raw)
        text, context, date = query["text"], query.get("context"), read_moment(query.get("date"))
        if not isinstance(text, str) or not isinstance(context, str | None):
            raise TypeError("text and context have to be strings")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f'no mention: {error}: give {{"id", "text", "context"?, "date"?}}'
        claimed = query.get("id") if isinstance(query, dict) else None
        return {"id": claimed, "actor": None, **_error(None, origin, problem)}
    actor = coder.resolve(text, context=context, date=date)
    found = actor.model_dump(mode="json", include={"country", "sector", "role", "name"}) if actor else None
    return {"id": query.get("id"), "actor": found}


def _error(article_id: str | None, origin: str, problem: str) -> Line:
    notices().print(f"{origin}: {problem}", style="red", markup=False)
    return {"article_id": article_id, "origin": origin, "error": problem}


def _print(lines: Iterable[Line]) -> Exit:
    failed = False
    for line in lines:
        failed |= "error" in line
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return Exit.REFUSED if failed else Exit.DONE


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
