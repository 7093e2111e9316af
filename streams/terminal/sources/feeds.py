"""Articles as entries of an RSS or Atom feed."""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from selectolax.lexbor import LexborHTMLParser

from streams.terminal.sources.pieces import Piece, piece_of

_ENTRIES = ("item", "entry")
_BLOCKS = "p, div, br, li, h1, h2, h3, h4, h5, h6, blockquote, tr"


def read_feed(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Yield each entry: its title, address, time, and its content, or its summary where there is no more.

    The feed's own title is the source, its language the article's.
    """
    reader = _Reader()
    raw = stream.read()
    try:
        root = reader.read(raw)
    except (expat.ExpatError, ValueError) as error:
        yield Piece(origin=name, raw=raw[:200], problem=f"no feed: {error}")
        return
    channel = _child(root, "channel")
    about = root if channel is None else channel
    source, language = _text(about, "title"), _text(about, "language") or root.get("lang")
    found = [element for element in root.iter() if _local(element.tag) in _ENTRIES]
    if not found:
        yield Piece(
            origin=name, raw=raw[:200], problem=f"no feed: <{_local(root.tag)}> without <item> or <entry>"
        )
    for element, line in zip(found, reader.lines, strict=True):
        fields = {"source": source, "language": language, **_fields(element)}
        yield piece_of(fields, origin=f"{name}:{line}")


def _fields(entry: Element) -> dict[str, object]:
    content = _text(entry, "encoded") or _text(entry, "content")
    summary = _text(entry, "description") or _text(entry, "summary")
    return {
        "id": _text(entry, "guid") or _text(entry, "id"),
        "url": _address(entry),
        "title": plain_text(_text(entry, "title") or ""),
        "published_at": _text(entry, "pubDate")
        or _text(entry, "published")
        or _text(entry, "date")
        or _text(entry, "updated"),
        "body": plain_text(content or summary or ""),
    }


def plain_text(html: str) -> str:
    """Return the text of a piece of HTML, one block a line; plain text stays as it is."""
    if "<" not in html and "&" not in html:
        return html.strip()
    tree = LexborHTMLParser(" ".join(html.split()))  # there a line end is a space
    tree.strip_tags(["script", "style"])
    for block in tree.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    text = tree.body.text() if tree.body else ""
    return "\n".join(line for raw in text.splitlines() if (line := " ".join(raw.split())))


class _Reader:
    """Builds the tree of a feed and notes the line of each entry; entities of its own are refused."""

    def __init__(self) -> None:
        self.lines: list[int] = []
        self._tree = TreeBuilder()
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._tree.end
        self._parser.CharacterDataHandler = self._tree.data
        self._parser.EntityDeclHandler = self._refuse

    def read(self, raw: bytes) -> Element:
        self._parser.Parse(raw, True)
        return self._tree.close()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) in _ENTRIES:
            self.lines.append(self._parser.CurrentLineNumber)
        self._tree.start(tag, {_local(name): value for name, value in attributes.items()})

    def _refuse(self, *_: object) -> None:
        raise ValueError("it declares entities, which feeds don't need and attacks do")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if _local(child.tag) == name), None)


def _text(element: Element, name: str) -> str | None:
    child = _child(element, name)
    if child is None:
        return None
    if child.get("type") == "xhtml":
        return "\n".join(part for part in child.itertext())
    return (child.text or "").strip() or None


def _address(entry: Element) -> str | None:
    links = [child for child in entry if _local(child.tag) == "link"]
    named = [link.get("href") for link in links if link.get("rel", "alternate") == "alternate"]
    return next((link for link in (*named, *(link.text for link in links)) if link and link.strip()), None)
