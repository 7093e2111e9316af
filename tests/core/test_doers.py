"""Who did it where a passive does not say, and what is nobody though it stands where an actor would."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events, sides, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "Police in Uganda said two Kenyan monitors had been detained.",
            ("COERCE", "happened", "UGA", "KEN"),
        ),
        ("The Kremlin said ten British diplomats would be expelled.", ("SANCTION", "planned", "RUS", "GBR")),
        ("Xi Jinping has been invited, Kenya's government said.", ("REQUEST", "happened", "KEN", "CHN")),
    ],
)
def test_who_tells_of_what_is_his_to_do_has_done_it(
    coder: Coder, sentence: str, wanted: tuple[str, str, str, str]
) -> None:
    assert wanted in [told(event) for event in events(coder, sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "France's government said two French citizens had been arrested in Iran.",
        "The United Nations said two Kenyan monitors had been detained.",
    ],
)
def test_who_only_reports_it_has_not(coder: Coder, sentence: str) -> None:
    assert [e for e in events(coder, sentence) if e.plover_act.value == "COERCE" and e.source] == []


def test_arms_of_nobody_are_no_party(coder: Coder) -> None:
    (event,) = events(coder, "Germany has declined to supply the missiles.")
    assert sides(event) == (["DEU"], [])


def test_who_leads_a_state_out_of_a_bloc_takes_nobody_out(coder: Coder) -> None:
    found = events(coder, "Guinea threatened to take Mali out of the bloc.")
    assert "138" not in [e.cameo for e in found]


def test_those_in_the_pay_of_a_state_are_its_own(coder: Coder) -> None:
    found = events(coder, "Norway blamed hackers in the pay of Russia for an attack on a dam.")
    assert (["NOR"], ["RUS"]) in [sides(e) for e in found]


def test_the_police_are_of_where_the_paragraph_plays(coder: Coder) -> None:
    body = (
        "Kenyan police were silent. Kenya complained.\n\nUgandan opposition leader Bobi Wine called a rally "
        "in Kampala. Police fired tear gas at protesters."
    )
    (event,) = [e for e in events(coder, body) if e.plover_act.value == "ASSAULT"]
    assert sides(event)[0] == ["UGA"]


def test_it_is_the_firm_of_a_nation_not_the_nation(coder: Coder) -> None:
    body = "Polish bakery chain Baltona will open shops in Romania, it said, and accused Austria of dumping."
    assert [e for e in events(coder, body) if sides(e)[0] == ["POL"] and e.source[0].sector == "GOV"] == []


def test_a_close_wording_is_not_overruled(coder: Coder) -> None:
    sentence = (
        "Turkey has sent seven military experts to Qatar to investigate this week's attacks on their oil "
        "facilities, including specialists in explosives, a ministry spokeswoman said on Thursday."
    )
    assert "ACCUSE" in [e.plover_act.value for e in events(coder, sentence)]


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Kenya condemned the coup of 3 October in Gabon.", "2025-10-29"),
        ("Kenya condemned the coup in Gabon on Monday.", "2025-10-27"),
    ],
)
def test_a_calendar_day_of_what_is_condemned_is_not_when_it_was(
    coder: Coder, sentence: str, day: str
) -> None:
    event = next(e for e in events(coder, sentence) if e.plover_act.value == "ACCUSE")
    assert event.date_start == day


def test_who_are_let_go_are_the_other_side_not_who_mediated(coder: Coder) -> None:
    sentence = "Mali's junta released 46 Ivorian soldiers after mediation by Togo."
    assert (["MLI"], ["CIV"]) in [sides(e) for e in events(coder, sentence)]


def test_the_allies_of_a_state_are_not_that_state(coder: Coder) -> None:
    found = events(coder, "Kenya was silent. Ukraine's allies promised Moldova 200 air defence missiles.")
    assert [e for e in found if sides(e)[0] == ["UKR"]] == []


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("Israel carried out air strikes on Lebanon, killing a Lebanese army commander.", "ASSAULT"),
        ("The United States barred Sudan's general from travelling to New York.", "COERCE"),
        ("Russia vetoed a British resolution that called for a ceasefire in Sudan.", "REJECT"),
        ("India summoned the Pakistani envoy to protest against the killing of two soldiers.", "ACCUSE"),
    ],
)
def test_one_deed_is_one_event(coder: Coder, sentence: str, act: str) -> None:
    (event,) = events(coder, sentence)
    assert event.plover_act.value == act


def test_what_is_denied_by_a_pronoun_is_rejected(coder: Coder) -> None:
    found = events(coder, "Ukraine accused Russia of an attack. Moscow denied this.")
    assert ("REJECT", "happened", "RUS", "UKR") in [told(e) for e in found]


def test_who_strikes_a_place_strikes_its_state(coder: Coder) -> None:
    (event,) = events(coder, "Israel bombed the village of Khiam on Thursday.")
    assert sides(event) == (["ISR"], ["LBN"])


def test_leave_that_is_refused_is_one_refusal(coder: Coder) -> None:
    found = events(coder, "Lithuania refused to let Robert Fico cross its airspace.")
    assert [e.plover_act.value for e in found] == ["REJECT"]


def test_an_answer_in_kind_is_a_threat(coder: Coder) -> None:
    found = events(coder, "Pakistan said it would respond in kind to India.")
    assert ("THREATEN", "planned", "PAK", "IND") in [told(e) for e in found]


def test_a_raid_and_its_dead_are_of_one_day(coder: Coder) -> None:
    sentence = (
        "Chadian rebels crossed the border on Sunday and attacked an army post in Libya, killing 11 soldiers."
    )
    assert {e.date_start for e in events(coder, sentence) if e.plover_act.value == "ASSAULT"} == {
        "2025-10-26"
    }
