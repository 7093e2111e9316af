"""An Apache Kafka that asks who is there: passwords on one listener, certificates on another."""

from __future__ import annotations

from pathlib import Path

from tests.kafka.broker import ApacheKafka, free_ports
from tests.kafka.certificates import Authority

USER = "worker"
PASSWORD = "correct horse battery staple"
LISTENERS = {"LOGIN": "SASL_SSL", "MUTUAL": "SSL", "EXPIRED": "SASL_SSL"}
"""LOGIN wants a password, MUTUAL a client's certificate, and EXPIRED shows a certificate that has expired."""


class SecuredKafka(ApacheKafka):
    """`bootstrap` is a listener without any of it, for what the test itself looks at."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        """Raises KafkaUnavailable where Java or the jars are missing."""
        self._ports = dict(zip(LISTENERS, free_ports(len(LISTENERS)), strict=True))
        scram = [f"SCRAM-SHA-{bits}=[name={USER},password={PASSWORD}]" for bits in (256, 512)]
        super().__init__(
            folder,
            listeners={name: (LISTENERS[name], port) for name, port in self._ports.items()},
            properties=_properties(authority),
            format_options=[word for one in scram for word in ("--add-scram", one)],
        )

    def address(self, listener: str) -> str:
        """`host:port` of one of LISTENERS."""
        return f"127.0.0.1:{self._ports[listener]}"


def _properties(authority: Authority) -> str:
    modules = "org.apache.kafka.common.security"
    lines = [
        "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
        "ssl.keystore.type=PEM",
        f"ssl.keystore.location={authority.issue('broker')}",
        "ssl.truststore.type=PEM",
        f"ssl.truststore.location={authority.file}",
        "listener.name.mutual.ssl.client.auth=required",
        "listener.name.expired.ssl.keystore.type=PEM",
        f"listener.name.expired.ssl.keystore.location={authority.issue('expired-broker', days=-1)}",
    ]
    account = f'user_{USER}="{PASSWORD}"'
    for listener in ("login", "expired"):
        jaas = f"listener.name.{listener}"
        lines += [
            f"{jaas}.plain.sasl.jaas.config={modules}.plain.PlainLoginModule required {account};",
            f"{jaas}.scram-sha-256.sasl.jaas.config={modules}.scram.ScramLoginModule required;",
            f"{jaas}.scram-sha-512.sasl.jaas.config={modules}.scram.ScramLoginModule required;",
        ]
    return "".join(f"{line}\n" for line in lines)
