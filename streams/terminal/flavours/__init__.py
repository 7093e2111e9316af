"""Events as tables: in columns of our own, and in those that users of GDELT or POLECAT know."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import product

from schemas import Actor, DiplomacyEvent
from streams.terminal.flavours import gdelt, plain, polecat
from streams.terminal.flavours.pairs import Cell, Column, Pair

Row = tuple[Cell, ...]


class Flavour(StrEnum):
    """Whose columns a table has."""

    PLAIN = "plain"
    GDELT = "gdelt"
    POLECAT = "polecat"


_COLUMNS = {Flavour.PLAIN: plain.COLUMNS, Flavour.GDELT: gdelt.COLUMNS, Flavour.POLECAT: polecat.COLUMNS}


def columns(flavour: Flavour) -> tuple[Column, ...]:
    """Return the columns of a flavour."""
    return _COLUMNS[flavour]


def rows(event: DiplomacyEvent, flavour: Flavour) -> Iterator[Row]:
    """Yield a row for each pair of source and target; in our own columns one for the event."""
    sources: tuple[Actor | None, ...] = event.source or (None,)
    targets: tuple[Actor | None, ...] = event.target or (None,)
    if flavour is Flavour.PLAIN:
        sources, targets = sources[:1], targets[:1]
    for source, target in product(sources, targets):
        pair = Pair(event=event, source=source, target=target)
        yield tuple(column.cell(pair) for column in columns(flavour))
