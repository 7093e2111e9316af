"""The pages under /api: each question goes to the worker that has what it asks for.

https://spec.openapis.org/oas/v3.1.0 describes them, at /api/openapi.json.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

import orjson
from aiohttp import web
from aiokafka.partitioner import murmur2

from streams.errors import TransientError
from streams.queries.holdings import Holdings
from streams.queries.openapi import openapi
from streams.queries.owners import FORWARDED, Owners
from streams.queries.selection import BadQuestion, Selection
from streams.settings import ENV_PREFIX, Settings
from streams.topics import ALERTS, DYADS, EVENTS, MOVES, STORIES, Topic

# Records of these are on the partitions of what their stage reads.
_READ_FOR = {STORIES: EVENTS, EVENTS: EVENTS, DYADS: MOVES, ALERTS: MOVES}
_FIELDS: Mapping[Topic, Mapping[str, str]] = {
    STORIES: {"status": "status", "plover": "plover", "since": ">="},
    ALERTS: {"since": ">="},
}
Find = Callable[[int], Awaitable[dict[str, Any] | None]]


class Queries:
    """Handlers for the worker's web server. `partitions` says how many a topic has."""

    def __init__(
        self, settings: Settings, holdings: Holdings, owners: Owners, *, partitions: Callable[[Topic], int]
    ) -> None:
        self._settings = settings
        self._holdings = holdings
        self._owners = owners
        self._partitions = partitions

    def routes(self) -> list[web.RouteDef]:
        """What the web server is to serve."""
        return [
            web.get("/api/openapi.json", self._guarded(self._openapi)),
            web.get("/api/stories", self._guarded(self._stories)),
            web.get("/api/stories/{id}", self._guarded(self._story)),
            web.get("/api/dyads/{one}", self._guarded(self._dyad)),
            web.get("/api/dyads/{one}/{other}", self._guarded(self._dyad)),
            web.get("/api/alerts", self._guarded(self._alerts)),
            web.get("/api/events/{id}", self._guarded(self._event)),
        ]

    async def close(self) -> None:
        """Let go of connections to other workers."""
        await self._owners.close()

    def _guarded(
        self, answer: Callable[[web.Request], Awaitable[dict[str, Any] | None]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            if not self._settings.api_remote and not _is_here(request.remote):
                return _json(403, {"error": f"this machine alone may ask: see {ENV_PREFIX}API_REMOTE"})
            try:
                found = await answer(request)
            except BadQuestion as exc:
                return _json(400, {"error": str(exc)})
            except TransientError as exc:
                return _json(503, {"error": str(exc)})
            return _json(404, {"error": "there is no such thing"}) if found is None else _json(200, found)

        return handler

    async def _openapi(self, _: web.Request) -> dict[str, Any]:
        return openapi()

    async def _stories(self, request: web.Request) -> dict[str, Any]:
        return await self._list(request, STORIES, "stories")

    async def _alerts(self, request: web.Request) -> dict[str, Any]:
        return await self._list(request, ALERTS, "alerts")

    async def _story(self, request: web.Request) -> dict[str, Any] | None:
        story_id = request.match_info["id"]

        async def find(partition: int) -> dict[str, Any] | None:
            return self._holdings.get(STORIES, partition, story_id)

        return await self._anywhere(request, STORIES, f"/api/stories/{quote(story_id, safe='')}", find)

    async def _event(self, request: web.Request) -> dict[str, Any] | None:
        event_id = request.match_info["id"]

        async def find(partition: int) -> dict[str, Any] | None:
            return await self._holdings.event(partition, event_id)

        return await self._anywhere(request, EVENTS, f"/api/events/{quote(event_id, safe='')}", find)

    async def _dyad(self, request: web.Request) -> dict[str, Any] | None:
        sides = [side for name in ("one", "other") if (side := request.match_info.get(name))]
        dyad = "-".join(sorted(sides))
        partition = self._partition_of(dyad, DYADS)
        if self._holdings.has(DYADS, partition):
            return self._holdings.get(DYADS, partition, dyad)
        answer: dict[str, Any] | None = await self._ask_owner(request, DYADS, partition, request.path, {})
        return answer

    async def _list(self, request: web.Request, topic: Topic, name: str) -> dict[str, Any]:
        """A page that begins on one partition and goes on over the next ones until it is full."""
        wanted = Selection.of(request.query, fields=_FIELDS[topic])
        found: list[dict[str, Any]] = []
        partition, after, count = wanted.partition, wanted.after, self._partitions(_READ_FOR[topic])
        while partition < count:
            records, last = await self._page(request, topic, name, wanted, partition, after, len(found))
            found += records
            if last is not None:
                return {name: found, "next": f"{partition}:{last}"}
            if FORWARDED in request.headers:
                break  # one partition is all that the asking worker wanted
            partition, after = partition + 1, ""
            if len(found) == wanted.limit and partition < count:
                return {name: found, "next": f"{partition}:"}
        return {name: found, "next": None}

    async def _page(
        self,
        request: web.Request,
        topic: Topic,
        name: str,
        wanted: Selection,
        partition: int,
        after: str,
        already: int,
    ) -> tuple[list[dict[str, Any]], str | None]:
        limit = wanted.limit - already
        if self._holdings.has(topic, partition):
            page = await self._holdings.page(topic, partition, after=after, limit=limit, fits=wanted.fits)
            return page.records, page.last
        query = {**request.query, "limit": str(limit), "after": f"{partition}:{after}"}
        answer = await self._ask_owner(request, topic, partition, request.path, query)
        following = answer["next"]
        return answer[name], None if following is None else following.partition(":")[2]

    async def _anywhere(
        self, request: web.Request, topic: Topic, path: str, find: Find
    ) -> dict[str, Any] | None:
        """What has an id that doesn't tell its partition: here first, then with the other workers."""
        missing = 0
        for partition in range(self._partitions(_READ_FOR[topic])):
            if not self._holdings.has(topic, partition):
                missing += 1
            elif (found := await find(partition)) is not None:
                return found
        if FORWARDED in request.headers or not missing:
            return None
        for other in self._owners.others():
            answer: dict[str, Any] | None = await self._owners.ask(other, path, {})
            if answer is not None:
                return answer
        return None

    async def _ask_owner(
        self, request: web.Request, topic: Topic, partition: int, path: str, query: Mapping[str, str]
    ) -> Any:
        read = _READ_FOR[topic].full_name(self._settings.topic_prefix)
        owner = self._owners.owner(read, partition)
        if owner is None or FORWARDED in request.headers:
            raise TransientError(f"nobody is ready to tell of {read}-{partition} now: try again in a moment")
        if owner not in self._owners.others():
            raise TransientError(f"{read}-{partition} is being read from the broker: try again in a moment")
        return await self._owners.ask(owner, path, query)

    def _partition_of(self, key: str, topic: Topic) -> int:
        """As producers choose it: Kafka's default, murmur2."""
        hashed: int = murmur2(key.encode()) & 0x7FFFFFFF
        return hashed % self._partitions(_READ_FOR[topic])


def _is_here(remote: str | None) -> bool:
    try:
        return remote is not None and ipaddress.ip_address(remote.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _json(status: int, content: Mapping[str, Any]) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(content), content_type="application/json")
