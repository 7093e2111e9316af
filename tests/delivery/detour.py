"""A way to the broker that can be cut: every byte of its clients goes through here."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from types import TracebackType
from typing import Self

_CHUNK = 65_536
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of no seconds: closing sends RST, as a router does that forgot the connection."""


class Detour:
    """Listens on one loopback port and forwards to another."""

    def __init__(self, port: int, leads_to: int) -> None:
        self.address = f"127.0.0.1:{port}"
        self.refused = 0
        """Connections that came since the last cut and were closed at once."""
        self._leads_to = leads_to
        self._open = True
        self._ends: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port))

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> int:
        """Break every connection and take no more. Returns how many there were."""
        with self._lock:
            self._open, self.refused = False, 0
            ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                end.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads from it
            end.close()
        return len(ends) // 2

    def mend(self) -> None:
        """Let connections through again."""
        with self._lock:
            self._open = True

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed: the detour has ended
            while True:
                client, _ = self._listener.accept()
                with self._lock:
                    if not self._open:
                        self.refused += 1
                        client.close()
                        continue
                    broker = socket.create_connection(("127.0.0.1", self._leads_to))
                    self._ends += [client, broker]
                for source, target in ((client, broker), (broker, client)):
                    threading.Thread(target=_pump, args=(source, target), daemon=True).start()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(_CHUNK):
            target.sendall(data)
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
