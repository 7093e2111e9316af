"""From files to articles, one module a format, each article with its place in its file."""

from streams.terminal.sources.files import STDIN, Format, count, expand, read_all
from streams.terminal.sources.pieces import Entry

__all__ = ["STDIN", "Entry", "Format", "count", "expand", "read_all"]
