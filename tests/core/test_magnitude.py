"""How much: the people and sums of a clause. And what a correction takes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import PloverType
from streams.core.coder import Coder
from streams.core.magnitude import also_hurt, magnitudes
from tests.core.claims import events

CASES = [
    (
        "ASSAULT",
        "struck a market, killing at least 23 people and wounding more than 100",
        "killed 23, injured 100",
    ),
    ("ASSAULT", "leaving at least seven people dead", "killed 7"),
    ("ASSAULT", "two of its rangers were killed", "killed 2"),
    ("ASSAULT", "the death toll rose to 1,204", "killed 1204"),
    ("ASSAULT", "killed two dozen soldiers", "killed 24"),
    ("ASSAULT", "wounded 12 in the attack", "injured 12"),
    ("AID", "pledged £1.5bn and 2,000 troops", "sum 1500000000 GBP, troops 2000"),
    ("AID", "announced a $250-million line of credit", "sum 250000000 USD"),
    ("AID", "C$12 million in humanitarian assistance", "sum 12000000 CAD"),
    ("AID", "promised 200 million kroner", "sum 200000000 None"),
    ("AGREE", "raise trade to 60 billion U.S. dollars by 2030", "sum 60000000000 USD"),
    ("SANCTION", "imposed a fine of Rs 500 crore", "sum 5000000000 INR"),
    ("MOBILIZE", "sent 3,000 additional U.S. troops to Poland", "troops 3000"),
    ("CONSULT", "met 20 soldiers", ""),
    ("ASSAULT", "attacked the town in 2019", ""),
]


@pytest.mark.parametrize(("act", "text", "told"), CASES)
def test_a_clause_tells_how_much(act: str, text: str, told: str) -> None:
    found = magnitudes(text, PloverType(act))
    shown = [f"{m.kind.value} {m.value:.0f}" + (f" {m.currency}" if m.kind == "sum" else "") for m in found]
    assert ", ".join(shown) == told
    assert all(m.text in text for m in found)


def test_the_wounded_of_the_next_clause_belong_to_the_killed() -> None:
    assert also_hurt(" and nine wounded when rockets fell") == " and nine wounded"
    assert also_hurt(" and nine ministers met") == ""


@given(st.text(max_size=80), st.sampled_from(PloverType))
def test_no_text_breaks_the_counting(text: str, act: PloverType) -> None:
    assert all(m.value >= 0 for m in magnitudes(text, act))


@pytest.mark.model
def test_an_event_says_how_many_were_killed(coder: Coder) -> None:
    (raid,) = [
        e
        for e in events(coder, "Russian drones struck Kharkiv on Monday, killing 23 people, Ukraine said.")
        if e.plover_act is PloverType.ASSAULT
    ][:1]
    assert [(m.kind.value, m.value) for m in raid.magnitude] == [("killed", 23)]


@pytest.mark.model
@pytest.mark.parametrize(
    "correction",
    [
        "CORRECTION: An earlier version of this article said that France had expelled ten Russian diplomats.",
        "This article originally stated that France had expelled ten Russian diplomats.",
        "Correction: an earlier version incorrectly said France had expelled ten Russian diplomats.",
    ],
)
def test_what_a_correction_withdraws_is_denied(coder: Coder, correction: str) -> None:
    withdrawn, right = events(coder, f"{correction} France expelled six Russian diplomats on Monday.")
    assert (withdrawn.status.value, right.status.value) == ("denied", "happened")
