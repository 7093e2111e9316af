"""Articles as rows of a spreadsheet: CSV with a line of column names."""

import csv
from collections.abc import Iterator, Mapping
from typing import IO

import orjson

from schemas import RawArticle
from schemas.article import ALIASES
from streams.terminal.sources.pieces import Piece, piece_of

_NAMES = {
    name.lower(): name
    for name in (*RawArticle.model_fields, *(alias for of in ALIASES.values() for alias in of))
}
_TEXTS = ("body", *ALIASES["body"], "html")
_SEPARATORS = ",;\t|"


def read_csv(stream: IO[bytes], name: str) -> Iterator[Piece]:
    """Yield a row each. Columns are named as the fields of an article, in any case; others are left out.

    The separator is the one that the first line has most of; cells may be of any length and of several lines.
    """
    csv.field_size_limit(16 * 1024 * 1024)
    text = (line.decode(errors="surrogateescape") for line in stream)
    first = next(text, "").removeprefix("\ufeff")
    separator = max(_SEPARATORS, key=first.count)
    columns = [
        _NAMES.get(cell.strip().lower(), "") for cell in next(csv.reader([first], delimiter=separator), [])
    ]
    if not set(columns) & set(_TEXTS):
        problem = f"no column is named {', '.join(_TEXTS)}: name the columns in the first line"
        yield Piece(origin=f"{name}:1", raw=first.encode("utf-8", "surrogateescape"), problem=problem)
        return
    rows = csv.reader(text, delimiter=separator)
    while True:
        line = rows.line_num + 2  # where the row begins; the first line was read before
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Piece(origin=f"{name}:{line}", raw=b"", problem=f"no CSV: {error}: the rest was not read")
            return
        if any(cells):
            yield _row(
                {key: cell for key, cell in zip(columns, cells, strict=False) if key}, f"{name}:{line}"
            )


def _row(fields: Mapping[str, str], origin: str) -> Piece:
    entities = fields.get("entities", "")
    try:
        return piece_of({**fields, "entities": orjson.loads(entities) if entities else None}, origin=origin)
    except orjson.JSONDecodeError as error:
        problem = f"entities: not JSON: {error}"
    except TypeError:  # the bytes that came of surrogateescape
        problem = "not UTF-8: convert the file (iconv -t utf-8)"
    raw = "\t".join(fields.values()).encode("utf-8", "surrogateescape")
    return Piece(origin=origin, raw=raw, problem=problem)
