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


def test_whose_demand_is_turned_down_counts_before_what_it_is_about(coder: Coder) -> None:
    (event,) = events(coder, "Denmark's prime minister dismissed Trump's demand for Greenland as absurd.")
    assert told(event) == ("REJECT", "happened", "DNK", "USA")


def test_who_weighs_sanctions_is_who_would_impose_them(coder: Coder) -> None:
    for verb in ("proposed a package of", "is weighing"):
        (event,) = events(coder, f"The European Commission {verb} sanctions against Russia.")
        assert told(event) == ("SANCTION", "hypothetical", "EUR", "RUS")


def test_whom_one_presses_is_who_is_asked(coder: Coder) -> None:
    (event,) = events(coder, "Marco Rubio pressed Qatar to expel Hamas leaders.")
    assert told(event) == ("REQUEST", "happened", "USA", "QAT")


def test_what_denied_reports_say_is_denied(coder: Coder) -> None:
    found = events(coder, "Tanzania denied reports that its troops had crossed into Mozambique.")
    assert ("ASSAULT", "denied", "TZA", "MOZ") in [told(e) for e in found]
    assert not [e for e in found if told(e)[:2] == ("ASSAULT", "happened")]


def test_what_talks_are_about_is_no_act(coder: Coder) -> None:
    (event,) = events(coder, "Talks on a trade deal between India and the European Union will resume in May.")
    assert told(event) == ("CONSULT", "planned", "IND", "EUR")


@pytest.mark.parametrize(
    "sentence",
    [
        "Poland declared two Russian diplomats personae non gratae.",
        "Poland declared the Russian ambassador persona non grata.",
        "The Russian attaché was declared persona non grata by Poland.",
    ],
)
def test_persona_non_grata_in_any_form(coder: Coder, sentence: str) -> None:
    (event,) = events(coder, sentence)
    assert event.cameo == "161"
    assert sides(event) == (["POL"], ["RUS"])


def test_nationalities_joined_before_one_noun_are_several_parties(coder: Coder) -> None:
    (met,) = events(coder, "Kazakh and Uzbek officials met in Tashkent to discuss water sharing.")
    assert told(met) == ("CONSULT", "happened", "KAZ", "UZB")
    (fired,) = events(coder, "Indian and Pakistani troops exchanged fire along the Line of Control.")
    assert {c for side in sides(fired) for c in side} == {"IND", "PAK"}


def test_whose_strikes_are_condemned_counts_before_whom_they_hit(coder: Coder) -> None:
    (event,) = events(coder, "Tehran condemned the Israeli strikes on Damascus.")
    assert told(event) == ("ACCUSE", "happened", "IRN", "ISR")


def test_whom_one_lets_do_something_is_the_other_side(coder: Coder) -> None:
    (refusal,) = events(coder, "Spain refused to let US warplanes use its bases.")
    assert told(refusal) == ("REJECT", "happened", "ESP", "USA")
    (agreement,) = events(coder, "Iran agreed to let IAEA inspectors return to Fordow.")
    assert agreement.plover_act == "AGREE"


def test_a_plant_in_a_town_is_of_the_towns_country(coder: Coder) -> None:
    (event,) = events(coder, "Ukrainian drones hit an oil refinery in Ryazan.")
    assert told(event) == ("ASSAULT", "happened", "UKR", "RUS")


@pytest.mark.parametrize(
    "sentence",
    [
        "Japan, which has had a free trade agreement with Mexico since 2005, is exempt.",
        "The envoy said that all would be well if Iran signed an agreement with Oman.",
        "Trade between Indonesia and South Korea rose 6 percent to $21.4 billion last year.",
    ],
)
def test_a_state_of_things_and_a_condition_are_no_acts(coder: Coder, sentence: str) -> None:
    assert events(coder, sentence) == ()


def test_what_memoranda_are_about_is_no_act(coder: Coder) -> None:
    (event,) = events(coder, "Oman and Kenya signed memoranda on energy and the training of diplomats.")
    assert told(event) == ("SUPPORT", "happened", "OMN", "KEN")


def test_who_speaks_in_a_town_addresses_nobody_there(coder: Coder) -> None:
    found = events(coder, "Iran warned in Vienna that it would scrap the pact.")
    assert not [e for e in found if "AUT" in sides(e)[1]]


def test_who_telephones_to_ask_asks_himself(coder: Coder) -> None:
    found = events(coder, "Antony Blinken telephoned President Ilham Aliyev to appeal for restraint.")
    assert {tuple(sides(e)[0]) for e in found} == {("USA",)}


def test_a_delegation_is_of_whoever_leads_it(coder: Coder) -> None:
    (event,) = events(coder, "A delegation led by Mia Mottley met Marco Rubio in Washington on Tuesday.")
    assert sides(event) == (["BRB"], ["USA"])


def test_to_whom_an_offer_is_made_is_behind_the_offer(coder: Coder) -> None:
    (event,) = events(coder, "Nikol Pashinyan repeated an offer to Baku to set up a joint commission.")
    assert told(event) == ("AGREE", "happened", "ARM", "AZE")


def test_who_shelled_is_who_killed(coder: Coder) -> None:
    found = events(
        coder, "Two Armenian soldiers were killed when Azerbaijani forces fired mortars at a post."
    )
    assert {tuple(sides(e)[0]) for e in found} == {("AZE",)}


def test_a_preposition_before_the_verb_is_no_particle(coder: Coder) -> None:
    found = events(coder, "In Washington, the State Department called on Iran to release two Americans.")
    assert [e.plover_act for e in found] == ["REQUEST"]


def test_what_two_mean_to_do_for_a_third_they_do_not_do_to_one_another(coder: Coder) -> None:
    (event,) = events(coder, "Ethiopia and Djibouti offered to mediate.")
    assert sides(event) == (["ETH", "DJI"], [])
    assert not [e for e in events(coder, "Sweden and Norway pledged more humanitarian aid.") if e.target]


def test_what_troops_are_accused_of_their_accuser_did_not_do(coder: Coder) -> None:
    text = "The Thai army accused Cambodian forces of firing first with rocket launchers."
    assert [told(event) for event in events(coder, text)] == [("ACCUSE", "happened", "THA", "KHM")]
