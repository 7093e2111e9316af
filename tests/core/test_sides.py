"""Who stands on which side where several words mean one actor, or an actor stands inside a noun."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events, sides, told

pytestmark = pytest.mark.model


def test_a_pronoun_is_judged_as_whom_it_names(coder: Coder) -> None:
    (event,) = events(coder, "Gen Nakatani said he hoped to visit the Philippines in February.")
    assert told(event) == ("CONSULT", "hypothetical", "JPN", "PHL")


def test_the_subject_of_an_auxiliary_is_the_subject_of_its_verb(coder: Coder) -> None:
    (event,) = events(coder, "Egypt and Qatar are mediating between Israel and Hamas.")
    assert sides(event) == (["EGY", "QAT"], ["ISR", "PSE"])


def test_who_drafted_a_resolution_is_who_is_turned_down(coder: Coder) -> None:
    (event,) = events(
        coder,
        "Russia vetoed a resolution drafted by Britain and Sierra Leone calling for a ceasefire in Sudan.",
    )
    assert event.plover_act == "REJECT"
    assert sides(event) == (["RUS"], ["GBR", "SLE"])


def test_own_missiles_are_no_target(coder: Coder) -> None:
    (event,) = events(coder, "North Korea fired two ballistic missiles into the sea on Tuesday.")
    assert sides(event) == (["PRK"], [])
