"""A file that tells Prometheus where this worker's metrics are (file_sd_configs).

A worker that stops takes its file away. One that is killed leaves it, and so is missed: Prometheus finds
nobody there. The next worker that starts on this machine clears away what the dead have left.
"""

from __future__ import annotations

import contextlib
import os
import re
import socket
from pathlib import Path

import orjson

from streams.errors import SettingsError
from streams.ops.metrics import package_version
from streams.settings import ENV_PREFIX, Settings

_PREFIX = "diplomacy-"


class TargetFile:
    """The file of one worker in `settings.web_targets_dir`; does nothing where that isn't set."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path: Path | None = None

    def write(self, port: int) -> None:
        """Tell that the metrics are on this port. Raises SettingsError where it can't."""
        folder = self._settings.web_targets_dir
        if folder is None:
            return
        host = self._settings.web_host
        if host in ("0.0.0.0", "::"):  # noqa: S104  # the question is whether it is that
            host = socket.gethostname()
        name = self._settings.worker_name
        target = {
            "targets": [f"[{host}]:{port}" if ":" in host else f"{host}:{port}"],
            "labels": {"worker": name, "version": package_version(), "pid": str(os.getpid())},
        }
        path = folder / f"{_PREFIX}{re.sub(r'[^A-Za-z0-9._-]', '_', name)}.json"
        part = path.with_suffix(".part")  # Prometheus reads *.json, so it never sees half a file
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _clear_dead(folder)
            part.write_bytes(orjson.dumps([target]))
            part.replace(path)
        except OSError as exc:
            raise SettingsError(
                f"can't write {path}: {exc.strerror}: set {ENV_PREFIX}WEB_TARGETS_DIR to a directory that "
                "this worker may write, or unset it"
            ) from exc
        self._path = path

    def remove(self) -> None:
        """Take the file away."""
        if self._path:
            with contextlib.suppress(OSError):
                self._path.unlink()


def _clear_dead(folder: Path) -> None:
    """Remove the files of workers of this host that are no more."""
    prefix = f"{_PREFIX}{socket.gethostname()}-"
    for path in folder.glob(f"{prefix}*.json"):
        pid = path.stem.removeprefix(prefix)
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            path.unlink(missing_ok=True)
