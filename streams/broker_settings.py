"""The settings by which a client finds the broker and its registry, and says who it is."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

from streams.choices import Delivery, SaslMechanism, SecurityProtocol
from streams.errors import SettingsError

ENV_PREFIX = "DIPLOMACY_"


class BrokerSettings(BaseSettings):
    """A part of `Settings`, which reads them."""

    # --- broker
    broker: str | None = Field(
        None,
        description="Kafka bootstrap servers, host:port, comma-separated. No default: talking to a broker "
        "nobody named would be a surprise; `--embedded` starts one for a try-out.",
    )
    group_id: str = Field(
        "diplomacy", min_length=1, description="Consumer group; workers that share it share the work."
    )
    instance_id: str | None = Field(
        None,
        description="Static name of this worker in its group, unique per worker and the same after a restart "
        "(a pod's name). With it a restart causes no rebalance.",
    )
    topic_prefix: str = Field(
        "",
        pattern=r"^[A-Za-z0-9._-]*$",
        description="Put before every topic name, so that several environments can share one cluster.",
    )
    replication_factor: int = Field(
        -1, ge=-1, description="Copies of each topic that `topics create` makes; -1: the broker's default."
    )
    delivery: Delivery = Field(
        Delivery.AT_LEAST_ONCE,
        description="at_least_once: a crash can repeat events, with the same ids. exactly_once: outputs and "
        "offsets in one Kafka transaction; needs Apache Kafka, costs latency.",
    )

    # --- security
    security_protocol: SecurityProtocol = Field(
        SecurityProtocol.PLAINTEXT, description="Encryption (SSL) and login (SASL) to the broker."
    )
    sasl_mechanism: SaslMechanism = Field(
        SaslMechanism.SCRAM_SHA_512, description="Login mechanism, for SASL."
    )
    sasl_username: str | None = Field(None, description="Login name, for SASL_*.")
    sasl_password: SecretStr | None = Field(None, description="Password, for SASL_*. Never printed.")
    ssl_ca_file: Path | None = Field(None, description="PEM file of the CA; default: the system's CAs.")
    ssl_cert_file: Path | None = Field(
        None, description="PEM client certificate, if the broker asks for one."
    )
    ssl_key_file: Path | None = Field(None, description="PEM key of the client certificate.")
    ssl_key_password: SecretStr | None = Field(None, description="Password of that key. Never printed.")
    ssl_check_hostname: bool = Field(True, description="Refuse a certificate for another host.")

    # --- schema registry
    schema_registry_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Base URL of a schema registry with Confluent's API. The worker registers the JSON "
        "Schemas there and puts Confluent's five bytes before each value. Default: plain JSON.",
    )
    schema_registry_username: str | None = Field(
        None, description="Login name, if the registry asks for one."
    )
    schema_registry_password: SecretStr | None = Field(
        None, description="Password of the same. Never printed."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.security_protocol.startswith("SASL") and not (self.sasl_username and self.sasl_password):
            raise ValueError(
                f"security_protocol is {self.security_protocol}: set {ENV_PREFIX}SASL_USERNAME "
                f"and {ENV_PREFIX}SASL_PASSWORD"
            )
        if self.ssl_key_file and not self.ssl_cert_file:
            raise ValueError(f"ssl_key_file is set without ssl_cert_file: set {ENV_PREFIX}SSL_CERT_FILE")
        return self

    @property
    def bootstrap(self) -> str:
        """The broker's address. Raises SettingsError when none is set."""
        if not self.broker:
            raise SettingsError(
                f"no Kafka broker is set: set {ENV_PREFIX}BROKER=host:port, or use --embedded to start "
                "one for a try-out"
            )
        return self.broker

    @property
    def worker_name(self) -> str:
        """`instance_id`, or host name and process id: unique among live workers."""
        return self.instance_id or f"{socket.gethostname()}-{os.getpid()}"
