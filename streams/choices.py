"""What a setting that is a choice may be."""

from __future__ import annotations

from enum import StrEnum


class Delivery(StrEnum):
    """What a consumer that reads committed messages may see after a crash."""

    AT_LEAST_ONCE = "at_least_once"
    EXACTLY_ONCE = "exactly_once"


class Compression(StrEnum):
    """How a producer packs what it sends."""

    NONE = "none"
    GZIP = "gzip"


class LogFormat(StrEnum):
    """How a log line is written."""

    AUTO = "auto"
    JSON = "json"
    HUMAN = "human"


class LogLevel(StrEnum):
    """The least severe line that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class SecurityProtocol(StrEnum):
    """How clients talk to the broker (Kafka's own names)."""

    PLAINTEXT = "PLAINTEXT"
    SSL = "SSL"
    SASL_PLAINTEXT = "SASL_PLAINTEXT"
    SASL_SSL = "SASL_SSL"


class SaslMechanism(StrEnum):
    """How a client proves who it is (Kafka's own names)."""

    PLAIN = "PLAIN"
    SCRAM_SHA_256 = "SCRAM-SHA-256"
    SCRAM_SHA_512 = "SCRAM-SHA-512"


class Stage(StrEnum):
    """What a worker can do; one word each, as metrics and logs have it."""

    CLASSIFY = "classify"
    CODE = "code"
    ACTORS = "actors"
    STORIES = "stories"
    DYADS = "dyads"
