"""A round of talks is talks, and two promises of one breath are two."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("Greece and Turkey held a new round of talks on the shelf.", "happened"),
        ("Greece will hold a second round of talks with Turkey next month.", "planned"),
        ("Greece and Turkey held three days of talks in Ankara.", "happened"),
    ],
)
def test_a_round_of_talks_is_talks(coder: Coder, sentence: str, status: str) -> None:
    assert ("CONSULT", status, "GRC", "TUR") in [told(e) for e in events(coder, sentence)]


def test_two_things_agreed_are_two_agreements(coder: Coder) -> None:
    sentence = (
        "Greece and Turkey agreed to begin joint patrols this year and to hold the first round of a dialogue."
    )
    assert len([e for e in events(coder, sentence) if e.plover_act.value == "AGREE"]) == 2


def test_one_thing_agreed_is_one(coder: Coder) -> None:
    sentence = (
        "EU foreign ministers agreed in principle on Saturday to provide 70 million euros of aid for Moldova."
    )
    assert len([e for e in events(coder, sentence) if e.plover_act.value == "AGREE"]) == 1


def test_a_sea_in_the_name_of_a_deal_is_not_where_it_was_struck(coder: Coder) -> None:
    found = events(coder, "Turkey helped broker the Black Sea grain deal between Russia and Ukraine.")
    assert "Black Sea" not in [e.location.name for e in found if e.location]
