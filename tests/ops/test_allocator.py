"""Memory that a worker has freed is the system's again."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from pathlib import Path
from streams.ops.allocator import give_back, return_what_is_freed

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 2**20

if sys.argv[1] == "returned":
    return_what_is_freed()
before = resident()
bytearray(30 * 2**20)  # glibc's lesson: blocks of this size come and go
blocks = [bytearray(2**20) for _ in range(64)]
above = [bytearray(2000) for _ in range(1000)]
del blocks
if sys.argv[1] == "given back":
    give_back()
print(resident() - before)
"""


def left(how: str) -> int:
    """MiB that a program still has after it has freed 64 of them."""
    command = [sys.executable, "-c", PROGRAM, how]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="it is about glibc")
def test_blocks_that_were_freed_go_back_to_the_system() -> None:
    assert left("returned") < 8
    assert left("given back") < 8
    assert left("kept") > 32, "glibc does it by itself: then this setting is needless"
