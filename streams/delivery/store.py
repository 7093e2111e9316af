"""What a stage keeps on this worker's disk, by partition: rows in RocksDB, and how far on its topics they go.

The topics are what counts, and the disk only saves the time to read them again: rows and places are written
in one step, so that after a crash only the end is missing, which is read from the topics.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from rocksdict import AccessType, BlockBasedOptions, Cache, Options, Rdict, WriteBatch

from streams.errors import FatalError
from streams.settings import ENV_PREFIX, MIB

_WRITE_BUFFER = 16 * MIB
_CACHE = 32 * MIB
_NOTE = 255
"""Stands where kinds of rows do: below it lies what is known of the partition as a whole."""


@dataclass(slots=True)
class Holds:
    """How much of its topics the store holds of one partition.

    `read_to` is by topic the offset below which all is in; `counts` the rows by kind; `at` the time of the
    last change, in seconds since 1970.
    """

    read_to: dict[str, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    at: float = 0.0


class Store:
    """Rows by partition, kind (0 to 254) and key. Not for use by several threads at a time, but `page` is."""

    def __init__(self, folder: Path) -> None:
        """Raises FatalError where another process has the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        try:
            self._rows = Rdict(str(folder), _options(), access_type=AccessType.read_write())
        except Exception as exc:  # rocksdict raises nothing more exact
            raise FatalError(
                f"{folder} can't be opened: {exc}: give each worker an {ENV_PREFIX}DATA_DIR of its own"
            ) from exc
        self._holds: dict[int, Holds] = {}

    def holds(self, partition: int) -> Holds:
        """How far this partition goes."""
        if partition not in self._holds:
            raw = self._rows.get(_place(partition, _NOTE))
            fields: dict[str, Any] = orjson.loads(raw) if raw else {}
            counts = {int(kind): count for kind, count in fields.get("counts", {}).items()}
            self._holds[partition] = Holds(fields.get("read_to", {}), counts, fields.get("at", 0.0))
        return self._holds[partition]

    def get(self, partition: int, kind: int, key: str) -> bytes | None:
        """The row, or None."""
        value: bytes | None = self._rows.get(_place(partition, kind, key))
        return value

    def put(
        self, partition: int, rows: Mapping[tuple[int, str], bytes | None], read_to: Mapping[str, int]
    ) -> None:
        """Write rows by kind and key, None for those that are gone, and the places that they go up to."""
        holds, batch = self.holds(partition), WriteBatch(raw_mode=True)
        for (kind, key), value in rows.items():
            place = _place(partition, kind, key)
            if (value is None) != (self._rows.get(place) is None):
                holds.counts[kind] = holds.counts.get(kind, 0) + (1 if value is not None else -1)
            if value is None:
                batch.delete(place)
            else:
                batch.put(place, value)
        holds.read_to.update(read_to)
        holds.at = time.time()
        batch.put(_place(partition, _NOTE), _to_json(holds))
        self._rows.write(batch)

    def clear(self, partition: int) -> None:
        """Forget all of a partition."""
        self._rows.delete_range(_place(partition, 0), _place(partition + 1, 0))
        self._holds.pop(partition, None)

    def page(self, partition: int, kind: int, *, after: str = "") -> Iterator[tuple[str, bytes]]:
        """Rows of a kind in the order of their keys, those behind `after`."""
        start, prefix = _place(partition, kind, after), _place(partition, kind)
        rows: Iterator[tuple[bytes, bytes]] = self._rows.items(from_key=start)  # type: ignore[assignment]  # raw
        for place, value in rows:
            if not place.startswith(prefix):
                return
            if not after or place != start:
                yield place[len(prefix) :].decode(), value

    def count(self, kind: int) -> int:
        """Rows of a kind in all partitions that were looked at."""
        return sum(holds.counts.get(kind, 0) for holds in self._holds.values())

    def bytes_on_disk(self) -> int:
        """How large the folder is."""
        return sum(file.stat().st_size for file in self._folder.glob("*") if file.is_file())

    def close(self) -> None:
        """Flush and let go of the folder."""
        self._rows.close()


def _place(partition: int, kind: int, key: str = "") -> bytes:
    return partition.to_bytes(3) + bytes((kind,)) + key.encode(errors="surrogatepass")


def _to_json(holds: Holds) -> bytes:
    counts = {str(kind): count for kind, count in holds.counts.items()}
    return orjson.dumps({"read_to": holds.read_to, "counts": counts, "at": holds.at})


def _options() -> Options:
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_write_buffer_size(_WRITE_BUFFER)
    options.set_max_write_buffer_number(3)
    options.set_keep_log_file_num(2)
    options.set_max_background_jobs(2)
    blocks = BlockBasedOptions()
    blocks.set_block_cache(Cache(_CACHE))
    blocks.set_bloom_filter(10, False)
    options.set_block_based_table_factory(blocks)
    return options
