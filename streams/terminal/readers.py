"""From files to articles: text, JSON, JSON lines and web pages, one at a time and each with its place."""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from schemas import RawArticle, in_one_line
from streams.core.page import complete
from streams.terminal.exits import UsageError

SUFFIXES = (".txt", ".json", ".jsonl", ".ndjson", ".html", ".htm")
STDIN = "-"
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)")
_MAX_LINE_BYTES = 8 * 1024 * 1024
"""A longer line is no article; reading on would fill the memory."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One article as found: `article`, or the `problem` that it has."""

    origin: str
    """File, and line or number in it, as an editor understands it: `news.jsonl:12`."""
    raw: bytes
    article: RawArticle | None = None
    problem: str | None = None
    claimed_id: str | None = None
    """The id that a refused article gives itself, to find it again."""


def expand(names: Iterable[str]) -> list[Path]:
    """Return the files that are named, a directory standing for the readable files in it, sorted.

    Raises:
        UsageError: a name is neither, or nothing readable is in a directory.
    """
    files: list[Path] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = sorted(
                file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file()
            )
            if not inside:
                raise UsageError(f"{name}: no article in this directory: give {', '.join(SUFFIXES)} files")
            files += inside
        elif name == STDIN or path.is_file():
            files.append(path)
        else:
            raise UsageError(f"{name}: no such file or directory")
    return files


def read_all(files: Iterable[Path]) -> Iterator[Entry]:
    """Yield every article of every file in order. A line that is no article is yielded with its problem.

    Raises:
        UsageError: a file can't be opened, or its suffix says nothing of what is in it.
    """
    for file in files:
        try:
            yield from _read_file(file)
        except OSError as error:
            raise UsageError(f"{file}: can't be read: {error.strerror}") from error


def _read_file(file: Path) -> Iterator[Entry]:
    if str(file) == STDIN:
        yield from _read_lines(sys.stdin.buffer, "stdin")
        return
    suffix = file.suffix.lower()
    if suffix in (".jsonl", ".ndjson"):
        with file.open("rb") as stream:
            yield from _read_lines(stream, str(file))
    elif suffix == ".json":
        yield from _read_json(file)
    elif suffix == ".txt":
        yield _from_text(file)
    elif suffix in (".html", ".htm"):
        raw = file.read_bytes()
        yield _from_page(raw, origin=str(file))
    else:
        raise UsageError(f"{file}: {suffix or 'no'} suffix: give {', '.join(SUFFIXES)}, or - for JSON lines")


def _read_lines(stream: IO[bytes], name: str) -> Iterator[Entry]:
    number = 0
    while line := stream.readline(_MAX_LINE_BYTES):
        number += 1
        origin = f"{name}:{number}"
        if len(line) == _MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := stream.readline(_MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield Entry(origin=origin, raw=line[:200], problem="a line of over 8 MiB: one article a line")
        elif line.strip():
            yield from_json(line.rstrip(b"\r\n"), origin=origin)


def _read_json(file: Path) -> Iterator[Entry]:
    raw = file.read_bytes()
    try:
        value = json.loads(raw)
    except ValueError:
        value = None
    if not isinstance(value, list):
        yield from_json(raw, origin=str(file))
        return
    for number, item in enumerate(value, start=1):
        yield from_value(item, raw=json.dumps(item, ensure_ascii=False).encode(), origin=f"{file}#{number}")


def from_json(raw: bytes, *, origin: str) -> Entry:
    """Read one article from its JSON."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        return Entry(origin=origin, raw=raw, problem=f"no valid JSON: {error}")
    return from_value(value, raw=raw, origin=origin)


def from_value(value: object, *, raw: bytes, origin: str) -> Entry:
    """Read one article from its decoded JSON; one that is a page has to hold an article."""
    claimed = value.get("id") if isinstance(value, dict) else None
    claimed_id = str(claimed) if isinstance(claimed, str | int) else None
    try:
        article = RawArticle.model_validate(value)
        complete(article)
    except ValidationError as error:
        return Entry(origin=origin, raw=raw, problem=in_one_line(error), claimed_id=claimed_id)
    except ValueError as error:
        return Entry(origin=origin, raw=raw, problem=str(error), claimed_id=claimed_id)
    return Entry(origin=origin, raw=raw, article=article)


def _from_text(file: Path) -> Entry:
    """Read a plain text file: all of it is the body, and its id tells the file and the text.

    A byte-order mark is no part of the text; line ends stay as they are, for spans count them.
    """
    raw = file.read_bytes()
    try:
        body = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = f"not UTF-8 at byte {error.start}: convert it (iconv -t utf-8)"
        return Entry(origin=str(file), raw=raw, problem=problem)
    identity = f"{file.stem}-{sha256(raw).hexdigest()[:8]}"
    return from_value({"id": identity, "body": body}, raw=raw, origin=str(file))


def _from_page(raw: bytes, *, origin: str) -> Entry:
    """Read a web page, which is sent whole; its own address gives it its id."""
    value: dict[str, object] = {"html": _decode_page(raw)}
    entry = from_value(value, raw=raw, origin=origin)
    if entry.article is None:
        return entry
    return from_value({**value, "url": complete(entry.article).url}, raw=raw, origin=origin)


def _decode_page(raw: bytes) -> str:
    """Return a page's text: UTF-8, else what it says of itself, else what browsers assume (windows-1252)."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(raw[:4096])
    try:
        return raw.decode(declared[1].decode("ascii") if declared else "cp1252", errors="replace")
    except LookupError:
        return raw.decode("cp1252", errors="replace")
