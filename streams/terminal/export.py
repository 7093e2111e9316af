"""`diplomacy export`: the events of a topic as a file, each once."""

import asyncio
import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Protocol

from pydantic import ValidationError

from schemas import DiplomacyEvent, Retraction, in_one_line
from streams.settings import Settings
from streams.terminal.consoles import notices
from streams.terminal.exits import Exit, UsageError
from streams.terminal.flavours import Flavour, columns, rows
from streams.terminal.history import history
from streams.terminal.selection import Selection
from streams.terminal.tail import find_topic
from streams.topics import RETRACTIONS

_ROWS_AT_ONCE = 10_000
STDOUT = "-"


class Format(StrEnum):
    """How the file is written."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Sink(Protocol):
    """Takes events, one after another."""

    def take(self, event: DiplomacyEvent) -> None:
        """Write one."""


def export(
    settings: Settings,
    topic: str,
    selection: Selection,
    *,
    to: str,
    file_format: Format,
    flavour: Flavour,
    retracted: bool = False,
) -> Exit:
    """Write the events on the broker that are meant; one that came twice is written once.

    `retracted`: those too that were taken back since.

    Raises:
        UsageError: the topic holds no events, or format and flavour don't go together.
    """
    source = find_topic(topic)
    if source.value_model() is not DiplomacyEvent:
        raise UsageError(f"{topic}: holds no events: give events or one of its quad classes")
    if file_format is Format.JSONL and flavour is not Flavour.PLAIN:
        raise UsageError(f"--flavour {flavour}: is a table: give --format csv or parquet")
    if file_format is Format.PARQUET and to == STDOUT:
        raise UsageError("--format parquet: name a file: --to events.parquet")

    async def run() -> tuple[int, int]:
        gone = {} if retracted else await _retracted(settings)
        written: set[str] = set()
        unreadable = 0
        with _sink(to, file_format, flavour) as sink:
            async for message in history(settings, [source], since=selection.since):
                if not selection.takes_time(message.timestamp) or message.value is None:
                    continue
                try:
                    event = DiplomacyEvent.model_validate_json(message.value)
                except ValidationError as error:
                    unreadable += 1
                    place = f"{source.name}[{message.partition}]@{message.offset}"
                    notices().print(f"{place}: {in_one_line(error)}", style="red", markup=False)
                    continue
                taken_back = gone.get(event.event_id)
                if taken_back is not None and event.coded_at <= taken_back:
                    continue
                if event.event_id not in written and selection.takes(event):
                    written.add(event.event_id)
                    sink.take(event)
        return len(written), unreadable

    count, unreadable = asyncio.run(run())
    notices().print(f"{count} events written, {unreadable} not readable", markup=False)
    return Exit.REFUSED if unreadable else Exit.DONE


async def _retracted(settings: Settings) -> dict[str, datetime]:
    """Return the events that were taken back, and when last."""
    gone: dict[str, datetime] = {}
    async for message in history(settings, [RETRACTIONS]):
        with suppress(ValidationError):  # of a newer contract: it takes back nothing that we could tell
            retraction = Retraction.model_validate_json(message.value or b"")
            before = gone.get(retraction.event_id, retraction.retracted_at)
            gone[retraction.event_id] = max(before, retraction.retracted_at)
    return gone


@contextmanager
def _sink(to: str, file_format: Format, flavour: Flavour) -> Iterator[Sink]:
    if file_format is Format.PARQUET:
        parquet = _Parquet(Path(to), flavour)
        try:
            yield parquet
        finally:
            parquet.close()
    elif to == STDOUT:
        yield _lines(sys.stdout, file_format, flavour)
        sys.stdout.flush()
    else:
        with Path(to).open("w", encoding="utf-8", newline="") as file:
            yield _lines(file, file_format, flavour)


def _lines(file: IO[str], file_format: Format, flavour: Flavour) -> Sink:
    return _JsonLines(file) if file_format is Format.JSONL else _Csv(file, flavour)


class _JsonLines:
    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def take(self, event: DiplomacyEvent) -> None:
        self._file.write(event.model_dump_json() + "\n")


class _Csv:
    """Commas for our own columns; tabs for the others, as their readers expect."""

    def __init__(self, file: IO[str], flavour: Flavour) -> None:
        self._flavour = flavour
        separator = "," if flavour is Flavour.PLAIN else "\t"
        self._writer = csv.writer(file, delimiter=separator, lineterminator="\n")
        self._writer.writerow([column.name for column in columns(flavour)])

    def take(self, event: DiplomacyEvent) -> None:
        self._writer.writerows(rows(event, self._flavour))


class _Parquet:
    def __init__(self, file: Path, flavour: Flavour) -> None:
        try:
            import pyarrow
            import pyarrow.parquet
        except ModuleNotFoundError as error:
            raise UsageError(
                "parquet needs pyarrow: pip install 'diplomacy-event-stream[parquet]'"
            ) from error
        types = {
            str: pyarrow.string(),
            int: pyarrow.int64(),
            float: pyarrow.float64(),
            bool: pyarrow.bool_(),
        }
        self._flavour = flavour
        self._schema = pyarrow.schema([(column.name, types[column.kind]) for column in columns(flavour)])
        self._table = pyarrow.Table
        self._writer = pyarrow.parquet.ParquetWriter(file, self._schema)
        self._waiting: list[dict[str, Any]] = []

    def take(self, event: DiplomacyEvent) -> None:
        self._waiting += [
            dict(zip(self._schema.names, row, strict=True)) for row in rows(event, self._flavour)
        ]
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(self._table.from_pylist(self._waiting, schema=self._schema))
            self._waiting = []
