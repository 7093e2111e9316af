"""Which files are meant, what format each has, and its articles one by one."""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import IO

from streams.settings import Settings, load_settings
from streams.terminal.exits import UsageError
from streams.terminal.sources.feeds import read_feed
from streams.terminal.sources.lines import read_json, read_json_lines
from streams.terminal.sources.pieces import Entry, Piece, checked
from streams.terminal.sources.spreadsheets import read_csv
from streams.terminal.sources.texts import read_markdown, read_text, read_web_page
from streams.terminal.sources.warc import read_warc

STDIN = "-"
_GZIP = ".gz"


class Format(StrEnum):
    """What can be in a file, named by its suffix."""

    TXT = "txt"
    MD = "md"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    WARC = "warc"
    FEED = "feed"


Read = Callable[[IO[bytes], str], Iterator[Piece]]
_READERS: Mapping[Format, Read] = {
    Format.TXT: read_text,
    Format.MD: read_markdown,
    Format.HTML: read_web_page,
    Format.JSON: read_json,
    Format.JSONL: read_json_lines,
    Format.CSV: read_csv,
    Format.WARC: read_warc,
    Format.FEED: read_feed,
}
_OTHER_SUFFIXES: Mapping[str, Format] = {
    "markdown": Format.MD,
    "htm": Format.HTML,
    "ndjson": Format.JSONL,
    "tsv": Format.CSV,
    "wet": Format.WARC,
    "xml": Format.FEED,
    "rss": Format.FEED,
    "atom": Format.FEED,
}
_FORMATS = {**{each.value: each for each in Format if each is not Format.FEED}, **_OTHER_SUFFIXES}
SUFFIXES = tuple(f".{suffix}" for suffix in _FORMATS)
_ONE_EACH = frozenset((Format.TXT, Format.MD, Format.HTML))


def expand(names: Iterable[str]) -> list[Path]:
    """Return the files that are named, a directory standing for the readable files in it, sorted.

    Hidden files and READMEs are no articles of a directory; one that is named itself is read.

    Raises:
        UsageError: a name is neither, or nothing readable is in a directory.
    """
    files: list[Path] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and _is_meant(file, path))
            if not inside:
                raise UsageError(f"{name}: no article in this directory: give {', '.join(SUFFIXES)} files")
            files += inside
        elif name == STDIN or path.is_file():
            files.append(path)
        else:
            raise UsageError(f"{name}: no such file or directory")
    return files


def read_all(
    files: Iterable[Path],
    *,
    settings: Settings | None = None,
    as_format: Format | None = None,
    skip: Mapping[str, int] | None = None,
) -> Iterator[Entry]:
    """Yield every article of every file in order. What is no article is yielded with its problem.

    `settings` give the limits, by default the environment's; `as_format` what is in files whatever their
    suffix says; `skip` how many articles of a file were read before.

    Raises:
        UsageError: a file can't be opened, or its suffix says nothing of what is in it.
    """
    settings = settings or load_settings()
    for file in files:
        done = (skip or {}).get(str(file), 0)
        for number, piece in enumerate(_pieces(file, as_format), start=1):
            if number > done:
                yield checked(piece, settings, file=str(file), number=number)


def count(files: Iterable[Path], as_format: Format | None = None) -> int | None:
    """Return how many articles there are, about; None where only reading would tell."""
    total = 0
    for file in files:
        kind = as_format or _format_of(file)
        if kind in _ONE_EACH:
            total += 1
        elif str(file) != STDIN and kind in (Format.JSONL, Format.CSV) and file.suffix.lower() != _GZIP:
            with file.open("rb") as stream:
                total += sum(1 for _ in stream)
        else:
            return None
    return total


def _pieces(file: Path, as_format: Format | None) -> Iterator[Piece]:
    kind = as_format or _format_of(file)
    if kind is None:
        raise UsageError(
            f"{file}: {file.suffix or 'no'} suffix: give {', '.join(SUFFIXES)} files, "
            f"or --as {'|'.join(Format)}"
        )
    name = "stdin" if str(file) == STDIN else str(file)
    try:
        with _opened(file) as stream:
            yield from _READERS[kind](stream, name)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield Piece(origin=name, raw=b"", problem=f"broken gzip: {error}: the rest was not read")
    except OSError as error:
        raise UsageError(f"{file}: can't be read: {error.strerror}") from error


def _opened(file: Path) -> IO[bytes]:
    if str(file) == STDIN:
        return sys.stdin.buffer
    return gzip.open(file, "rb") if file.suffix.lower() == _GZIP else file.open("rb")  # type: ignore[return-value]


def _format_of(file: Path) -> Format | None:
    """Return the format by the suffix before `.gz`; what stands in the standard input is JSON lines."""
    if str(file) == STDIN:
        return Format.JSONL
    name = file.with_suffix("") if file.suffix.lower() == _GZIP else file
    return _FORMATS.get(name.suffix.lower().removeprefix("."))


def _is_meant(file: Path, directory: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(directory).parts)
    return _format_of(file) is not None and not hidden and file.stem.lower() != "readme"
