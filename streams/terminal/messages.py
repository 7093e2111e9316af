"""How a message of each topic reads to a person, and what of it goes to a machine."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from rich.text import Text

from schemas import (
    Alert,
    ClassifiedArticle,
    DeadLetter,
    DiplomacyEvent,
    DyadWindows,
    RawArticle,
    Story,
    in_one_line,
)
from streams.terminal.folded import alert_line, dyad_line, story_line
from streams.terminal.words import event_line
from streams.topics import ALERTS, CLASSIFIED, DEAD_LETTERS, DYADS, EVENTS, QUAD_CLASSES, RAW, STORIES, Topic

_EVENT_TOPICS = frozenset({EVENTS.name, *(topic.name for topic in QUAD_CLASSES.values())})
_TAKEN_BACK = frozenset({CLASSIFIED.name, STORIES.name, DYADS.name, ALERTS.name})
"""Where an empty value takes back what was published under the key."""
_EXCERPT = 90
"""Code points of an article or of unknown bytes that are shown."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One Kafka message, as far as we look at it."""

    topic: Topic
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes]] = ()
    timestamp: int = -1
    """Kafka's, in milliseconds since 1970."""

    @property
    def holds_event(self) -> bool:
        """Whether its topic is one of events."""
        return self.topic.name in _EVENT_TOPICS


def message_line(message: Message) -> Text:
    """Return one line for a person; a value that is not what its topic says is shown with the reason."""
    value = message.value or b""
    try:
        if message.holds_event:
            return event_line(DiplomacyEvent.model_validate_json(value))
        if message.topic.name in _TAKEN_BACK and not value:
            return _line((f"{_text(message.key)}  ", "bold"), ("withdrawn", "yellow"))
        if message.topic.name == STORIES.name:
            return story_line(Story.model_validate_json(value))
        if message.topic.name == DYADS.name:
            return dyad_line(DyadWindows.model_validate_json(value))
        if message.topic.name == ALERTS.name:
            return alert_line(Alert.model_validate_json(value))
        if message.topic.name == CLASSIFIED.name:
            return _classified_line(ClassifiedArticle.model_validate_json(value))
        if message.topic.name == RAW.name:
            return _article_line(RawArticle.model_validate_json(value))
        if message.topic.name == DEAD_LETTERS.name:
            return dead_letter_line(dead_letter_of(message))
    except ValidationError as error:
        return _line(("not readable  ", "red"), (_at(message) + "  ", ""), (in_one_line(error), "dim"))
    return _line((f"{_text(message.key)}  ", "bold"), (excerpt(value), ""))


def message_json(message: Message) -> str:
    """Return one line of JSON: the value itself; of a dead letter its headers too, else base64."""
    value = message.value or b""
    if message.topic.name == DEAD_LETTERS.name:
        letter = dead_letter_of(message).model_dump(mode="json", exclude={"key", "value"})
        return json.dumps({**letter, "key": _text(message.key), **_payload(value)}, ensure_ascii=False)
    try:
        return json.dumps(json.loads(value), ensure_ascii=False)
    except ValueError:
        return json.dumps({"key": _text(message.key), **_payload(value)}, ensure_ascii=False)


def dead_letter_of(message: Message) -> DeadLetter:
    """Return the dead letter. Raises pydantic.ValidationError where headers are missing."""
    return DeadLetter.from_message(message.headers, key=message.key, value=message.value)


def dead_letter_line(letter: DeadLetter) -> Text:
    """Return what failed, where, why, and where the original stands."""
    return _line(
        (f"{letter.failed_at:%Y-%m-%d %H:%M:%S}  ", ""),
        (f"{letter.stage}: {letter.error_class}", "red"),
        (f"  {letter.message}", ""),
        (f"  {letter.topic}[{letter.partition}]@{letter.offset}", "dim"),
        (f"  {len(letter.value or b''):,} bytes", "dim"),
    )


def excerpt(value: bytes) -> str:
    """Return the beginning of a value, on one line."""
    text = " ".join(value[: 4 * _EXCERPT].decode(errors="replace").split())
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


def _article_line(article: RawArticle) -> Text:
    published = f"{article.published_at:%Y-%m-%d %H:%M}" if article.published_at else "-"
    text = article.title or excerpt((article.body or article.html or "").encode())
    source = f"  {article.source}" if article.source else ""
    return _line((f"{published:<16}  ", ""), (article.id, "bold"), (f"  {text}", ""), (source, "dim"))


def _classified_line(article: ClassifiedArticle) -> Text:
    line = _article_line(article)
    verdict = "diplomacy" if article.relevant else "not diplomacy"
    line.append(f"  {verdict} {article.score:.2f}", style="green" if article.relevant else "dim")
    line.append(f"  {article.language or '?'}  {', '.join(article.topics)}", style="dim")
    return line


def _line(*parts: tuple[str, str]) -> Text:
    return Text.assemble(*parts, no_wrap=True, overflow="ellipsis", end="")


def _at(message: Message) -> str:
    return f"{message.topic.name}[{message.partition}]@{message.offset}"


def _text(value: bytes | None) -> str:
    return "" if value is None else value.decode(errors="replace")


def _payload(value: bytes) -> dict[str, str]:
    try:
        return {"value": value.decode()}
    except UnicodeDecodeError:
        return {"value_base64": base64.b64encode(value).decode()}
