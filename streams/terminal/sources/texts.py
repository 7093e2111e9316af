"""Articles as people have them: plain text, Markdown, web pages; one a file."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePath
from typing import IO

from streams.core.page import read_page
from streams.terminal.sources.pieces import Piece, piece_of

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(\w+):[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_QUOTED = re.compile(r"\A([\"'])(.*)\1\Z")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_MARKUP = (
    (re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),
    (re.compile(r"!\[[^\]]*\]\([^)]*\)"), ""),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\[[^\]]*\]"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+", re.MULTILINE), ""),
    (_HEADING, r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)(.+?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
)
_SOFT_BREAK = re.compile(r"(?<=\S)[ \t]*\r?\n(?=\S)")


def read_text(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Read plain text: all of it is the body, and its id tells the file and the text.

    A byte-order mark is no part of the text; line ends stay as they are, for spans count them.
    """
    raw = stream.read()
    text = _decoded(raw)
    if text is None:
        yield _not_utf8(raw, name)
    else:
        yield piece_of({"id": _identity(name, raw), "body": text}, origin=name)


def read_markdown(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Read Markdown: the body is its text without the markup, one paragraph a line.

    Fields of the article may stand before it, between lines of three hyphens: `title: Talks in Oslo`. Without
    a title there, the first heading is the title, and no part of the body.
    """
    raw = stream.read()
    text = _decoded(raw)
    if text is None:
        yield _not_utf8(raw, name)
        return
    fields: dict[str, object] = {}
    if front := _FRONT_MATTER.match(text):
        fields = {key: _QUOTED.sub(r"\2", value) for key, value in _FIELD.findall(front[1])}
        text = text[front.end() :]
    if "title" not in fields and (heading := _HEADING.search(text)) and not text[: heading.start()].strip():
        fields["title"] = _plain(heading[1])
        text = text[heading.end() :]
    yield piece_of({"id": _identity(name, raw), **fields, "body": _plain(text)}, origin=name)


def read_web_page(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Read a web page, which is sent whole; its own address gives it its id."""
    yield piece_of(page_fields(decode_page(stream.read())), origin=name)


def page_fields(html: str, *, url: str | None = None, fetched_at: str | None = None) -> dict[str, object]:
    """Return a page's fields; address and time of fetching count where it doesn't say them itself."""
    try:
        page = read_page(html)
    except ValueError:  # no article: whoever checks it says so
        return {"html": html, "url": url}
    return {"html": html, "url": page.url or url, "published_at": None if page.published_at else fetched_at}


def decode_page(raw: bytes, charset: str | None = None) -> str:
    """Return a page's text: UTF-8, else what it says of itself, else what browsers assume (windows-1252)."""
    text = _decoded(raw)
    if text is not None:
        return text
    declared = _CHARSET.search(raw[:4096])
    named = charset or (declared[1].decode("ascii") if declared else "cp1252")
    try:
        return raw.decode(named, errors="replace")
    except LookupError:
        return raw.decode("cp1252", errors="replace")


def _decoded(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _not_utf8(raw: bytes, name: str) -> Piece:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        return Piece(
            origin=name, raw=raw, problem=f"not UTF-8 at byte {error.start}: convert it (iconv -t utf-8)"
        )
    return Piece(origin=name, raw=raw)


def _identity(name: str, raw: bytes) -> str:
    return f"{PurePath(name).stem}-{sha256(raw).hexdigest()[:8]}"


def _plain(markdown: str) -> str:
    for pattern, text in _MARKUP:
        markdown = pattern.sub(text, markdown)
    paragraphs = re.split(r"\r?\n[ \t]*\r?\n", markdown)
    return "\n".join(joined for one in paragraphs if (joined := _SOFT_BREAK.sub(" ", one).strip()))
