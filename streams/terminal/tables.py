"""`diplomacy topics` and `diplomacy settings`: what is on the broker, and what is set."""

import asyncio
from collections.abc import Iterable, Sequence

from rich import box
from rich.table import Table

from streams.broker_topics import TopicState, create_blocking, existing
from streams.settings import Settings
from streams.terminal.consoles import results
from streams.terminal.exits import Exit


def create_topics(settings: Settings) -> Exit:
    """Make the topics that aren't there, and show them all."""
    _show(create_blocking(settings))
    return Exit.DONE


def list_topics(settings: Settings) -> Exit:
    """Show how each topic of the table stands on the broker; one that isn't there is incomplete work."""
    states = asyncio.run(existing(settings))
    _show(states)
    return Exit.DONE if all(state.partitions for state in states) else Exit.INCOMPLETE


def list_settings(settings: Settings) -> Exit:
    """Show each setting, its value (secrets masked), where it comes from and what it is for."""
    _print(("setting", "value", "from", "what it is"), settings.rows())
    return Exit.DONE


def _show(states: list[TopicState]) -> None:
    _print(("topic", "partitions", "key", "cleanup", "what is in it"), map(_row, states))


def _row(state: TopicState) -> tuple[str, ...]:
    partitions = str(state.partitions) if state.partitions else "missing"
    count = f"{partitions} (new)" if state.created else partitions
    return (state.name, count, state.topic.key, _cleanup(state), state.topic.purpose)


def _cleanup(state: TopicState) -> str:
    retention = state.topic.retention
    return f"{state.topic.cleanup}, {retention.days} days" if retention else str(state.topic.cleanup)


def _print(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table on a terminal; elsewhere its rows, TAB-separated, for `cut` and `grep`."""
    console = results()
    if not console.is_terminal:
        for row in rows:
            console.file.write("\t".join(row) + "\n")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
