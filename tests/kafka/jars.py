"""Apache Kafka's jars, fetched once by Maven into the user's cache."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")


class KafkaUnavailable(Exception):  # noqa: N818  # it says what is the case
    """Apache Kafka can't be run here. The message says what is missing and how to get it."""


def kafka_version() -> str:
    """The version that pom.xml pins."""
    found = re.search(r"<kafka\.version>([^<]+)</kafka\.version>", POM.read_text(encoding="utf-8"))
    assert found, f"{POM} names no kafka.version"
    return found[1]


def cache_folder() -> Path:
    """Where the jars lie between runs; another pom.xml gets another folder."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    pom_hash = sha256(POM.read_bytes()).hexdigest()[:8]
    return Path(root) / "diplomacy-event-stream" / f"kafka-{kafka_version()}-{pom_hash}"


def java() -> str:
    """Path of the Java runtime. Raises KafkaUnavailable without one."""
    found = shutil.which("java")
    if found is None:
        raise KafkaUnavailable("no java on the PATH (Debian: apt-get install openjdk-17-jre-headless)")
    return found


def kafka_jars() -> Path:
    """The folder of the jars, fetched if this is the first run. Raises KafkaUnavailable if that fails."""
    folder = cache_folder()
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise KafkaUnavailable("no mvn on the PATH to fetch Apache Kafka (Debian: apt-get install maven)")
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Into a folder beside it, then renamed: a run that is cut short leaves no half set of jars.
    with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
        fetched = subprocess.run(
            [
                maven,
                "--batch-mode",
                "--quiet",
                f"--file={POM}",
                "dependency:copy-dependencies",
                f"-DoutputDirectory={unfinished}/jars",
                "-DincludeScope=runtime",
            ],
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if fetched.returncode:
            raise KafkaUnavailable(f"mvn could not fetch Apache Kafka: {fetched.stdout[-800:]}")
        try:
            Path(unfinished, "jars").rename(folder)
        except OSError:
            if not folder.is_dir():  # else another run was faster, with the same jars
                raise
    return folder
