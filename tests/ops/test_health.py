"""Health, readiness and the files by which Prometheus finds every worker of a machine."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from streams.errors import SettingsError
from streams.ops.health import HealthServer
from streams.ops.metrics import Metrics
from streams.settings import Settings
from tests.kafka.broker import free_ports
from tests.ops.conftest import in_loop


def server(
    folder: Path | None = None, *, ready: bool = True, port: int = 0, name: str = "one"
) -> HealthServer:
    settings = Settings(web_port=port, web_targets_dir=folder, instance_id=name)
    return HealthServer(
        settings, Metrics(), alive=lambda: {"running": True}, ready=lambda: {"broker_answers": ready}
    )


async def ask(address: str, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://{address}{path}") as answer:
        return answer.status, await answer.text()


def addresses(folder: Path) -> dict[str, str]:
    """Worker → address, from the files that Prometheus reads."""
    found = (json.loads(path.read_text(encoding="utf-8"))[0] for path in folder.glob("*.json"))
    return {target["labels"]["worker"]: target["targets"][0] for target in found}


@in_loop
async def test_workers_of_one_machine_are_found_and_scraped_side_by_side(tmp_path: Path) -> None:
    servers = [server(tmp_path, name=name) for name in ("one", "two")]
    for each in servers:
        await each.start()
    found = addresses(tmp_path)
    assert set(found) == {"one", "two"}
    assert len(set(found.values())) == 2
    for address in found.values():
        status, page = await ask(address, "/metrics")
        assert status == 200
        assert 'diplomacy_ready{check="broker_answers"} 1.0' in page
    for each in servers:
        await each.stop()
    assert addresses(tmp_path) == {}


@in_loop
async def test_not_ready_is_told_by_status_and_metric_and_leaves_the_worker_alive(tmp_path: Path) -> None:
    waiting = server(tmp_path, ready=False)
    await waiting.start()
    [address] = addresses(tmp_path).values()
    assert await ask(address, "/readyz") == (503, '{"broker_answers": false}')
    assert (await ask(address, "/healthz"))[0] == 200
    assert 'diplomacy_ready{check="broker_answers"} 0.0' in (await ask(address, "/metrics"))[1]
    await waiting.stop()


@in_loop
async def test_a_loop_that_was_held_up_shows_it(tmp_path: Path) -> None:
    held_up = server(tmp_path)
    await held_up.start()
    await asyncio.sleep(0)  # now it waits for its first beat
    _hold_up(1.5)
    async with asyncio.timeout(10):
        page = ""
        while not re.search(r"\ndiplomacy_event_loop_late_seconds_total (0\.[5-9]|1\.)", page):
            _, page = await ask(f"127.0.0.1:{held_up.port}", "/metrics")
    await held_up.stop()


@in_loop
async def test_a_worker_that_was_killed_leaves_its_file_until_the_next_one_starts(tmp_path: Path) -> None:
    dead = _dead_process()
    left = tmp_path / f"diplomacy-{socket.gethostname()}-{dead}.json"
    elsewhere = tmp_path / "diplomacy-another-host-1.json"
    for path in (left, elsewhere):
        path.write_text('[{"targets": ["127.0.0.1:1"], "labels": {"worker": "w"}}]', encoding="utf-8")
    started = server(tmp_path)
    await started.start()
    assert not left.exists()
    assert elsewhere.exists()
    await started.stop()


@in_loop
async def test_a_directory_that_cant_be_written_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    refused = server(file)
    with pytest.raises(SettingsError, match="DIPLOMACY_WEB_TARGETS_DIR"):
        await refused.start()
    await refused.stop()


@in_loop
async def test_a_port_that_is_taken_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    with _taken() as port:
        refused = server(port=port)
        with pytest.raises(SettingsError, match="DIPLOMACY_WEB_PORT"):
            await refused.start()
        await refused.stop()


@contextmanager
def _taken() -> Iterator[int]:
    [port] = free_ports(1)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        listener.listen()
        yield port


def _dead_process() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def _hold_up(seconds: float) -> None:
    """Block the event loop, as a computation in it would."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    held.listen()
    held.settimeout(seconds)
    with pytest.raises(TimeoutError):
        held.accept()
    held.close()
