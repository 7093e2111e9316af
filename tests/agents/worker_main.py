"""A worker process for tests: settings from the environment, the coder that DIPLOMACY_TEST_LOADER names."""

from __future__ import annotations

import os
import sys

from streams.app import create_app
from streams.ops.worker import run_worker
from streams.settings import load_settings

if __name__ == "__main__":
    loader = os.environ.get("DIPLOMACY_TEST_LOADER", "tests.agents.fake_coder:load")
    sys.exit(run_worker(create_app(load_settings(), loader=loader)))
