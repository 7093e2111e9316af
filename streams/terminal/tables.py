"""`diplomacy topics` and `diplomacy settings`: what is on the broker, and what is set."""

import asyncio

from rich import box
from rich.table import Table

from streams.settings import Settings
from streams.terminal.consoles import results
from streams.terminal.exits import Exit
from streams.topics import TopicState, create, existing


def create_topics(settings: Settings) -> Exit:
    """Make the topics that aren't there, and show them all."""
    _show(asyncio.run(create(settings)))
    return Exit.DONE


def list_topics(settings: Settings) -> Exit:
    """Show how each topic of the table stands on the broker; one that isn't there is incomplete work."""
    states = asyncio.run(existing(settings))
    _show(states)
    return Exit.DONE if all(state.partitions for state in states) else Exit.INCOMPLETE


def list_settings(settings: Settings) -> Exit:
    """Show each setting, its value (secrets masked), where it comes from and what it is for."""
    table = _table("setting", "value", "from", "what it is")
    for row in settings.rows():
        table.add_row(row.name, row.value, row.source, row.description)
    results().print(table)
    return Exit.DONE


def _show(states: list[TopicState]) -> None:
    table = _table("topic", "partitions", "key", "cleanup", "what is in it")
    for state in states:
        partitions = str(state.partitions) if state.partitions else "missing"
        count = f"{partitions} (new)" if state.created else partitions
        topic = state.topic
        table.add_row(state.name, count, topic.key, _cleanup(state), topic.purpose)
    results().print(table)


def _cleanup(state: TopicState) -> str:
    retention = state.topic.retention
    return f"{state.topic.cleanup}, {retention.days} days" if retention else str(state.topic.cleanup)


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
