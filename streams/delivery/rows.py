"""The rows of one partition as one fold sees them, and what it changes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from functools import lru_cache
from typing import Any, NoReturn

import orjson

_GONE = object()


class Rows(MutableMapping[str, Any]):
    """Values are plain JSON. Each read gives a value of its own, which counts only once it is put back."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        """`read` gives a row as it was before; it is asked once for each."""
        self._read = lru_cache(maxsize=None)(read)
        self._touched: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key in self._touched:
            value = self._touched[key]
            if value is _GONE:
                raise KeyError(key)
            return value
        raw = self._read(key)
        if raw is None:
            raise KeyError(key)
        return orjson.loads(raw)

    def __setitem__(self, key: str, value: Any) -> None:
        self._touched[key] = value

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._touched[key] = _GONE

    def __iter__(self) -> Iterator[str]:
        self._refuse()

    def __len__(self) -> int:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TypeError("rows are looked up by key, never listed: there may be millions")

    def touched(self) -> dict[str, bool]:
        """The keys that were written, each with whether its row is still there."""
        return {key: value is not _GONE for key, value in self._touched.items()}

    def changes(self) -> dict[str, bytes | None]:
        """What is other than it was, encoded; None for what is gone."""
        found = {}
        for key, value in self._touched.items():
            raw = None if value is _GONE else orjson.dumps(value)
            if raw != self._read(key):
                found[key] = raw
        return found
