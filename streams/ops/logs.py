"""Log lines: one an event, as JSON or for a person. Nothing in an article can begin a new line."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from streams.errors import StreamError
from streams.ops.context import bound
from streams.settings import LogFormat, LogLevel, Settings

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_RESERVED = ("time", "level", "logger", "event")
# Chatty libraries: their INFO is our DEBUG.
_LIBRARIES = ("faust", "mode", "aiokafka", "aiohttp", "asyncio", "opentelemetry", "urllib3")
_REPEAT_S = 10.0
# Of one warning of ours in that time: enough to see a pattern, few enough for a flood of bad articles.
_BURST = 20
# Legal inside JSON, but some readers of logs end a line there.
_UNICODE_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x7f\x85\u2028\u2029"}
_DIM, _BOLD, _RESET = "\x1b[2m", "\x1b[1m", "\x1b[0m"
_COLOURS = {"WARNING": "\x1b[33m", "ERROR": "\x1b[31m", "CRITICAL": "\x1b[31m"}


def logging_config(settings: Settings) -> dict[str, Any]:
    """For logging.config.dictConfig, and for Faust, which sets up logging itself."""
    as_json = settings.log_format is LogFormat.JSON or (
        settings.log_format is LogFormat.AUTO and not sys.stderr.isatty()
    )
    level = settings.log_level.value.upper()
    library_level = "DEBUG" if settings.log_level is LogLevel.DEBUG else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": JsonLine if as_json else HumanLine}},
        "filters": {"worth_saying": {"()": WorthSaying}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["worth_saying"],
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            **{name: {"level": library_level} for name in _LIBRARIES},
            # Its DEBUG writes out every request, the login with its password among them.
            "aiokafka.conn": {"level": "WARNING"},
        },
    }


class WorthSaying(logging.Filter):
    """Drops what is repeated: a library's complaint ten times a second while the broker is away, our own of
    each article in a flood of bad ones. The next line that passes says how many were left out (`repeats`).
    """

    def __init__(self) -> None:
        super().__init__()
        # Source line → when its ten seconds began, how many lines since then.
        self._said: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Pass a warning once in ten seconds where it is a library's, twenty times where it is ours."""
        if not logging.WARNING <= record.levelno < logging.CRITICAL:
            return True
        if "InitProducerIdRequest" in str(record.msg):
            return False  # the embedded broker has none: the outbox expects that
        place = (record.pathname, record.lineno)
        allowed = 1 if record.name.partition(".")[0] in _LIBRARIES else _BURST
        since, count = self._said.get(place, (0.0, 0))
        if record.created - since >= _REPEAT_S:
            if count > allowed:
                record.repeats = count - allowed
            since, count = record.created, 0
        self._said[place] = (since, count + 1)
        return count < allowed


class JsonLine(logging.Formatter):
    """One JSON object a line: time, level, logger, event, then what the call added as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line; JSON escapes every control character."""
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_extra(record),
        }
        if traceback := _traceback(self, record):
            fields["traceback"] = traceback
        line = orjson.dumps(fields, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
        return line.translate(_UNICODE_LINE_ENDS)


class HumanLine(logging.Formatter):
    """`12:00:01 warning dead letter stage=classify …`, coloured on a terminal."""

    def __init__(self) -> None:
        super().__init__()
        self._colour = sys.stderr.isatty()

    def format(self, record: logging.LogRecord) -> str:
        """Write the line with every control character escaped."""
        time = datetime.fromtimestamp(record.created, UTC).astimezone().strftime("%H:%M:%S")
        level = record.levelname.lower()
        extra = " ".join(f"{name}={_escaped(str(value))}" for name, value in _extra(record).items())
        text = _escaped(record.getMessage())
        if traceback := _traceback(self, record):
            extra += " traceback=" + _escaped(traceback)
        if not self._colour:
            return f"{time} {level:7} {text} {extra}".rstrip()
        colour = _COLOURS.get(record.levelname, "")
        return f"{_DIM}{time}{_RESET} {colour}{level:7}{_RESET} {_BOLD}{text}{_RESET} {_DIM}{extra}{_RESET}"


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """The traceback, if one is needed: an error of our own tree says in words what to do."""
    if not record.exc_info or not record.exc_info[1] or isinstance(record.exc_info[1], StreamError):
        return ""
    return formatter.formatException(record.exc_info)


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    own = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    added = {**bound(), **own}
    return {f"{name}_" if name in _RESERVED else name: value for name, value in added.items()}


def _escaped(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
