"""Why the broker takes no connection of ours, in words that name the setting to look at.

The Kafka client says only that it couldn't connect; so one more connection is tried here, to hear the reason.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import (
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)

from streams.security import client_options, tls_context
from streams.settings import Settings

_TRY_S = 5.0


async def refusal(settings: Settings, fault: object) -> str:
    """What `fault`, the failure to connect, comes from: one line, without any secret."""
    reasons = [await _reason(settings, server.strip()) for server in settings.bootstrap.split(",")]
    told = next((reason for reason in reasons if reason), None)
    return told or f"no answer from the broker at {settings.bootstrap}: {fault}"


async def _reason(settings: Settings, server: str) -> str | None:
    host, _, port = server.rpartition(":")
    options = client_options(settings)
    options.pop("bootstrap_servers")
    at = f"the broker at {server}"
    try:
        async with asyncio.timeout(_TRY_S):
            (await create_conn(host.strip("[]"), int(port), **options)).close()
            # With TLS 1.3 a client's certificate is refused only after the handshake.
            return await _late_refusal(settings, host, int(port), at)
    except SaslAuthenticationFailed:
        return (
            f"{at} refuses the login of {settings.sasl_username!r} by {settings.sasl_mechanism}: check "
            "DIPLOMACY_SASL_USERNAME and DIPLOMACY_SASL_PASSWORD"
        )
    except UnsupportedSaslMechanismError:
        return f"{at} knows no login by {settings.sasl_mechanism}: check DIPLOMACY_SASL_MECHANISM"
    except ssl.SSLCertVerificationError as exc:
        return (
            f"the certificate of {at} is not accepted: {exc.verify_message}: check DIPLOMACY_SSL_CA_FILE, or "
            "have the broker's certificate renewed"
        )
    except ssl.SSLError as exc:
        return f"no encryption with {at}: {_words(exc)}: check DIPLOMACY_SECURITY_PROTOCOL"
    except (KafkaError, TimeoutError, ValueError, ConnectionResetError, BrokenPipeError):
        return await _hung_up(settings, host, port, at)
    except OSError:
        return None  # nobody listens there: the client's own words say so


async def _hung_up(settings: Settings, host: str, port: str, at: str) -> str | None:
    if port.isdigit():
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_TRY_S):
                if late := await _late_refusal(settings, host, int(port), at):
                    return late
        return f"{at} ends the connection: check DIPLOMACY_SECURITY_PROTOCOL ({settings.security_protocol})"
    return None


async def _late_refusal(settings: Settings, host: str, port: int, at: str) -> str | None:
    """What the broker says to our certificate once the handshake is over; None where it says nothing."""
    context = tls_context(settings)
    if context is None:
        return None
    reader, writer = await asyncio.open_connection(host.strip("[]"), port, ssl=context)
    try:
        async with asyncio.timeout(1):
            await reader.read(1)
    except ssl.SSLError as exc:
        return (
            f"{at} refuses this client's certificate: {_words(exc)}: check DIPLOMACY_SSL_CERT_FILE and "
            "DIPLOMACY_SSL_KEY_FILE"
        )
    except TimeoutError:
        return None
    finally:
        await _close(writer)
    return None


async def _close(writer: Any) -> None:
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def _words(exc: ssl.SSLError) -> str:
    return (exc.reason or str(exc)).lower().replace("_", " ")
