"""The worker process: signals, the deadline for leaving, exit status."""

from __future__ import annotations

import logging
import os
import signal
import threading
from typing import Any

import faust

from streams.ops.allocator import return_what_is_freed

logger = logging.getLogger(__name__)

# After the drain: leaving the group and closing connections, which takes for ever when the broker is away.
_CLOSE_S = 1.5


class DrainingWorker(faust.Worker):
    """Faust's worker, quiet on the terminal; it leaves by a deadline, and a second signal ends it at once.

    Both are safe: what isn't acknowledged is read again, and the coder processes end with their worker.
    """

    def __init__(self, app: Any, *args: Any, **kwargs: Any) -> None:
        return_what_is_freed()
        super().__init__(app, *args, **kwargs)
        self.spinner = None
        # `faust worker` would serve Faust's own pages; ours are served by the app.
        app.conf.web_enabled = False
        app.on_leaving = self._leave_by_deadline

    def _on_sigint(self) -> None:
        self._on_signal(signal.SIGINT)

    def _on_sigterm(self) -> None:
        self._on_signal(signal.SIGTERM)

    def _on_signal(self, received: signal.Signals) -> None:
        if self._signal_stop_time:
            os._exit(128 + received)
        logger.info("told to stop", extra={"signal": received.name})
        self._leave_by_deadline(0)
        self._flag_as_shutdown_by_signal()
        self._schedule_shutdown(received)

    def _leave_by_deadline(self, status: int) -> None:
        """Leave with `status` when the orderly way takes too long. A thread, for the loop may be stuck."""
        within_s = self.app.stream_settings.drain_timeout_s + _CLOSE_S
        timer = threading.Timer(within_s, _leave, (status, within_s))
        timer.daemon = True
        timer.start()


def _leave(status: int, within_s: float) -> None:
    logger.warning("leaving without goodbye: the broker doesn't answer", extra={"seconds": within_s})
    os._exit(status)


def run_worker(app: Any) -> int:
    """Run the app until a signal or a fault; return the exit status: 0 after a signal, 1 after a fault."""
    worker = app.Worker(loglevel=app.stream_settings.log_level.value)
    try:
        worker.execute_from_commandline()
    except SystemExit as end:
        return int(end.code or 0)
    return 0
