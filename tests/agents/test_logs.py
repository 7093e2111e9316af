"""Log lines: nothing an article says can look like a line of ours."""

from __future__ import annotations

import json
import logging

import pytest

from streams.ops.logs import HumanLine, JsonLine, WorthSaying

FORGED = "x\n2025-01-01 info all is well\r\x1b[2J\u2028"


def record(**extra: object) -> logging.LogRecord:
    entry = logging.makeLogRecord({"msg": f"said {FORGED}", "levelname": "WARNING", "name": "n", **extra})
    try:
        raise ValueError(FORGED)
    except ValueError as exc:
        entry.exc_info = (ValueError, exc, exc.__traceback__)
    return entry


@pytest.mark.parametrize("formatter", [HumanLine(), JsonLine()])
def test_one_event_is_one_line(formatter: logging.Formatter) -> None:
    line = formatter.format(record(article_id=FORGED))
    assert len(line.splitlines()) == 1
    assert not any(char in line for char in "\n\r\x1b")


def test_json_lines_carry_what_was_added() -> None:
    line = json.loads(JsonLine().format(record(offset=7, level="mine")))
    assert (line["offset"], line["level"], line["level_"]) == (7, "warning", "mine")


def test_a_library_says_the_same_thing_once_in_ten_seconds() -> None:
    worth = WorthSaying()
    library = {"name": "aiokafka.conn", "levelno": logging.ERROR, "pathname": "conn.py", "lineno": 7}
    at = [0.0, 0.1, 9.9, 10.5]
    said = [worth.filter(logging.makeLogRecord({**library, "created": 100 + second})) for second in at]
    assert said == [True, False, False, True]


def test_a_flood_of_our_own_warnings_is_cut_short_and_counted() -> None:
    worth = WorthSaying()
    ours = {"name": "streams.guard", "levelno": logging.WARNING, "pathname": "guard.py", "lineno": 7}
    said = [worth.filter(logging.makeLogRecord({**ours, "created": 100.0})) for _ in range(1000)]
    assert said == [True] * 20 + [False] * 980
    later = logging.makeLogRecord({**ours, "msg": "dead letter", "created": 111.0})
    assert worth.filter(later)
    assert json.loads(JsonLine().format(later))["repeats"] == 980


@pytest.mark.parametrize("level", [logging.INFO, logging.CRITICAL])
def test_what_is_no_warning_and_what_ends_the_worker_is_always_said(level: int) -> None:
    worth = WorthSaying()
    record = {"name": "streams.app", "levelno": level, "pathname": "app.py", "lineno": 7, "created": 100.0}
    assert all(worth.filter(logging.makeLogRecord(record)) for _ in range(100))
