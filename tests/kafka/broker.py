"""One Apache Kafka node as a child process, and what a delivery test does to it."""

from __future__ import annotations

import asyncio
import base64
import ctypes
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from tests.kafka.jars import java, kafka_jars

HERE = Path(__file__).parent
START_SECONDS = 60.0
STOP_SECONDS = 20.0
PR_SET_PDEATHSIG = 1

# What comes later in a file of properties wins.
SECOND = "process.roles=broker\nnode.id=2\nlisteners="

# A short-lived broker gains nothing from the optimising compiler; its warm-up takes a core.
JVM_FLAGS = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")


class ApacheKafka:
    """A single KRaft node on loopback.

    `stop`, `kill` and `pause` are what a test does to it; `start` and `resume` undo them. Data and ports stay
    the same over a restart. It also listens on `detour_leads_to`, where it names itself as `detour_port`:
    whoever listens there has its clients' connections in his hands.
    """

    def __init__(
        self,
        folder: Path,
        *,
        listeners: Mapping[str, tuple[str, int]] = MappingProxyType({}),
        properties: str = "",
        format_options: Sequence[str] = (),
        beside: ApacheKafka | None = None,
    ) -> None:
        """Format the storage in `folder`. Raises KafkaUnavailable where Java or the jars are missing.

        `listeners` are more of them by name: protocol and port, set up by `properties`. `beside` another node
        this is the second broker of its cluster.
        """
        self._java, self._jars = java(), kafka_jars()
        self._port, own_controller, self.detour_leads_to, self.detour_port = free_ports(4)
        self._controller_port: int = beside._controller_port if beside else own_controller
        self._cluster_id: str = beside._cluster_id if beside else _new_cluster_id()
        self._server: subprocess.Popen[bytes] | None = None
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True)
        self._properties = folder / "server.properties"
        more = "".join(f",{name}://127.0.0.1:{port}" for name, (_, port) in listeners.items())
        protocols = "".join(f",{name}:{protocol}" for name, (protocol, _) in listeners.items())
        self._properties.write_text(
            (HERE / "server.properties").read_text(encoding="utf-8")
            + "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,DETOUR:PLAINTEXT"
            + f"{protocols}\n"
            + (SECOND if beside else f"listeners=CONTROLLER://127.0.0.1:{self._controller_port},")
            + f"PLAINTEXT://127.0.0.1:{self._port},"
            + f"DETOUR://127.0.0.1:{self.detour_leads_to}{more}\n"
            + f"advertised.listeners=PLAINTEXT://127.0.0.1:{self._port},"
            + f"DETOUR://127.0.0.1:{self.detour_port}{more}\n"
            + properties
            + f"controller.quorum.voters=1@127.0.0.1:{self._controller_port}\n"
            + f"log.dirs={folder / 'messages'}\n",
            encoding="utf-8",
        )
        with (self.logs / "format.log").open("wb") as output:
            subprocess.run(
                self._command(
                    "kafka.tools.StorageTool",
                    "format",
                    "-t",
                    self._cluster_id,
                    "-c",
                    str(self._properties),
                    *format_options,
                ),
                stdout=output,
                stderr=subprocess.STDOUT,
                check=True,
                timeout=START_SECONDS,
            )

    @property
    def bootstrap(self) -> str:
        """`host:port` for clients."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start the node and wait until it answers."""
        assert self._server is None, "already started"
        with (self.logs / "console.log").open("ab") as output:
            self._server = subprocess.Popen(
                self._command("kafka.Kafka", str(self._properties)),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C at pytest must not take the broker before the workers
                preexec_fn=_die_with_parent,
            )
        deadline = time.monotonic() + START_SECONDS
        while not asyncio.run(_answers(self.bootstrap)):
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Apache Kafka did not start; its logs are in {self.logs}")

    def stop(self) -> None:
        """Shut the node down in order; kills it if that takes too long."""
        if self._server is None:
            return
        self.resume()
        self._server.terminate()
        try:
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._server = None

    def dispose(self) -> None:
        """End it however it stands: nobody needs its messages any more, and an orderly end takes seconds."""
        if self._server is not None:
            self.kill()

    def restart(self) -> None:
        """Stop in order and start again, on the same port with the same messages."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """End it as a power cut does."""
        self._signal(signal.SIGKILL)
        assert self._server is not None
        self._server.wait()
        self._server = None

    def pause(self) -> None:
        """Freeze it: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused node go on."""
        self._signal(signal.SIGCONT)

    def forget(self, *, prefix: str) -> None:
        """Delete the topics whose names begin so, if the node answers."""
        with suppress(KafkaError, OSError, TimeoutError):
            asyncio.run(_delete(self.bootstrap, prefix))

    def _signal(self, number: signal.Signals) -> None:
        assert self._server is not None, "not started"
        self._server.send_signal(number)

    def _command(self, main_class: str, *arguments: str) -> Sequence[str]:
        return [
            self._java,
            *JVM_FLAGS,
            f"-Dkafka.logs.dir={self.logs}",
            f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}",
            "-cp",
            f"{self._jars}/*",
            main_class,
            *arguments,
        ]


def _new_cluster_id() -> str:
    # With a bit that keeps it from beginning with "-": the tool would take it for an option.
    first, *rest = uuid.uuid4().bytes
    return base64.urlsafe_b64encode(bytes([first & 0x7F, *rest])).decode().rstrip("=")


def free_ports(count: int) -> list[int]:
    """Loopback ports that nobody listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


async def _answers(bootstrap: str) -> bool:
    """Whether a client can list the topics; tries for about half a second."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=2000)
    try:
        await admin.start()
        await admin.list_topics()
    except (KafkaError, OSError, TimeoutError):
        await asyncio.sleep(0.1)  # the interval of this poll; the deadline is the caller's
        return False
    finally:
        with suppress(KafkaError):
            await admin.close()
    return True


async def _delete(bootstrap: str, prefix: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await admin.start()
        if named := [name for name in await admin.list_topics() if name.startswith(prefix)]:
            await admin.delete_topics(named)
    finally:
        await admin.close()


def _die_with_parent() -> None:
    """In the child, before exec: a pytest that is killed leaves no broker behind (Linux)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
