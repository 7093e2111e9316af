"""What the process frees goes back to the system: glibc would keep much of it, and more as time goes by.

A worker reads from Kafka in blocks of up to a megabyte for each partition. With every such block that is
freed glibc raises the size from which on it asks the system for one apart, up to 32 MiB. Smaller ones lie
on a heap, of which each thread has its own, and stay there where anything above them is still in use: 30 MiB
after 40,000 articles, which looks like a leak.
"""

from __future__ import annotations

import contextlib
import ctypes

# The numbers of mallopt(3).
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# What glibc begins with, in bytes; setting it ends the rise.
_THRESHOLD = 128 * 1024


def return_what_is_freed() -> None:
    """Tell glibc so, before there are threads. Does nothing where the C library is another one."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_MMAP_THRESHOLD, _THRESHOLD)
        libc.mallopt(_TRIM_THRESHOLD, _THRESHOLD)
        libc.mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Return to the system what is free now, between pages in use too; takes some milliseconds."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
