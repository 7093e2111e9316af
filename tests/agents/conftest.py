"""What the tests of the shell share."""

from __future__ import annotations

import pytest

from streams.ops.metrics import Metrics
from streams.settings import Settings, load_settings

FAKE = "tests.agents.fake_coder:load"


@pytest.fixture
def settings() -> Settings:
    return load_settings(article_time_limit_s=1.0, retry_first_s=0.001, retry_longest_s=0.002, in_flight=8)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()
