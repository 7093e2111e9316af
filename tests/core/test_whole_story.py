"""What an article's other sentences settle: whose side is meant, when it was, and what is only background."""

from __future__ import annotations

import pytest

from schemas import DiplomacyEvent
from streams.core.coder import Coder
from tests.core.claims import events, sides, told

pytestmark = pytest.mark.model


def _only(found: tuple[DiplomacyEvent, ...], cameo: str) -> DiplomacyEvent:
    (one,) = [e for e in found if e.cameo.startswith(cameo)]
    return one


def test_who_acted_with_a_state_is_not_its_other_side(coder: Coder) -> None:
    found = events(
        coder,
        "Norway and Iceland imposed sanctions on Belarus on Tuesday.\n\n"
        "Iceland accused Norway of delay.\n\nOslo also threatened further measures.",
    )
    assert sides(_only(found, "13")) == (["NOR"], ["BLR"])


def test_a_mediator_is_not_the_other_side(coder: Coder) -> None:
    found = events(
        coder,
        "Sudan and Ethiopia held talks in Doha on Tuesday.\n\n"
        "Qatari Prime Minister Mohammed bin Abdulrahman mediated between the two delegations.\n\n"
        "Sudan demanded that the dam be left empty.",
    )
    mediated = _only(found, "045")
    assert sorted(str(a.country) for a in mediated.target) == ["ETH", "SDN"]
    assert sides(_only(found, "10")) == (["SDN"], ["ETH"])


def test_who_welcomes_the_talks_welcomes_those_who_held_them(coder: Coder) -> None:
    found = events(
        coder,
        "Sudan and Ethiopia held talks in Doha on Tuesday.\n\nKenya and Uganda welcomed the talks.",
    )
    assert {a.country for a in _only(found, "051").target} == {"ETH", "SDN"}


def test_what_is_offered_beside_a_call_is_offered_to_those_called_upon(coder: Coder) -> None:
    found = events(
        coder,
        "Thai and Cambodian troops exchanged fire on Tuesday.\n\n"
        "Malaysia called on both sides to stop and offered to host talks.",
    )
    assert {a.country for a in _only(found, "03").target} == {"THA", "KHM"}


def test_each_side_and_the_other_are_the_two_of_the_story(coder: Coder) -> None:
    found = events(
        coder, "Thai and Cambodian troops exchanged fire on Tuesday.\n\nEach side blamed the other."
    )
    blamed = _only(found, "11")
    assert (blamed.dyad, blamed.reciprocal) == ("KHM-THA", True)


def test_it_behind_said_is_who_said_so(coder: Coder) -> None:
    found = events(
        coder,
        "The European Parliament condemned Georgia on Tuesday, and Norway said it had cut aid to Georgia.",
    )
    assert told(_only(found, "16"))[2:] == ("NOR", "GEO")


def test_no_embargo_is_of_an_army(coder: Coder) -> None:
    found = events(
        coder,
        "Cambodian soldiers shelled a Thai village on Tuesday.\n\n"
        "Thailand shut the border with its neighbour.",
    )
    (shut,) = [e for e in found if e.cameo.startswith("16")]
    assert [(a.country, a.sector) for a in shut.target] == [("KHM", "GOV")]


def test_who_seizes_power_seizes_it_at_home(coder: Coder) -> None:
    found = events(coder, "The African Union suspended Madagascar on Tuesday after the army seized power.")
    assert ("MDG", "IGO") not in [told(e)[2:] for e in found]


def test_a_clause_with_when_is_of_the_time_before_it(coder: Coder) -> None:
    found = events(
        coder,
        "Kenya and Tanzania quarrelled over trade in May, when Tanzania banned imports of Kenyan flour.",
    )
    banned = _only(found, "163")
    assert (banned.status.value, banned.date_start) == ("historical", "2025-05")


def test_years_after_a_deed_are_not_its_reversal(coder: Coder) -> None:
    found = events(
        coder, "Bolivia restored diplomatic ties with Israel on Tuesday, two years after severing them."
    )
    assert (found[0].status.value, found[0].date_start) == ("happened", "2025-10-28")


def test_people_shot_at_home_are_at_home(coder: Coder) -> None:
    found = events(
        coder,
        "Kenya protested to Tanzania on Tuesday after Tanzanian police shot nine people in Dar es Salaam.",
    )
    (shot,) = [e for e in found if e.plover_act.value == "ASSAULT"]
    assert sides(shot) == (["TZA"], ["TZA"])


def test_a_surname_behind_a_town_makes_it_a_person(coder: Coder) -> None:
    (freed,) = events(coder, "The Taliban freed a U.S. citizen, George Glezmann, on Tuesday.")
    assert freed.location is None or freed.location.name != "George"


def test_counterparts_in_a_capital_are_of_it(coder: Coder) -> None:
    (called,) = events(coder, "Wang Yi telephoned his counterparts in Bangkok and Phnom Penh on Tuesday.")
    assert {a.country for a in called.target} == {"THA", "KHM"}


def test_what_a_text_that_failed_would_have_done_is_not_done(coder: Coder) -> None:
    found = events(coder, "The Security Council failed to adopt a resolution lifting sanctions on Iran.")
    assert not [e for e in found if e.plover_act.value == "RETREAT"]


def test_a_raid_told_within_a_killing_is_no_second_attack(coder: Coder) -> None:
    found = events(coder, "M23 rebels killed 18 people in a raid on a village in eastern Congo on Tuesday.")
    assert len(found) == 1


def test_who_brokered_a_pact_is_not_who_signed_it(coder: Coder) -> None:
    found = events(
        coder,
        "Armenia, which signed a US-brokered peace accord with Azerbaijan in August, welcomed the easing of"
        " tensions.",
    )
    assert [told(e)[2:] for e in found] == [("ARM", "AZE")]


def test_drones_shot_down_are_not_ones_own(coder: Coder) -> None:
    found = events(
        coder,
        "Ukraine struck an oil depot in Russia on Tuesday.\n\nRussia's army said it shot down 31 drones.",
    )
    assert ("RUS", "UKR") in [told(e)[2:] for e in found]


def test_what_ones_own_country_must_have_is_no_demand(coder: Coder) -> None:
    assert not events(coder, "Abiy Ahmed said his landlocked country must have a port on the Red Sea.")


def test_whose_plan_is_endorsed_is_endorsed(coder: Coder) -> None:
    (event,) = events(coder, "The UN Security Council endorsed Donald Trump's plan for Gaza on Tuesday.")
    assert told(event) == ("SUPPORT", "happened", "UNO", "USA")


def test_a_war_fought_is_no_refusal(coder: Coder) -> None:
    event = events(coder, "Russia, which fought a war with Georgia in 2008, praised the vote on Tuesday.")[0]
    assert told(event) == ("ASSAULT", "historical", "RUS", "GEO")


def test_who_calls_it_a_breach_of_the_ceasefire_declares_none(coder: Coder) -> None:
    found = events(
        coder,
        "Israeli strikes killed 13 Palestinians on Tuesday in what Hamas called a breach of the ceasefire.",
    )
    assert [e.plover_act.value for e in found] == ["ASSAULT", "ACCUSE"]
