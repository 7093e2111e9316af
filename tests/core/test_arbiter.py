"""The arbiter's weights are shipped, small, and give probabilities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.arbiter import NONE, REVERSED, Arbiter, hashed, scaled
from streams.core.coder import Coder
from streams.core.knowledge import data_path
from streams.core.lens import CODES
from tests.core.claims import events, sides

ARBITER = Arbiter.built_in()
FEATURES = st.lists(
    st.sampled_from(["w:meet", "w:attack", "order:st", "frame:CONSULT", "path:<nsubj|", "none:x"])
)


def test_the_weights_are_small() -> None:
    assert Path(str(data_path("arbiter.npz"))).stat().st_size <= 3_000_000


def test_it_knows_every_class() -> None:
    assert set(ARBITER.classes) == {*CODES, NONE, REVERSED}


@given(FEATURES)
def test_probabilities_sum_to_one(features: list[str]) -> None:
    verdict = ARBITER.judge(features)
    assert sum(verdict.probabilities.values()) == pytest.approx(1)
    assert min(verdict.probabilities.values()) >= 0
    assert verdict.best in ARBITER.classes
    assert set(verdict.strongest) <= set(features)


@given(FEATURES)
def test_neither_order_nor_repetition_counts(features: list[str]) -> None:
    again = sorted(features * 2)
    one, other = ARBITER.judge(features).probabilities, ARBITER.judge(again).probabilities
    assert all(one[name] == pytest.approx(other[name], abs=1e-5) for name in one)


def test_a_feature_has_the_same_number_on_every_machine() -> None:
    assert hashed("w:meet") == 0x84C6302F


def test_many_words_weigh_no_more_than_few() -> None:
    few, many = (np.linalg.norm(scaled([f"w:{i}" for i in range(n)])) for n in (4, 100))
    assert few == pytest.approx(many)


def test_an_actor_marked_in_the_dateline_takes_part_in_no_act(coder: Coder) -> None:
    body = "WASHINGTON, Oct 29 - The United States imposed sanctions on Iran on Monday."
    marks = [
        {"start": body.find(word), "end": body.find(word) + len(word)} for word in ("WASHINGTON", "Iran")
    ]
    (event,) = events(coder, body, entities=marks)
    assert sides(event) == (["USA"], ["IRN"])
