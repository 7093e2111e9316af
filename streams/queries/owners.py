"""Which worker has a partition, as the group's leader told all of them, and what another one answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
from yarl import URL

from streams.errors import TransientError

FORWARDED = "X-Diplomacy-Forwarded"
"""On a question that a worker passed on: it is answered or refused, and passed on no more."""
_PATIENCE_S = 15.0
Distribution = Callable[[], Mapping[str, Mapping[str, list[int]]]]


class Owners:
    """The workers of the group by their addresses."""

    def __init__(self, distribution: Distribution, *, own: Callable[[], URL]) -> None:
        """`distribution` gives by address and full topic name the numbers of the partitions."""
        self._distribution = distribution
        self._own = own
        self._session: aiohttp.ClientSession | None = None

    def owner(self, topic: str, partition: int) -> URL | None:
        """Address of the worker that reads the partition; None while nobody does."""
        for url, topics in self._distribution().items():
            if partition in topics.get(topic, ()):
                return URL(url)
        return None

    def others(self) -> list[URL]:
        """Addresses of all but this one, in alphabetical order."""
        return [URL(url) for url in sorted(self._distribution()) if URL(url) != self._own()]

    async def ask(self, owner: URL, path: str, query: Mapping[str, str]) -> Any:
        """What another worker answers, read as JSON; None where it knows no such thing.

        Raises TransientError when it doesn't answer, or has the partition no more.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_PATIENCE_S))
        url = owner.with_path(path, encoded=True).with_query(dict(query))
        try:
            async with self._session.get(url, headers={FORWARDED: "1"}) as answer:
                if answer.status == 404:
                    return None
                if answer.status != 200:
                    raise TransientError(f"{owner}: {answer.status}: {await answer.text()}")
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError) as exc:
            raise TransientError(f"no answer from {owner}: {exc!r}") from exc

    async def close(self) -> None:
        """Let go of connections."""
        if self._session is not None:
            await self._session.close()
