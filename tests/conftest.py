"""Fixtures that every test may use: the brokers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from streams.embedded import embedded_broker
from streams.errors import EmbeddedBrokerError
from tests.kafka.broker import ApacheKafka
from tests.kafka.jars import KafkaUnavailable

# On a machine that is busy with something else a slow example says nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

NODE = pytest.StashKey[ApacheKafka]()


@dataclass(frozen=True)
class Kafka:
    """An Apache Kafka to test against."""

    bootstrap: str
    node: ApacheKafka | None
    """The node behind it, where this run started it."""

    def own_node(self) -> ApacheKafka:
        """The node, for a test that stops or freezes it; skips on somebody else's broker."""
        if self.node is None:
            pytest.skip("needs a broker of its own, and KAFKA_BOOTSTRAP_SERVERS names another")
        return self.node


def unavailable(reason: str) -> NoReturn:
    """Skip by name where a tool is missing; fail in CI, where nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    """A real single-node Apache Kafka, started once a session; or the one of KAFKA_BOOTSTRAP_SERVERS."""
    if bootstrap := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield Kafka(bootstrap=bootstrap, node=None)
        return
    try:
        node = ApacheKafka(tmp_path_factory.mktemp("kafka"))
    except KafkaUnavailable as reason:
        unavailable(f"Apache Kafka: {reason}")
    request.config.stash[NODE] = node
    node.start()
    try:
        yield Kafka(bootstrap=node.bootstrap, node=node)
    finally:
        node.dispose()


@pytest.fixture(scope="module", autouse=True)
def swept(request: pytest.FixtureRequest) -> Iterator[None]:
    """Behind each module its topics go: with those of all, ten thousand partitions, a broker needs minutes to
    come back from a power cut.
    """
    yield
    if (node := request.config.stash.get(NODE, None)) is not None:
        node.forget(prefix="test-")


@pytest.fixture(scope="session")
def embedded() -> Iterator[str]:
    """`host:port` of an embedded broker, started once a session."""
    broker = embedded_broker()
    try:
        address = broker.__enter__()
    except EmbeddedBrokerError as reason:
        unavailable(f"embedded broker: {reason}")
    try:
        yield address
    finally:
        broker.__exit__(None, None, None)


@pytest.fixture(
    scope="session",
    params=[
        pytest.param("kafka", marks=pytest.mark.kafka),
        pytest.param("embedded", marks=pytest.mark.embedded),
    ],
)
def broker(request: pytest.FixtureRequest) -> str:
    """`host:port` of each broker in turn: what a test claims holds on both."""
    if request.param == "kafka":
        bootstrap: str = request.getfixturevalue("kafka").bootstrap
        return bootstrap
    address: str = request.getfixturevalue("embedded")
    return address


@pytest.fixture(scope="session")
def kcat() -> str:
    """Path of kcat, a Kafka client that shares no code with ours."""
    return shutil.which("kcat") or unavailable("no kcat on the PATH (Debian: apt-get install kcat)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """After a failure, say where the broker's logs are (pytest keeps them for three runs)."""
    node = config.stash.get(NODE, None)
    if node is not None and (terminalreporter.stats.get("failed") or terminalreporter.stats.get("error")):
        terminalreporter.write_line(f"logs of Apache Kafka: {node.logs}")
