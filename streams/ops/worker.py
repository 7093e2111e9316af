"""The worker process: signals, exit status."""

from __future__ import annotations

import os
import signal
from typing import Any

import faust


class DrainingWorker(faust.Worker):
    """Faust's worker, quiet on the terminal; a second signal ends it at once.

    That is safe: what isn't acknowledged is read again, and the coder processes end with their worker.
    """

    def __init__(self, app: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(app, *args, **kwargs)
        self.spinner = None
        # `faust worker` would serve Faust's own pages; ours are served by the app.
        app.conf.web_enabled = False

    def _on_sigint(self) -> None:
        self._on_signal(signal.SIGINT)

    def _on_sigterm(self) -> None:
        self._on_signal(signal.SIGTERM)

    def _on_signal(self, received: signal.Signals) -> None:
        if self._signal_stop_time:
            os._exit(128 + received)
        self._flag_as_shutdown_by_signal()
        self._schedule_shutdown(received)


def run_worker(app: Any) -> int:
    """Run the app until a signal or a fault; return the exit status: 0 after a signal, 1 after a fault."""
    worker = app.Worker(loglevel=app.stream_settings.log_level.value)
    try:
        worker.execute_from_commandline()
    except SystemExit as end:
        return int(end.code or 0)
    return 0
