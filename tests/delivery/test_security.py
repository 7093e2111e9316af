"""Every client logs in and encrypts as it is told; a refusal is said in words; no secret is ever shown.

On a broker of its own: Apache Kafka with SCRAM, PLAIN and client certificates over TLS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from streams.topics import EVENTS, RAW
from tests.conftest import unavailable
from tests.delivery.command import diplomacy
from tests.delivery.stream import Stream, headers_of
from tests.delivery.worker import FAKE_CODER, Worker
from tests.kafka.certificates import Authority
from tests.kafka.jars import KafkaUnavailable
from tests.kafka.secured import PASSWORD, USER, SecuredKafka

pytestmark = pytest.mark.kafka

KEY_PASSWORD = "key to the key"
WRONG = "Tr0ub4dor&3"
SECRETS = (PASSWORD, KEY_PASSWORD, WRONG)
FORGED = 'x","level":"info"}\n{"level":"critical","event":"forged"}\r\n\x1b[2J\u2028forged'


@dataclass(frozen=True)
class Secured:
    """The broker, and files of an authority that it trusts and of one that it doesn't."""

    node: SecuredKafka
    ca: Path
    client: Path
    expired_client: Path
    stranger: Path
    strangers_ca: Path

    def settings(self, way: str, **changed: str) -> dict[str, str]:
        """The environment of a client that comes in that way: by a login mechanism, or by CERTIFICATE."""
        by_certificate = way == "CERTIFICATE"
        fields = {
            "DIPLOMACY_BROKER": self.node.address("MUTUAL" if by_certificate else "LOGIN"),
            "DIPLOMACY_SECURITY_PROTOCOL": "SSL" if by_certificate else "SASL_SSL",
            "DIPLOMACY_SSL_CA_FILE": str(self.ca),
        }
        if by_certificate:
            fields |= {
                "DIPLOMACY_SSL_CERT_FILE": str(self.client),
                "DIPLOMACY_SSL_KEY_PASSWORD": KEY_PASSWORD,
            }
        else:
            fields |= {
                "DIPLOMACY_SASL_MECHANISM": way,
                "DIPLOMACY_SASL_USERNAME": USER,
                "DIPLOMACY_SASL_PASSWORD": PASSWORD,
            }
        return {**fields, **{f"DIPLOMACY_{name.upper()}": value for name, value in changed.items()}}


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("secured")
    authority, other = Authority(folder), Authority(folder, "other")
    try:
        node = SecuredKafka(folder / "kafka", authority)
    except KafkaUnavailable as reason:
        unavailable(f"Apache Kafka: {reason}")
    node.start()
    try:
        yield Secured(
            node=node,
            ca=authority.file,
            client=authority.issue("client", password=KEY_PASSWORD),
            expired_client=authority.issue("expired-client", days=-1),
            stranger=other.issue("stranger"),
            strangers_ca=other.file,
        )
    finally:
        node.dispose()


def assert_no_secret(text: str) -> None:
    assert not [secret for secret in SECRETS if secret in text]


def listening(pid: int) -> set[str]:
    """Addresses and ports, in the kernel's hexadecimal, on which a process listens for TCP."""
    sockets = {f.readlink().name for f in Path(f"/proc/{pid}/fd").iterdir() if f.is_symlink()}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in sockets:
                found.add(words[1])
    return found


@pytest.mark.parametrize(
    ("way", "delivery"),
    [
        ("SCRAM-SHA-512", "exactly_once"),
        ("PLAIN", "at_least_once"),
        ("CERTIFICATE", "at_least_once"),
    ],
)
def test_every_client_comes_in(secured: Secured, tmp_path: Path, way: str, delivery: str) -> None:
    plain = Stream(secured.node.bootstrap)
    settings = {**plain.settings, **secured.settings(way), "DIPLOMACY_LOG_LEVEL": "debug"}
    assert diplomacy(settings, "topics", "create").returncode == 0
    article = tmp_path / "talks.jsonl"
    article.write_text(json.dumps({"id": FORGED, "body": f"raise {FORGED}"}) + '\n{"id": "a", "body": "x"}\n')
    published = diplomacy(settings, "publish", str(article))
    assert published.returncode == 0, published.stderr.decode()
    worker = Worker(FAKE_CODER, settings={**settings, "DIPLOMACY_DELIVERY": delivery}, folder=tmp_path)
    try:
        worker.start_and_wait()
        [event] = plain.read(EVENTS, until=lambda found: len(found) == 1)
        assert headers_of(event)["ce_subject"] == "a"
        worker.wait_until(lambda: plain.committed(RAW) == 2, what="done", within_s=30)
        assert worker.metric("diplomacy_dead_letters_total", stage="code", error="CoderFailed") == 1
        assert listening(worker._process.pid) == {f"0100007F:{worker._port:04X}"}, "one port, on loopback"
        for view in ("/", "/table/", "/router/", "/stats/", "/graph/"):
            assert worker.get(view)[0] == 404, f"Faust's {view} shows what is in the worker"
        assert worker.terminate(within_s=15) == 0
    finally:
        worker.dispose()
    tail = ("tail", "events", "--from-beginning", "--limit", "1", "--timeout", "20")
    shown = [diplomacy(settings, *verb) for verb in (("dlq", "list"), ("settings",), tail)]
    assert [done.returncode for done in shown] == [0, 0, 0]
    log = worker.log.read_text(encoding="utf-8")
    assert_no_secret(log + "".join((done.stdout + done.stderr).decode() for done in [published, *shown]))
    # What an article says stays within the line that quotes it.
    lines = [json.loads(line) for line in log.split("\n") if line.startswith("{")]
    assert not [line for line in lines if line["event"] == "forged"]
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u2028]", log)


