"""/metrics, /healthz and /readyz, on a port of their own: no login, so on loopback unless told otherwise."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from aiohttp import web
from prometheus_client.exposition import choose_encoder

from streams.errors import SettingsError
from streams.ops.metrics import Metrics
from streams.settings import ENV_PREFIX, Settings

logger = logging.getLogger(__name__)

Checks = Callable[[], Mapping[str, bool]]


class HealthServer:
    """`alive` and `ready` name their checks; any False makes the answer 503."""

    def __init__(self, settings: Settings, metrics: Metrics, *, alive: Checks, ready: Checks) -> None:
        self._settings = settings
        self._metrics = metrics
        self._alive = alive
        self._ready = ready
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen. Raises SettingsError when the port is taken."""
        app = web.Application()
        app.router.add_get("/metrics", self._metrics_page)
        app.router.add_get("/healthz", lambda _: _answer(self._alive()))
        app.router.add_get("/readyz", lambda _: _answer(self._ready()))
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
        logger.info("serving metrics", extra={"url": f"http://{host}:{self.port}/metrics"})

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _metrics_page(self, request: web.Request) -> web.Response:
        encoder, content_type = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encoder(self._metrics.registry), headers={"Content-Type": content_type})


async def _answer(checks: Mapping[str, bool]) -> web.Response:
    return web.json_response(dict(checks), status=200 if all(checks.values()) else 503)
