"""Articles as JSON: one a line, or a file with one or a list of them."""

from collections.abc import Iterator
from typing import IO

import orjson

from streams.terminal.sources.pieces import Piece

_MAX_LINE_BYTES = 8 * 1024 * 1024
"""A longer line is no article; reading on would fill the memory."""
_MARK = b"\xef\xbb\xbf"
"""UTF-8's byte-order mark, which some programs write before the first line; JSON has none."""


def read_json_lines(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Yield the lines as they are; empty ones are passed over."""
    number = 0
    while line := stream.readline(_MAX_LINE_BYTES):
        number += 1
        origin = f"{name}:{number}"
        if number == 1:
            line = line.removeprefix(_MARK)
        if len(line) >= _MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (rest := stream.readline(_MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
            yield Piece(origin=origin, raw=line[:200], problem="a line of over 8 MiB: one article a line")
        elif line.strip():
            yield Piece(origin=origin, raw=line.rstrip(b"\r\n"))


def read_json(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Yield the one article of the file, or each of its list."""
    raw = stream.read().removeprefix(_MARK)
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, list):
        yield Piece(origin=name, raw=raw)
        return
    for number, item in enumerate(value, start=1):
        yield Piece(origin=f"{name}#{number}", raw=orjson.dumps(item))
