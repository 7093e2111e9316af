"""How events, dead letters and explanations read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import schemas
from schemas import Actor, DatePrecision, DeadLetter, DiplomacyEvent, Location, RawArticle, Sector, Span
from streams.terminal.explain import marked_body
from streams.terminal.messages import Message, message_json, message_line
from streams.terminal.words import actor_words, date_words, event_line
from streams.topics import (
    ALERTS,
    CLASSIFIED,
    DEAD_LETTERS,
    DYADS,
    EVENTS,
    MOVES,
    QUAD_CLASSES,
    RAW,
    STORIES,
    Topic,
)
from tests.agents.fake_coder import event_of

EXAMPLES = Path(schemas.__file__).with_name("examples")
NOW = datetime(2025, 10, 28, tzinfo=UTC)


def consult(**changes: object) -> DiplomacyEvent:
    event = event_of(RawArticle(id="a", body="Japan met the United States."), now=NOW)
    return event.model_copy(update=changes)


def message(value: bytes | None, topic: object = EVENTS, **headers: bytes) -> Message:
    assert isinstance(topic, Topic)
    return Message(topic=topic, partition=0, offset=1, key=b"k", value=value, headers=list(headers.items()))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, "-"),
        ("2025-10-28", "2025-10-28", "2025-10-28"),
        ("2025-10-27", "2025-10-28", "2025-10-27…28"),
        ("2025-10-27", "2025-11-02", "2025-10-27…11-02"),
        ("2024", "2025", "2024…2025"),
        ("2023", None, "2023…"),
        (None, "2025-12-31", "…2025-12-31"),
    ],
)
def test_dates_are_short(start: str | None, end: str | None, words: str) -> None:
    assert date_words(consult(date_start=start, date_end=end)) == words


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (Actor(country="JPN", sector=Sector.GOVERNMENT), "Japan"),
        (Actor(country="JPN", sector=Sector.MILITARY), "Japan (MIL)"),
        (Actor(country="JPN", sector=Sector.GOVERNMENT, name="Sanae Takaichi"), "Sanae Takaichi (JPN)"),
        (Actor(country="UNO", name="World Food Programme"), "World Food Programme (UNO)"),
        (Actor(sector=Sector.CIVILIAN, span=Span(start=0, end=8, text="truckers")), "truckers (CVL)"),
    ],
)
def test_actors_read_as_in_a_newspaper(actor: Actor, words: str) -> None:
    assert actor_words(actor) == words


def test_an_event_is_one_line_with_all_that_matters() -> None:
    event = consult(
        date_start="2025-10-28",
        date_end="2025-10-28",
        date_precision=DatePrecision.DAY,
        subject="fishing",
        location=Location(name="Osaka", country="JPN"),
        reciprocal=True,
    )
    line = event_line(event).plain
    assert "\n" not in line
    for part in (
        "2025-10-28",
        "happened",
        "JPN-USA",
        "Consult ",
        "Japan ⇄ United States",
        "fishing",
        "Osaka",
        "0.50",
    ):
        assert part in line


def test_evidence_is_marked_in_the_body_and_nothing_else_changes() -> None:
    body = "Japan met China. China hit back."
    one = consult(evidence=(Span(start=0, end=15, text=body[:15]),))
    two = consult(evidence=(Span(start=10, end=31, text=body[10:31]),))
    plain = marked_body(body, (one, two), plain=True).plain
    assert plain == "[1: Japan met [2: China :1]. China hit back :2]."
    coloured = marked_body(body, (one, two), plain=False)
    assert coloured.plain == "[1]Japan met [2]China. China hit back."
    assert any("underline" in str(span.style) for span in coloured.spans)


def test_a_line_for_each_topic() -> None:
    event = consult()
    value = event.model_dump_json().encode()
    assert "JPN-USA" in message_line(message(value)).plain
    assert "JPN-USA" in message_line(message(value, QUAD_CLASSES["verbal_cooperation"])).plain
    raw = b'{"id": "a7", "text": "x", "headline": "Talks", "date": "2025-10-28"}'
    assert "2025-10-28 00:00  a7  Talks" in message_line(message(raw, RAW)).plain
    assert "k  {}" in message_line(message(b"{}", MOVES)).plain


@pytest.mark.parametrize(
    ("topic", "name", "words"),
    [
        (STORIES, "Story", "CAN-IND 0.82  Express intent to meet or negotiate  Anita Anand (CAN) → India"),
        (STORIES, "Story", "planned ▸ postponed; "),
        (
            DYADS,
            "DyadWindows",
            "2026-04-28  COL-VEN   1 day: 0 stories, tension 0  7 days: 6 stories, tension ",
        ),
        (ALERTS, "Alert", "COL-VEN  first sanction relations broken tension 28.2, usually 0"),
    ],
)
def test_a_line_for_what_is_made_of_events(topic: Topic, name: str, words: str) -> None:
    value = (EXAMPLES / f"{name}.json").read_bytes()
    assert words in message_line(message(value, topic)).plain
    assert message_line(message(None, topic)).plain == "k  withdrawn"


@pytest.mark.parametrize("topic", [EVENTS, RAW, CLASSIFIED, DEAD_LETTERS])
def test_a_value_that_is_not_what_it_should_be_is_shown_not_raised(topic: object) -> None:
    for value in (b"", b"\xff", b"[]", b"{}", None):
        # An article without a value was taken back, which is no fault.
        words = "withdrawn" if topic is CLASSIFIED and not value else "not readable"
        assert words in message_line(message(value, topic)).plain


def test_a_dead_letter_is_read_with_its_bytes() -> None:
    letter = DeadLetter(
        topic="t",
        partition=1,
        offset=2,
        timestamp=3,
        stage="decode",
        error_class="MalformedArticle",
        message="not JSON",
        failed_at=NOW,
    )
    dead = message(b"\xff\xfe", DEAD_LETTERS, **dict(letter.headers()))
    assert "decode: MalformedArticle  not JSON  t[1]@2  2 bytes" in message_line(dead).plain
    told = json.loads(message_json(dead))
    assert told["value_base64"] == "//4="
    assert told["stage"] == "decode"
