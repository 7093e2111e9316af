"""The knowledge and the coder, loaded once."""

from __future__ import annotations

import pytest

from streams.core.actors import ActorDictionary
from streams.core.coder import Coder, load_coder


@pytest.fixture(scope="session")
def dictionary() -> ActorDictionary:
    return ActorDictionary.built_in()


@pytest.fixture(scope="session")
def coder() -> Coder:
    return load_coder()