def test_the_shorter_scram_is_understood_too(secured: Secured) -> None:
    done = diplomacy(secured.settings("SCRAM-SHA-256"), "topics", "create")
    assert done.returncode == 0, done.stderr.decode()


def refusals(secured: Secured) -> Mapping[str, tuple[dict[str, str], int, str]]:
    """What is wrong → the settings, the exit code of the command, and what it has to say."""
    expired = secured.node.address("EXPIRED")
    login, plain = "check DIPLOMACY_SASL_USERNAME and DIPLOMACY_SASL_PASSWORD", secured.node.bootstrap
    scram, certificate = "SCRAM-SHA-512", "CERTIFICATE"
    strange, old = str(secured.stranger), str(secured.expired_client)
    return {
        "wrong SCRAM password": (secured.settings(scram, sasl_password=WRONG), 4, login),
        "wrong PLAIN password": (secured.settings("PLAIN", sasl_password=WRONG), 4, login),
        "nobody": (secured.settings(scram, sasl_username="nobody"), 4, "login of 'nobody'"),
        "expired broker": (secured.settings(scram, broker=expired), 4, "certificate has expired"),
        "another CA": (
            secured.settings(scram, ssl_ca_file=str(secured.strangers_ca)),
            4,
            "check DIPLOMACY_SSL_CA_FILE",
        ),
        "no encryption here": (secured.settings(scram, broker=plain), 4, "check DIPLOMACY_SECURITY_PROTOCOL"),
        "no certificate": (
            secured.settings(certificate, ssl_cert_file=""),
            4,
            "refuses this client's certificate",
        ),
        "a stranger's certificate": (
            secured.settings(certificate, ssl_cert_file=strange),
            4,
            "refuses this client's certificate",
        ),
        "expired certificate": (secured.settings(certificate, ssl_cert_file=old), 3, "expired on"),
        "wrong key password": (
            secured.settings(certificate, ssl_key_password=WRONG),
            3,
            "DIPLOMACY_SSL_KEY_PASSWORD",
        ),
        "no such file": (secured.settings(scram, ssl_ca_file="nowhere.pem"), 3, "nowhere.pem"),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        "wrong SCRAM password",
        "wrong PLAIN password",
        "nobody",
        "expired broker",
        "another CA",
        "no encryption here",
        "no certificate",
        "a stranger's certificate",
        "expired certificate",
        "wrong key password",
        "no such file",
    ],
)
def test_a_refusal_is_one_line_that_names_the_setting(secured: Secured, wrong: str) -> None:
    settings, exit_code, words = refusals(secured)[wrong]
    done = diplomacy(settings, "topics", "list")
    said = done.stderr.decode()
    assert (done.returncode, said.count("\n")) == (exit_code, 1), said
    assert words in said
    assert_no_secret(said + done.stdout.decode())


@pytest.mark.parametrize("wrong", ["wrong SCRAM password", "expired broker", "expired certificate"])
def test_a_worker_that_is_refused_ends_and_says_why(secured: Secured, wrong: str) -> None:
    settings, _, words = refusals(secured)[wrong]
    done = diplomacy(
        {**settings, "DIPLOMACY_WEB_PORT": "0", "DIPLOMACY_LOG_LEVEL": "debug"}, command=FAKE_CODER
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode != 0
    assert words in said
    assert_no_secret(said)


def test_a_password_is_needed_where_there_is_a_login(secured: Secured) -> None:
    settings = secured.settings("PLAIN", sasl_password="")
    done = diplomacy(settings, "topics", "list")
    assert done.returncode == 3
    assert b"DIPLOMACY_SASL_PASSWORD" in done.stderr


def test_articles_are_published_only_where_the_broker_is_who_it_says(
    secured: Secured, tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Nothing for strangers.")
    settings = secured.settings("PLAIN", ssl_ca_file=str(secured.strangers_ca))
    done = diplomacy(settings, "publish", str(file))
    assert done.returncode == 4
    assert b"check DIPLOMACY_SSL_CA_FILE" in done.stderr
