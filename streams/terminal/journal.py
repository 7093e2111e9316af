"""What of each file has been published, kept on disk: an interrupted run goes on where it stopped."""

import json
import time
from collections.abc import Iterable
from pathlib import Path

from streams.terminal.exits import UsageError
from streams.terminal.sources import STDIN, Entry

_WRITE_EVERY_S = 1.0


class Journal:
    """Counts by file how many of its articles are done, delivered or refused; written every second.

    After a crash what was delivered in the last second is sent again, under the same ids.
    """

    def __init__(self, path: Path, files: Iterable[Path]) -> None:
        """Read what an earlier run has left.

        Raises:
            UsageError: it is no journal, a file has changed since, or the standard input is among the files.
        """
        self._path = path
        self._files = {str(file): _stamp(file) for file in files}
        self._written = time.monotonic()
        self.done: dict[str, int] = {}
        self.refused = 0
        if path.exists():
            self._read()

    def take(self, entry: Entry, *, refused: bool) -> None:
        """Note that an article is done; they have to come in the order of their file."""
        self.done[entry.file] = entry.number
        self.refused += refused
        if time.monotonic() - self._written >= _WRITE_EVERY_S:
            self.write()

    def write(self) -> None:
        """Write it; whoever reads it sees the old one or the new one, whole."""
        files = {name: {"done": done, "stamp": self._files[name]} for name, done in self.done.items()}
        text = json.dumps({"publish": 1, "refused": self.refused, "files": files}, indent=1)
        unfinished = self._path.with_name(self._path.name + ".new")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(self._path)
        self._written = time.monotonic()

    def _read(self) -> None:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            self.refused = int(kept["refused"])
            stamps = {name: (int(file["done"]), list(file["stamp"])) for name, file in kept["files"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{self._path}: no journal of publish ({error}): name another file") from error
        for name, (done, stamp) in stamps.items():
            if name in self._files and stamp != self._files[name]:
                raise UsageError(
                    f"{name}: changed since {self._path} was written: delete that to send it all"
                )
            self._files.setdefault(name, stamp)
            self.done[name] = done


def _stamp(file: Path) -> list[int]:
    """Return size and time of change: what is appended to would be read from the wrong place."""
    if str(file) == STDIN:
        raise UsageError("the standard input can't be resumed: give a file")
    status = file.stat()
    return [status.st_size, status.st_mtime_ns]
