"""What a stage remembers grows with the articles; its memory doesn't."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from streams.delivery.memory import Memory
from streams.delivery.record import Done, Inbound
from streams.settings import MIB, Settings

ENTRIES, SIZE = 40_000, 700


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def remember(memory: Memory, first: int, end: int) -> None:
    for number in range(first, end):
        came = Inbound(topic="in", partition=0, offset=number, timestamp=0, key=b"k", value=b"")
        entry = memory.entry(came, f"article-{number}", os.urandom(SIZE))
        memory.settle([Done(inbound=came, outputs=(entry,))])


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux for the memory")
def test_what_is_remembered_lies_on_disk() -> None:
    memory = Memory("code", Settings(broker="nobody:9"))
    remember(memory, 0, ENTRIES // 4)
    before = resident()
    remember(memory, ENTRIES // 4, ENTRIES)
    assert resident() - before < 4 * MIB, f"of {ENTRIES * SIZE * 3 // 4 // MIB} MiB"
