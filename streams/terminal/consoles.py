"""Where output goes: results to stdout, all else to stderr; colours and progress on a terminal alone."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

Item = TypeVar("Item")
PIPE_WIDTH = 10_000
"""Columns where there is no terminal: a line for another program is never cut."""


def results() -> Console:
    """Return the console for what was asked for."""
    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPE_WIDTH, no_color=True)
    return console


def notices() -> Console:
    """Return the console for errors, warnings and progress."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def heading(console: Console, text: str) -> None:
    """Print a heading, behind an empty line."""
    console.print(Text(f"\n{text}", style="bold reverse" if console.is_terminal else ""))


def with_progress(
    items: Iterable[Item], *, label: str, total: int | None, beside_results: bool = False
) -> Iterator[Item]:
    """Yield the items, with a bar on stderr where that is a terminal.

    `beside_results`: results are printed meanwhile; on the same terminal they are progress enough.
    """
    console = notices()
    if not console.is_terminal or (beside_results and sys.stdout.isatty()):
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield from progress.track(items, description=label, total=total)
