"""Across the sentences of an article: who answers whom, where, and who is no party to it."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events, sides

pytestmark = pytest.mark.model

ANSWERED = (
    "Poland accused Belarus of sending migrants across the border on Tuesday. Minsk rejected the accusations."
)


def test_an_answer_goes_to_who_is_answered(coder: Coder) -> None:
    (answer,) = [e for e in events(coder, ANSWERED) if e.plover_act.value == "REJECT"]
    assert sides(answer) == (["BLR"], ["POL"])


def test_a_person_is_called_as_the_article_calls_him(coder: Coder) -> None:
    body = "Russian Ambassador Vassily Nebenzia accused Britain of lying on Monday."
    (one,) = events(coder, body)
    assert [a.name for a in one.source] == ["Vassily Nebenzia"]


def test_a_position_is_stated_by_who_speaks_for_the_state(coder: Coder) -> None:
    body = "Chinese President Xi Jinping met Togo's leader on Monday. China firmly supports Togo, Xi said."
    support = next(e for e in events(coder, body) if e.plover_act.value == "SUPPORT")
    assert [a.name for a in support.source] == ["Xi Jinping"]


def test_what_a_government_has_done_is_not_done_by_who_tells_it(coder: Coder) -> None:
    body = "Poland has expelled two Russian diplomats, Foreign Minister Radoslaw Sikorski said on Monday."
    (one,) = events(coder, body)
    assert [a.name for a in one.source] == [None]


def test_two_deeds_of_one_sentence_are_two(coder: Coder) -> None:
    body = "Poland expelled three Russian diplomats on Monday and closed the Russian consulate in Gdansk."
    deeds = [e.evidence[0].text for e in events(coder, body) if e.plover_act.value == "SANCTION"]
    assert [text.split()[0] for text in deeds] == ["Poland", "closed"]


def test_who_reports_an_act_is_no_party_to_it(coder: Coder) -> None:
    (talks,) = events(coder, "Egypt said Washington would host Saudi officials on March 3.")
    assert sides(talks) == (["USA"], ["SAU"])


def test_a_place_at_home_is_no_target(coder: Coder) -> None:
    body = (
        "Cambodian troops fired rockets at a Thai base on Monday. Thailand moved an armoured battalion to "
        "Surin on Tuesday."
    )
    move = next(e for e in events(coder, body) if e.plover_act.value == "MOBILIZE")
    assert sides(move) == (["THA"], ["KHM"])


@pytest.mark.parametrize(
    "body",
    [
        "France met Mali. The Malian army declined to comment on the French claim.",
        "France met Mali. A Malian legislator asked not to be identified by the French side.",
        "France met Mali. Mali's defence minister insists it is no threat to French troops.",
    ],
)
def test_silence_and_assertions_are_no_acts(coder: Coder, body: str) -> None:
    assert not [e for e in events(coder, body) if e.plover_act.value in ("REJECT", "REQUEST")]


def test_who_crushes_protests_crushes_them_at_home(coder: Coder) -> None:
    body = "Poland accused Belarus of spying on Monday. President Alexander Lukashenko crushed protests."
    assert not [e for e in events(coder, body) if e.plover_act.value == "COERCE" and e.target]


def test_a_host_that_is_named_by_its_capital_receives_there(coder: Coder) -> None:
    body = "Washington will host Saudi officials on March 3."
    talks = next(e for e in events(coder, body) if e.plover_act.value == "CONSULT")
    assert talks.location
    assert (talks.location.name, round(talks.location.lat or 0)) == ("Washington", 39)


def test_what_is_told_to_a_press_conference_is_said_there(coder: Coder) -> None:
    body = "Albin Kurti of Kosovo told a press conference in Pristina that he rejects Serbia's demand."
    no = next(e for e in events(coder, body) if e.plover_act.value == "REJECT")
    assert no.location
    assert no.location.name == "Pristina"


def test_an_offer_is_made_to_the_other_side_of_the_story(coder: Coder) -> None:
    found = events(
        coder,
        "Egypt's foreign minister telephoned his Iranian counterpart and urged Iran to let inspectors in. "
        "Egypt stood ready to host a new round of talks, he added.",
    )
    offer = next(e for e in found if e.plover_act == "AGREE")
    assert sides(offer) == (["EGY"], ["IRN"])


def test_verbs_of_speech_belong_to_who_speaks(coder: Coder) -> None:
    body = "A Russian spokesman denied that Ukraine had struck the town and accused Kyiv of lying on Monday."
    blame = next(e for e in events(coder, body) if e.plover_act.value == "ACCUSE")
    assert (sides(blame), blame.status.value) == ((["RUS"], ["UKR"]), "happened")


def test_a_visitor_who_is_expected_has_not_come_yet(coder: Coder) -> None:
    body = "Kenyan President William Ruto is expected in Kampala on Thursday for talks with Uganda."
    (visit,) = events(coder, body)
    assert (visit.plover_act.value, visit.status.value, visit.date_start) == (
        "CONSULT",
        "planned",
        "2025-10-30",
    )


def test_what_is_offered_in_a_call_is_offered_to_whom_was_called(coder: Coder) -> None:
    body = (
        "Turkish President Erdogan spoke by phone with Volodymyr Zelenskyy and offered to host peace talks."
    )
    offer = next(e for e in events(coder, body) if e.plover_act.value == "AGREE")
    assert sides(offer) == (["TUR"], ["UKR"])


@pytest.mark.parametrize("act", ["stood ready to mediate", "called for restraint"])
def test_peace_is_made_between_the_two_sides_of_the_story(coder: Coder, act: str) -> None:
    body = f"Pakistan shelled Afghanistan on Monday. Afghanistan accused Pakistan of lying. China {act}."
    peace = events(coder, body)[-1]
    assert (sides(peace)[0], set(sides(peace)[1])) == (["CHN"], {"PAK", "AFG"})


def test_an_outsider_who_condemns_a_deed_condemns_whoever_did_it(coder: Coder) -> None:
    body = "Belarus attacked a Lithuanian post on Monday, killing a guard. Finland condemned the attack."
    blame = next(e for e in events(coder, body) if e.plover_act.value == "ACCUSE")
    assert sides(blame) == (["FIN"], ["BLR"])


def test_sanctions_of_years_ago_are_not_those_that_are_criticised(coder: Coder) -> None:
    body = (
        "Britain imposed sanctions on Myanmar on Tuesday. Australia, which imposed sanctions on Myanmar in "
        "2019, said nothing. Russia criticised the sanctions."
    )
    blame = next(e for e in events(coder, body) if e.plover_act.value == "ACCUSE")
    assert sides(blame) == (["RUS"], ["GBR"])


def test_victims_of_a_raid_live_where_it_struck(coder: Coder) -> None:
    body = "Pakistani jets bombed an Afghan village on Monday, killing nine people."
    (raid,) = events(coder, body)
    assert sides(raid) == (["PAK"], ["AFG"])


def test_what_a_rejected_text_would_have_done_has_not_happened(coder: Coder) -> None:
    body = "Russia vetoed a resolution by which the UN would have imposed sanctions on Sudan."
    assert not [
        e
        for e in events(coder, body)
        if e.plover_act.value == "SANCTION" and e.status.value in ("happened", "hypothetical")
    ]


def test_the_items_of_a_round_up_are_told_apart(coder: Coder) -> None:
    body = (
        "ARMENIA\nTurkey bombed Armenia on Tuesday.\n\nCANADA\nMark Carney said his government had turned "
        "down a request. The government accused the neighbours of lying.\n"
    )
    assert not [
        e
        for e in events(coder, body)
        if {"CAN"} & set(sides(e)[0]) and {"TUR", "ARM"} & set(sides(e)[0] + sides(e)[1])
    ]


def test_a_bullet_that_advertises_is_no_news(coder: Coder) -> None:
    assert not events(coder, "Weekly news.\n* ALSO READ: The court in France that fined a Russian trader.\n")


def test_a_live_blog_may_write_its_times_without_a_stop(coder: Coder) -> None:
    (call,) = events(coder, "13:05 The American ambassador calls on Pristina to reopen two crossings.")
    assert call.evidence[0].text.startswith("The American ambassador")


@pytest.mark.parametrize(
    "text",
    [
        "The Russian envoy spoke of Britain, which had drafted the text with Denmark.",
        "The resolution was drafted by Britain and Denmark.",
    ],
)
def test_a_veto_turns_down_who_wrote_the_text(coder: Coder, text: str) -> None:
    body = f"Russia vetoed a U.N. Security Council resolution on Monday. {text}"
    veto = next(e for e in events(coder, body) if e.cameo == "129")
    assert sides(veto) == (["RUS"], ["GBR", "DNK"])


def test_a_consequence_follows_from_the_sentence_not_from_its_relative_clause(coder: Coder) -> None:
    body = (
        "Russia vetoed a U.N. resolution that would have extended an embargo on Sudan, drawing an angry "
        "rebuke from Britain."
    )
    rebuke = next(e for e in events(coder, body) if e.plover_act.value == "ACCUSE")
    assert sides(rebuke) == (["GBR"], ["RUS"])


def test_a_visit_is_paid_to_the_host_who_is_named(coder: Coder) -> None:
    body = "Andriy Yermak will travel to Ankara on Thursday to meet Turkish Foreign Minister Hakan Fidan."
    visit = next(e for e in events(coder, body) if e.source and e.source[0].country == "UKR")
    assert [a.name for a in visit.target] == ["Hakan Fidan"]


def test_what_is_promised_in_a_call_is_promised_to_whoever_was_called(coder: Coder) -> None:
    body = (
        "Edi Rama, Albania's prime minister, spoke to Albin Kurti by phone on Monday and promised to keep "
        "the port of Durrës open for Kosovo's goods."
    )
    promise = next(e for e in events(coder, body) if e.plover_act.value == "AGREE")
    assert [a.name for a in promise.target] == ["Albin Kurti"]


def test_verbs_before_a_report_at_the_end_keep_their_subject(coder: Coder) -> None:
    body = "Emmanuel Macron telephoned Paul Kagame of Rwanda and urged him to withdraw, the Elysee said."
    plea = next(e for e in events(coder, body) if e.plover_act.value == "REQUEST")
    assert [a.name for a in plea.source] == ["Emmanuel Macron"]


def test_what_a_government_says_it_is_recalling_is_recalled(coder: Coder) -> None:
    body = "Lithuania expelled three Belarusian diplomats on Monday and said it was recalling its envoy."
    deeds = [e for e in events(coder, body) if e.plover_act.value == "SANCTION"]
    assert [e.status.value for e in deeds] == ["happened", "happened"]


def test_measures_imposed_together_are_answered_to_all(coder: Coder) -> None:
    body = (
        "Britain, Canada and the European Union imposed sanctions on Myanmar on Tuesday. Myanmar rejected "
        "the measures."
    )
    answer = next(e for e in events(coder, body) if e.plover_act.value == "REJECT")
    assert sides(answer) == (["MMR"], ["GBR", "CAN", "EUR"])


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Pakistani jets bombed three villages in the Afghan province of Khost on Monday.", "Khōst"),
        ("Sri Lanka's minister met Indian High Commissioner Santosh Jha on Monday.", "Colombo"),
        ("Lithuania has sheltered Belarusian refugees since 2020.", "Lithuania"),
        ("During their leaders' visit to India on Monday, India and Nepal agreed to trade more.", "India"),
    ],
)
def test_where_it_took_place(coder: Coder, body: str, name: str) -> None:
    places = {e.location.name for e in events(coder, body) if e.location}
    assert name in places


def test_a_relief_agency_that_warns_of_hunger_threatens_nobody(coder: Coder) -> None:
    body = "Chad met Sudan in Doha on Monday. The World Food Programme warned of hunger."
    assert not [e for e in events(coder, body) if e.plover_act.value == "THREATEN"]


def test_a_visitor_who_greets_his_host_meets_him(coder: Coder) -> None:
    body = (
        "U.S. President Donald Trump arrived in Japan on Monday. Trump greeted Japanese Prime Minister "
        "Sanae Takaichi on Tuesday."
    )
    met = [e for e in events(coder, body) if e.cameo == "040"]
    assert [e.reciprocal for e in met] == [True]
