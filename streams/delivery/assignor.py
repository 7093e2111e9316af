"""Faust's assignor, for a static member too that comes back under another address.

The broker hands such a member what it had, made for the address it had. Faust's own takes that for a fault,
and the worker never joins. What the others know of its address is old until the next rebalance.
"""

from __future__ import annotations

from typing import Any

import orjson
from faust.assignor import PartitionAssignor


class Assignor(PartitionAssignor):
    """Reads an assignment as made for the address that this worker has."""

    def on_assignment(self, assignment: Any) -> None:
        """Take it."""
        told = orjson.loads(self._decompress(assignment.user_data))
        here, before = str(self._url), told["url"]
        if here != before:
            for name in ("changelog_distribution", "external_topic_distribution"):
                told[name] = {here if url == before else url: held for url, held in told[name].items()}
            told["url"] = here
            assignment.user_data = self._compress(orjson.dumps(told))
        super().on_assignment(assignment)
