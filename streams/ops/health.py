"""/metrics, /healthz, /readyz and what else is served, on a port of their own: no login, so on loopback.

They are served by the worker's own event loop, so an answer shows that the loop turns; a loop that is stuck
answers nobody, which a liveness probe takes for a no and Prometheus for a worker that is down.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Iterable, Mapping

from aiohttp import web
from prometheus_client.exposition import choose_encoder

from streams.errors import SettingsError
from streams.ops.metrics import Metrics
from streams.ops.targets import TargetFile
from streams.settings import ENV_PREFIX, Settings

logger = logging.getLogger(__name__)

Checks = Callable[[], Mapping[str, bool]]
_BEAT_S = 0.5


class HealthServer:
    """`alive` and `ready` name their checks; any False makes the answer 503."""

    def __init__(
        self,
        settings: Settings,
        metrics: Metrics,
        *,
        alive: Checks,
        ready: Checks,
        routes: Iterable[web.RouteDef] = (),
    ) -> None:
        """`routes` are served beside its own."""
        self._routes = tuple(routes)
        self._settings = settings
        self._metrics = metrics
        self._alive = alive
        self._ready = ready
        self._runner: web.AppRunner | None = None
        self._pulse: asyncio.Task[None] | None = None
        self._target = TargetFile(settings)
        self.port = 0

    async def start(self) -> None:
        """Listen. Raises SettingsError when the port is taken."""
        app = web.Application()
        app.router.add_get("/metrics", self._metrics_page)
        app.router.add_get("/healthz", self._alive_page)
        app.router.add_get("/readyz", self._ready_page)
        app.router.add_routes(self._routes)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        host, port = self._settings.web_host, self._settings.web_port
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError as exc:
            raise SettingsError(
                f"can't serve /metrics on {host}:{port}: {exc.strerror}: set {ENV_PREFIX}WEB_PORT "
                f"(0: any free port) or {ENV_PREFIX}WEB_ENABLED=false"
            ) from exc
        self.port = self._runner.addresses[0][1]
        self._target.write(self.port)
        self._pulse = asyncio.create_task(self._beat(), name="pulse")
        logger.info("serving metrics", extra={"url": f"http://{host}:{self.port}/metrics"})

    @property
    def url(self) -> str:
        """Where others on the network find it, as far as this machine knows its own name."""
        host = self._settings.web_host
        if host in ("0.0.0.0", "::"):  # noqa: S104  # compared, not bound
            host = socket.getfqdn()
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    async def stop(self) -> None:
        """Stop listening."""
        self._target.remove()
        if self._pulse:
            self._pulse.cancel()
        if self._runner:
            await self._runner.cleanup()

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _BEAT_S
            await asyncio.sleep(_BEAT_S)
            self._metrics.loop_late.inc(max(0.0, loop.time() - due))

    async def _metrics_page(self, request: web.Request) -> web.Response:
        for check, holds in self._ready().items():
            self._metrics.ready.labels(check=check).set(holds)
        encoder, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encoder(self._metrics.registry), headers={"Content-Type": content_type})

    async def _alive_page(self, _: web.Request) -> web.Response:
        return _answer(self._alive())

    async def _ready_page(self, _: web.Request) -> web.Response:
        return _answer(self._ready())


def _answer(checks: Mapping[str, bool]) -> web.Response:
    return web.json_response(dict(checks), status=200 if all(checks.values()) else 503)
