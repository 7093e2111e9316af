"""How every client (worker, command line, admin) connects: one place, so that none is left unencrypted."""

from __future__ import annotations

import ssl
from typing import Any

from streams.errors import SettingsError
from streams.settings import SecurityProtocol, Settings

_ENCRYPTED = (SecurityProtocol.SSL, SecurityProtocol.SASL_SSL)
_WITH_LOGIN = (SecurityProtocol.SASL_PLAINTEXT, SecurityProtocol.SASL_SSL)


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """The TLS context, or None on an unencrypted protocol. Raises SettingsError on an unreadable file."""
    if settings.security_protocol not in _ENCRYPTED:
        return None
    try:
        context = ssl.create_default_context(cafile=settings.ssl_ca_file)
        context.check_hostname = settings.ssl_check_hostname
        if settings.ssl_cert_file:
            password = settings.ssl_key_password
            context.load_cert_chain(
                settings.ssl_cert_file,
                settings.ssl_key_file,
                # A function, so that OpenSSL never asks on the terminal when the password is missing.
                (lambda: password.get_secret_value()) if password else (lambda: ""),
            )
    except (OSError, ssl.SSLError) as exc:
        files = settings.ssl_ca_file, settings.ssl_cert_file, settings.ssl_key_file
        named = ", ".join(str(file) for file in files if file)
        raise SettingsError(f"TLS files can't be used ({named}): {exc}") from None
    return context


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
