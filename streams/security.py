"""How every client (worker, command line, admin) connects: one place, so that none is left unencrypted."""

from __future__ import annotations

import re
import ssl
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from streams.errors import SettingsError
from streams.settings import SecurityProtocol, Settings

_ENCRYPTED = (SecurityProtocol.SSL, SecurityProtocol.SASL_SSL)
_PEM_BEGIN, _PEM_END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
# The validity in a certificate's DER (RFC 5280, 4.1.2.5): two times, of which the second is its end.
_NOT_AFTER = re.compile(
    rb"\x30[\x1e\x20\x22](?:\x17\x0d\d{12}|\x18\x0f\d{14})Z(?:\x17\x0d|\x18\x0f)(\d{12}(?:\d\d)?)Z"
)
_WITH_LOGIN = (SecurityProtocol.SASL_PLAINTEXT, SecurityProtocol.SASL_SSL)


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context, or None on an unencrypted protocol. Raises SettingsError on an unreadable file."""
    if settings.security_protocol not in _ENCRYPTED:
        return None
    try:
        context = ssl.create_default_context(cafile=settings.ssl_ca_file)
    except OSError as exc:
        raise SettingsError(f"DIPLOMACY_SSL_CA_FILE {settings.ssl_ca_file}: can't be used: {exc}") from None
    context.check_hostname = settings.ssl_check_hostname
    if settings.ssl_cert_file:
        password = settings.ssl_key_password
        try:
            context.load_cert_chain(
                settings.ssl_cert_file,
                settings.ssl_key_file,
                # A function, so that OpenSSL never asks on the terminal when the password is missing.
                (lambda: password.get_secret_value()) if password else (lambda: ""),
            )
        except OSError as exc:
            raise SettingsError(
                f"DIPLOMACY_SSL_CERT_FILE {settings.ssl_cert_file}: can't be used: {exc}: check it, "
                "DIPLOMACY_SSL_KEY_FILE and DIPLOMACY_SSL_KEY_PASSWORD"
            ) from None
        _check_validity(settings.ssl_cert_file)
    return context


def _check_validity(file: Path) -> None:
    """Brokers don't tell a client that its certificate has expired, so this does. Raises SettingsError."""
    text = file.read_text(encoding="ascii", errors="replace")
    begin, end = text.find(_PEM_BEGIN), text.find(_PEM_END)
    found = _NOT_AFTER.search(ssl.PEM_cert_to_DER_cert(text[begin : end + len(_PEM_END)]))
    if found is None:
        return
    digits = found[1].decode()
    century = "" if len(digits) == 14 else "19" if digits >= "50" else "20"
    not_after = datetime.strptime(f"{century}{digits}+0000", "%Y%m%d%H%M%S%z")
    if not_after < datetime.now(UTC):
        raise SettingsError(f"DIPLOMACY_SSL_CERT_FILE {file}: expired on {not_after:%Y-%m-%d}: renew it")


def client_options(settings: Settings) -> dict[str, Any]:
    """Keyword arguments that every aiokafka client takes: address, encryption, login.

    Raises SettingsError when no broker is set. The result holds the password: never log it.
    """
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap,
        "security_protocol": settings.security_protocol.value,
    }
    context = tls_context(settings)
    if context is not None:
        options["ssl_context"] = context
    if settings.security_protocol in _WITH_LOGIN and settings.sasl_password:
        options["sasl_mechanism"] = settings.sasl_mechanism.value
        options["sasl_plain_username"] = settings.sasl_username
        options["sasl_plain_password"] = settings.sasl_password.get_secret_value()
    return options


def faust_credentials(settings: Settings) -> Any:
    """The same for Faust's own clients; None on an unencrypted broker without login."""
    import faust

    context = tls_context(settings)
    if settings.security_protocol in _WITH_LOGIN and settings.sasl_password:
        return faust.SASLCredentials(
            username=settings.sasl_username,
            password=settings.sasl_password.get_secret_value(),
            mechanism=settings.sasl_mechanism.value,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None
