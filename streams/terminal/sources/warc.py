"""Articles as a crawler keeps them: WARC with the pages, WET with their texts.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from email.message import Message
from email.parser import BytesHeaderParser
from typing import IO

from streams.terminal.sources.pieces import Piece, piece_of
from streams.terminal.sources.texts import decode_page, page_fields

_MAX_RECORD = 32 * 1024 * 1024
_PAGES = ("text/html", "application/xhtml+xml")


def read_warc(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Yield each page that was answered with status 200, and each text of a WET file; pass over all else.

    The time of the crawl stands for the publication where a page doesn't tell it.
    """
    number = 0
    while (line := stream.readline(_MAX_RECORD)) != b"":
        if not line.strip():
            continue
        number += 1
        origin = f"{name}#{number}"
        if not line.startswith(b"WARC/"):
            yield Piece(origin=origin, raw=line[:200], problem="no WARC record: the rest was not read")
            return
        headers = _headers(stream)
        length = headers.get("Content-Length", "")
        if not length.strip().isdigit() or int(length) > _MAX_RECORD:
            problem = f"Content-Length is {length or 'missing'}: the rest was not read"
            yield Piece(origin=origin, raw=b"", problem=problem)
            return
        content = stream.read(int(length))
        if len(content) < int(length):
            yield Piece(origin=origin, raw=content[:200], problem="the file ends inside this record")
            return
        yield from _record(headers, content, origin)


def _record(headers: Message, content: bytes, origin: str) -> Iterator[Piece]:
    kind, url, date = (headers.get(name) for name in ("WARC-Type", "WARC-Target-URI", "WARC-Date"))
    address = url.strip("<>") if url else None
    if kind == "conversion":
        body = content.decode(errors="replace")
        yield piece_of({"body": body, "url": address, "published_at": date}, origin=origin)
    elif kind == "response" and content.startswith(b"HTTP/"):
        head, _, body_bytes = content.partition(b"\r\n\r\n")
        status, _, fields = head.partition(b"\r\n")
        answer = BytesHeaderParser().parsebytes(fields)
        if status.split()[1:2] != [b"200"] or answer.get_content_type() not in _PAGES:
            return
        try:
            page = _decoded(body_bytes, answer)
        except (ValueError, OSError, EOFError, zlib.error) as error:
            yield Piece(origin=origin, raw=body_bytes[:200], problem=f"the page can't be unpacked: {error}")
            return
        html = decode_page(page, answer.get_content_charset())
        yield piece_of(page_fields(html, url=address, fetched_at=date), origin=origin)


def _headers(stream: IO[bytes]) -> Message:
    lines = []
    while (line := stream.readline(65_536)).strip():
        lines.append(line)
    return BytesHeaderParser().parsebytes(b"".join(lines))


def _decoded(body: bytes, headers: Mapping[str, str] | Message) -> bytes:
    if (headers.get("Transfer-Encoding") or "").lower() == "chunked":
        body = _unchunked(body)
    encoding = (headers.get("Content-Encoding") or "").lower()
    if encoding == "gzip":
        return gzip.decompress(body)
    if encoding == "deflate":
        return zlib.decompress(body)
    if encoding not in ("", "identity"):
        raise ValueError(f"its encoding is {encoding}")
    return body


def _unchunked(body: bytes) -> bytes:
    """Return the body of its chunks; as it is where a crawler has left the header but joined them."""
    parts, rest = [], body
    while rest:
        size_line, found, after = rest.partition(b"\r\n")
        try:
            size = int(size_line.partition(b";")[0], 16)
        except ValueError:
            return body
        if not found or size == 0:
            break
        parts.append(after[:size])
        rest = after[size + 2 :]
    return b"".join(parts)
