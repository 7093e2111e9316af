"""Values framed for a schema registry, where one is set; their schemas are registered at the start.

Confluent's REST API, which Apicurio, Karapace and Redpanda speak too:
https://docs.confluent.io/platform/current/schema-registry/develop/api.html
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from schemas.jsonschema import json_schema
from schemas.wire import frame
from streams.delivery.outbox import Outbox
from streams.delivery.record import Done, Outbound, Partition
from streams.errors import RegistryError
from streams.settings import Settings
from streams.topics import RAW, TABLE, Topic

_CONTENT = "application/vnd.schemaregistry.v1+json"


def register(settings: Settings, topics: Iterable[Topic] = TABLE) -> dict[str, int]:
    """Register the JSON Schema of each topic's value, under `TOPIC-value`; what is there keeps its id.

    Returns the ids by the topics' full names. Raises RegistryError.
    """
    models = {topic.full_name(settings.topic_prefix): topic.value_model() for topic in topics}
    return {
        name: _post(settings, f"{name}-value", json.dumps(json_schema(model)))
        for name, model in models.items()
        if model is not None
    }


class Framed:
    """An outbox whose values are framed with the ids of their schemas; dead letters stay as they were."""

    def __init__(self, outbox: Outbox, settings: Settings) -> None:
        self._outbox = outbox
        self._settings = settings
        self._ids: Mapping[str, int] = {}

    async def start(self) -> None:
        """Register the schemas of all that we write, then connect. Raises RegistryError, FatalError."""
        written = [topic for topic in TABLE if topic is not RAW]
        self._ids = await asyncio.to_thread(register, self._settings, written)
        await self._outbox.start()

    async def stop(self) -> None:
        """Disconnect."""
        await self._outbox.stop()

    async def reset(self) -> None:
        """See Outbox."""
        await self._outbox.reset()

    async def prepare(self, tp: Partition) -> int:
        """See Outbox."""
        return await self._outbox.prepare(tp)

    async def deliver(self, batch: Sequence[Done], *, singly: bool = False) -> Mapping[Partition, int]:
        """See Outbox."""
        framed = [replace(done, outputs=tuple(map(self._framed, done.outputs))) for done in batch]
        return await self._outbox.deliver(framed, singly=singly)

    def _framed(self, output: Outbound) -> Outbound:
        schema_id = self._ids.get(output.topic)
        if schema_id is None or output.value is None:
            return output
        return replace(output, value=frame(schema_id, output.value))


def _post(settings: Settings, subject: str, schema: str) -> int:
    url = f"{(settings.schema_registry_url or '').rstrip('/')}/subjects/{quote(subject, safe='')}/versions"
    body = json.dumps({"schemaType": "JSON", "schema": schema}).encode()
    request = Request(url, data=body, headers={"Content-Type": _CONTENT, **_login(settings)})  # noqa: S310
    try:
        with urlopen(request, timeout=settings.request_timeout_s) as answer:  # noqa: S310  # http(s) by the setting
            return int(json.load(answer)["id"])
    except HTTPError as error:
        with error:
            said = error.read(2000).decode(errors="replace")
        raise RegistryError(f"the schema registry refused {subject}: {error.code} {said}") from error
    except (URLError, OSError) as error:
        raise RegistryError(f"no answer from the schema registry at {url}: {error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RegistryError(f"{url} is no schema registry: {error!r}") from error


def _login(settings: Settings) -> dict[str, str]:
    password = settings.schema_registry_password
    if settings.schema_registry_username is None or password is None:
        return {}
    pair = f"{settings.schema_registry_username}:{password.get_secret_value()}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
