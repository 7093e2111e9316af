"""Whatever is sent becomes events, nothing or a dead letter, in time, and the worker goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Kafka
from tests.delivery.fuzz import fuzzed
from tests.delivery.scenarios import fresh, sent_anything

pytestmark = [pytest.mark.kafka, pytest.mark.model]


def test_a_worker_survives_anything(kafka: Kafka, tmp_path: Path) -> None:
    messages = list(fuzzed(400))
    found = sent_anything(fresh(kafka.bootstrap), tmp_path, messages)
    assert found.unaccounted == 0, found
    assert set(found.dead) <= {"MalformedArticle", "OversizedArticle"}, (
        "a coder that fails on an article: a bug"
    )
    assert found.coded > len(messages) // 10, "most never came to the coder"
