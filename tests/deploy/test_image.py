"""The steps of the image's build, done here without a container engine: in a clean folder and environment.

What can't be had here is the base image, so the interpreter is the one that runs the tests.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from streams.topics import EVENTS
from tests.delivery.stream import Stream, Written
from tests.delivery.worker import Worker
from tests.deploy.container import USER, confined
from tests.deploy.prometheus import DEPLOY

pytestmark = pytest.mark.slow

ROOT = DEPLOY.parent
INSTALLED = "/opt/diplomacy"


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order: the word and the rest."""
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    return [(word, rest.strip()) for line in lines if line.strip() for word, _, rest in [line.partition(" ")]]


def in_context(name: str) -> bool:
    """Whether .dockerignore lets this path of the repository through; the last line that fits decides."""
    lets = True
    for line in (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!")
        if line and not line.startswith("#") and fnmatch(name.split("/")[0], pattern.removeprefix("**/")):
            lets = line.startswith("!")
    return lets


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the image has as /opt/diplomacy."""
    build, opt = tmp_path_factory.mktemp("src"), tmp_path_factory.mktemp("opt") / "diplomacy"
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith(("DIPLOMACY_", "PYTHON"))
    }
    for word, rest in instructions()[1:]:
        if word == "FROM":
            break  # the second stage only copies what the first has made
        if word == "COPY":
            *sources, target = rest.split()
            for source in sources:
                assert in_context(source), f"{source} is kept out by .dockerignore"
                if (ROOT / source).is_dir():
                    skip = shutil.ignore_patterns("__pycache__")
                    shutil.copytree(ROOT / source, build / target, ignore=skip)
                else:
                    shutil.copy(ROOT / source, build / target)
        if word == "RUN":
            command = rest.replace(INSTALLED, shlex.quote(str(opt))).replace(
                "python -m venv", f"{sys.executable} -m venv"
            )
            subprocess.run(
                ["bash", "-euo", "pipefail", "-c", command], cwd=build, env=environment, check=True
            )
    return opt


def test_the_image_has_everything_that_the_worker_needs_and_no_installer(image: Path) -> None:
    done = subprocess.run(
        [image / "bin" / "diplomacy", "resolve", "-"],
        input='{"id": "1", "text": "the Kremlin"}',
        env={"PATH": "/usr/bin:/bin", "HOME": str(image)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["actor"]["country"] == "RUS"
    assert not list(image.glob("lib/python*/site-packages/pip"))


@pytest.mark.embedded
def test_the_images_own_question_after_its_health_is_answered(
    image: Path, embedded: str, tmp_path: Path
) -> None:
    [check] = [rest for word, rest in instructions() if word == "HEALTHCHECK"]
    command = json.loads(check.partition("CMD ")[2])
    assert command[:2] == ["python", "-c"]
    stream = Stream(embedded)
    stream.create_topics()
    settings = {**stream.settings, "DIPLOMACY_OTLP_ENDPOINT": "http://127.0.0.1:9"}  # the image can trace
    worker = Worker((str(image / "bin" / "diplomacy"), "worker"), settings=settings, folder=tmp_path)
    try:
        worker.start_and_wait()
        asked = [str(image / "bin" / "python"), "-c", command[2]]
        environment = {"DIPLOMACY_WEB_PORT": str(worker._port)}
        assert subprocess.run(asked, env=environment, check=False).returncode == 0
        assert worker.terminate(within_s=15) == 0
    finally:
        worker.dispose()
    assert subprocess.run(asked, env=environment, check=False, capture_output=True).returncode != 0


@pytest.mark.embedded
@pytest.mark.model
def test_a_worker_without_rights_that_can_write_nothing_but_tmp_codes_articles(
    image: Path, embedded: str, tmp_path: Path
) -> None:
    stream = Stream(embedded)
    stream.create_topics()
    command = (str(image / "bin" / "diplomacy"), "worker")
    visible = (image, Path(sys.base_prefix))
    worker = Worker(confined(command, visible=visible), settings=stream.settings, folder=tmp_path)
    try:
        worker.start_and_wait()
        article = {
            "id": "talks",
            "body": "French President Emmanuel Macron met Chancellor Friedrich Merz in Berlin.",
        }
        stream.publish([Written("talks", json.dumps(article).encode())])
        assert stream.read(EVENTS, until=bool)
        for process in (worker._process.pid, *worker.children()):
            status = Path(f"/proc/{process}/status").read_text()
            assert re.search(rf"^Uid:\t{USER}\t{USER}\t", status, re.MULTILINE)
            assert re.search(r"^CapBnd:\t0+$", status, re.MULTILINE)
            assert re.search(r"^CapEff:\t0+$", status, re.MULTILINE)
            mounts = [line.split() for line in Path(f"/proc/{process}/mounts").read_text().splitlines()]
            ways = {target: options.split(",")[0] for _, target, _, options, *_ in mounts}
            assert (ways["/"], ways["/tmp"], ways[str(image)]) == ("ro", "rw", "ro")
        assert worker.terminate(within_s=15) == 0
    finally:
        worker.dispose()


def test_the_image_runs_as_a_user_without_rights_and_ends_on_the_workers_signal() -> None:
    said = {
        word: rest for word, rest in instructions() if word in ("USER", "STOPSIGNAL", "ENTRYPOINT", "CMD")
    }
    assert said == {
        "USER": "10001",
        "STOPSIGNAL": "SIGTERM",
        "ENTRYPOINT": '["diplomacy"]',
        "CMD": '["worker"]',
    }
