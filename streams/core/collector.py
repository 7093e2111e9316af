"""Python's garbage collector, which need not look at the knowledge again and again."""

from __future__ import annotations

import gc

COLLECT_AFTER = 10_000  # objects: about what an article makes, few of them in circles


def spare_the_collector() -> None:
    """Take what the process holds out of the collector's sight: it stays, and looking through half a million
    objects for what might go is a tenth of the time that coding takes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
