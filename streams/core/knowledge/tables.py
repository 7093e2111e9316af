"""Readers of the knowledge files:

TAB-separated tables with a header line, `#` comments, and lists as `a; b; c`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from sys import intern


def data_path(*parts: str) -> Traversable:
    """A file or folder of the knowledge, wherever the package is installed."""
    return files("streams.core.knowledge").joinpath(*parts)


def lines(*parts: str) -> Iterator[tuple[int, str]]:
    """(line number, line) of a knowledge file without comments and empty lines."""
    text = data_path(*parts).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def table(*parts: str) -> Iterator[dict[str, str]]:
    """The rows of a table as column → cell; missing cells at a line's end are empty.

    Raises ValueError, naming file and line, where a line has more cells than the header.
    """
    header: list[str] | None = None
    for number, line in lines(*parts):
        cells = [intern(cell.strip()) for cell in line.split("\t")]  # most are said again and again
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise ValueError(
                f"{'/'.join(parts)}:{number}: {len(cells)} cells, but the header names {len(header)}"
            )
        yield dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


def cell_list(cell: str) -> tuple[str, ...]:
    """The members of a list cell: `a; b; c`."""
    return tuple(intern(part.strip()) for part in cell.split(";") if part.strip())
