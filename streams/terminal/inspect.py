"""`diplomacy inspect`: one event as a person reads it, with its quotes in the words around them."""

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import orjson
from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from schemas import ClassifiedArticle, DiplomacyEvent, in_one_line
from streams.settings import Settings
from streams.terminal.consoles import notices, results
from streams.terminal.exits import Exit, UsageError
from streams.terminal.explain import show_event
from streams.terminal.history import history
from streams.terminal.sources import expand, read_all
from streams.terminal.words import act_style
from streams.topics import CLASSIFIED, EVENTS

_AROUND = 200
"""Code points of the article that are shown before and behind a quote."""


def inspect(settings: Settings, name: str, *, article: str | None) -> Exit:
    """Show the event of that id, or every event in that file; `article` is the file with its article.

    The article of an event on the broker is looked for there.

    Raises:
        UsageError: there is neither a file nor an event of that name.
    """
    if Path(name).is_file():
        events = list(read_events(Path(name)))
        bodies = _bodies_in(article) if article else {}
    else:
        events, bodies = asyncio.run(_on_broker(settings, name))
        if article:
            bodies = _bodies_in(article)
    if not events:
        raise UsageError(
            f"{name}: no file, and no event of that id on {EVENTS.full_name(settings.topic_prefix)}"
        )
    for number, event in enumerate(events, start=1):
        show(results(), number, event, bodies.get(event.article_id))
    return Exit.DONE


def show(console: Console, number: int, event: DiplomacyEvent, body: str | None) -> None:
    """Print the event: who, what, when, where and why, then each quote in its context."""
    known = (event.article.title, event.article.source, event.article.url)
    heading = ", ".join(part for part in known if part) or event.article_id
    show_event(console, number, event, heading=heading)
    for span in event.evidence:
        console.print()
        if body is None or body[span.start : span.end] != span.text:
            console.print(Text(f"“{span.text}”", act_style(event)))
            continue
        before = body[max(0, span.start - _AROUND) : span.start]
        behind = body[span.end : span.end + _AROUND]
        quote = Text("…" if span.start > _AROUND else "")
        quote.append(before).append(f"»{span.text}«", act_style(event)).append(behind)
        console.print(quote.append("…" if span.end + _AROUND < len(body) else ""))
    if body is None:
        console.print(Text("The article is not at hand: give it with --article FILE.", "dim"))


def read_events(file: Path) -> Iterator[DiplomacyEvent]:
    """Yield the events of a file: events as JSON, one or one a line, or the output of `diplomacy code`.

    Raises:
        UsageError: there is something else in it.
    """
    raw = file.read_bytes()
    try:
        values = [orjson.loads(raw)]
    except orjson.JSONDecodeError:
        values = list(_json_lines(raw, file))
    for value in values:
        inner = value.get("events") if isinstance(value, dict) else value
        for event in inner if isinstance(inner, list) else [value]:
            try:
                yield DiplomacyEvent.model_validate(event)
            except ValidationError as error:
                raise UsageError(f"{file}: no event: {in_one_line(error)}") from error


def _json_lines(raw: bytes, file: Path) -> Iterator[object]:
    for number, line in enumerate(raw.splitlines(), start=1):
        if line.strip():
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise UsageError(f"{file}:{number}: no event: not JSON: {error}") from error


async def _on_broker(settings: Settings, event_id: str) -> tuple[list[DiplomacyEvent], dict[str, str]]:
    wanted = event_id.encode()
    found: DiplomacyEvent | None = None
    async for message in history(settings, [EVENTS]):
        if dict(message.headers).get("ce_id") == wanted and message.value:
            found = DiplomacyEvent.model_validate_json(message.value)
    if found is None:
        return [], {}
    bodies = {}
    async for message in history(settings, [CLASSIFIED]):
        if message.key == found.article_id.encode() and message.value:
            article = ClassifiedArticle.model_validate_json(message.value)
            bodies[article.id] = article.body
    return [found], bodies


def _bodies_in(name: str) -> dict[str, str]:
    from streams.core.page import complete

    entries: Iterable = read_all(expand([name]))  # type: ignore[type-arg]
    articles = (complete(entry.article) for entry in entries if entry.article is not None)
    found = {article.id: article.body or "" for article in articles}
    if not found:
        notices().print(f"{name}: no article", style="red", markup=False)
    return found
