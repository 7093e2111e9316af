"""Towards whom an act is, where the grammar does not set the two beside each other."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events, sides, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("sentence", "source", "target"),
    [
        ("Cuba on Monday asked its ally Bolivia for fuel.", "CUB", "BOL"),
        ("U.S. ally Jordan condemned Iran over the missiles.", "JOR", "IRN"),
        ("Serbia urged its neighbour Bulgaria to reopen the crossing.", "SRB", "BGR"),
    ],
)
def test_an_ally_is_whom_the_name_behind_it_says(
    coder: Coder, sentence: str, source: str, target: str
) -> None:
    (event,) = events(coder, sentence)
    assert sides(event) == ([source], [target])


def test_a_subject_behind_a_phrase_of_place_is_not_that_place(coder: Coder) -> None:
    (event, *_) = events(coder, "At a meeting in Lima, Chile and Peru signed a memorandum on rail links.")
    assert told(event) == ("SUPPORT", "happened", "CHL", "PER")


def test_what_several_do_to_each_other_is_between_them(coder: Coder) -> None:
    (event,) = events(coder, "Mali and Algeria accused each other of violating the truce.")
    assert (told(event)[0], event.dyad, event.reciprocal) == ("ACCUSE", "DZA-MLI", True)


def test_prisoners_are_swapped_between_those_who_swap_them(coder: Coder) -> None:
    (event, *_) = events(coder, "Eritrea and Sudan exchanged 40 prisoners of war on Tuesday.")
    assert (told(event)[0], event.dyad, event.reciprocal) == ("RETREAT", "ERI-SDN", True)


def test_the_state_beside_which_is_who_answers(coder: Coder) -> None:
    imposed, answer = events(
        coder,
        "Norway and Canada triggered the snapback of UN sanctions on Iran, which called the step illegal.",
    )
    assert sides(imposed) == (["NOR", "CAN"], ["IRN"])
    assert sides(answer) == (["IRN"], ["NOR", "CAN"])


def test_a_vote_to_demand_is_a_demand_made(coder: Coder) -> None:
    (event,) = events(
        coder, "The UN General Assembly voted on Tuesday to demand that Russia end its rule of Crimea."
    )
    assert told(event) == ("REQUEST", "happened", "UNO", "RUS")


def test_what_another_state_is_ordered_to_do_is_not_yet_done(coder: Coder) -> None:
    (event,) = events(coder, "The International Court of Justice ordered Sudan to protect the Masalit.")
    assert told(event)[0] == "REQUEST"


def test_a_noun_before_a_second_verb_is_its_subject(coder: Coder) -> None:
    expelled, vowed = events(coder, "Estonia expelled two Russian diplomats and Moscow vowed to retaliate.")
    assert told(expelled) == ("SANCTION", "happened", "EST", "RUS")
    assert told(vowed) == ("THREATEN", "happened", "RUS", "EST")


def test_who_protests_before_an_embassy_is_of_where_it_stands(coder: Coder) -> None:
    (event, *_) = events(
        coder, "Dozens of people rallied outside the Iranian embassy in Nairobi on Tuesday to protest."
    )
    assert told(event)[2:] == ("KEN", "IRN")


def test_rockets_are_not_of_the_state_that_they_are_fired_at(coder: Coder) -> None:
    (event,) = events(coder, "Hezbollah fired rockets at Israel on Tuesday.")
    (hit,) = event.target
    assert (hit.country, hit.sector) == ("ISR", "GOV")


def test_a_dateline_is_not_whom_its_means(coder: Coder) -> None:
    body = "KYIV (Reuters) - Russia said its forces had shelled Ukrainian troops in Sumy."
    (event, *_) = events(coder, body)
    assert told(event)[2:] == ("RUS", "UKR")


def test_the_president_of_today_was_once_something_else(coder: Coder) -> None:
    (event,) = events(
        coder,
        "Syrian President Ahmed al-Sharaa, a former rebel commander, met Turkish President Recep Tayyip"
        " Erdogan in Ankara on Tuesday.",
    )
    assert {a.sector for a in (*event.source, *event.target)} == {"GOV"}


def test_who_speaks_during_a_visit_is_visiting(coder: Coder) -> None:
    visit = next(
        e
        for e in events(coder, "Wang Yi made the remarks during a visit to Nairobi on Tuesday.")
        if e.cameo == "042"
    )
    assert told(visit)[2:] == ("CHN", "KEN")


def test_who_counts_another_states_warplanes_suffers_a_show_of_force(coder: Coder) -> None:
    (event,) = events(coder, "Taiwan's defence ministry detected 12 Chinese military aircraft on Tuesday.")
    assert told(event) == ("MOBILIZE", "happened", "CHN", "TWN")


def test_a_signing_put_back_has_not_taken_place(coder: Coder) -> None:
    (event,) = events(coder, "The signing of a trade accord between Chile and Vietnam has been put back.")
    assert (told(event)[0], event.dyad) == ("REJECT", "CHL-VNM")


def test_a_capital_that_acts_is_no_place(coder: Coder) -> None:
    found = events(coder, "The raid prompted Berlin to suspend military cooperation with Niger.")
    assert all(e.location is None for e in found)
