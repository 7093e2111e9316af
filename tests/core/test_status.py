"""Whether an act happened, and what the verbs around it make of it."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("sentence", "act", "status"),
    [
        ("Kenya signed an agreement with Uganda on Tuesday.", "SUPPORT", "happened"),
        ("Kenya will sign an agreement with Uganda on Friday.", "SUPPORT", "planned"),
        ("Kenya plans to impose sanctions on Uganda.", "SANCTION", "planned"),
        ("Kenya's president will meet Uganda's president on Friday.", "CONSULT", "planned"),
        ("Kenya could impose sanctions on Uganda.", "SANCTION", "hypothetical"),
        ("Kenya is considering imposing sanctions on Uganda.", "SANCTION", "hypothetical"),
        ("Kenya did not impose sanctions on Uganda.", "SANCTION", "denied"),
        ("Kenya denied attacking Uganda.", "ASSAULT", "denied"),
        ("Kenya is holding talks with Uganda in Nairobi.", "CONSULT", "ongoing"),
        ("Kenya attacked Uganda in 1998.", "ASSAULT", "historical"),
    ],
)
def test_status_follows_tense_mood_and_negation(coder: Coder, sentence: str, act: str, status: str) -> None:
    assert (act, status, "KEN", "UGA") in [told(e) for e in events(coder, sentence)]


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("Kenya agreed to send food aid to Uganda.", "AGREE"),
        ("Kenya threatened to impose sanctions on Uganda.", "THREATEN"),
        ("Kenya threatened to attack Uganda.", "THREATEN"),
        ("Kenya refused to hold talks with Uganda.", "REJECT"),
        ("Kenya urged Uganda to withdraw its troops.", "REQUEST"),
        ("Kenya accused Uganda of attacking Rwanda.", "ACCUSE"),
    ],
)
def test_a_verb_around_an_act_decides_its_type(coder: Coder, sentence: str, act: str) -> None:
    assert (act, "happened", "KEN", "UGA") in [told(e) for e in events(coder, sentence)]


def test_what_somebody_is_urged_to_do_is_no_event(coder: Coder) -> None:
    found = events(coder, "Kenya urged Uganda to withdraw its troops from Rwanda.")
    assert "RETREAT" not in [e.plover_act.value for e in found]


def test_what_is_denied_never_happened(coder: Coder) -> None:
    found = events(coder, "Kenya denied that it had attacked Uganda.")
    assert ("ASSAULT", "happened") not in [told(e)[:2] for e in found]


def test_a_reported_act_is_its_doers_and_says_who_reports_it(coder: Coder) -> None:
    found = [
        e for e in events(coder, "Kenya attacked Uganda on Tuesday, Rwanda said.") if told(e)[0] == "ASSAULT"
    ]
    assert [told(e)[2:] for e in found] == [("KEN", "UGA")]
    assert found[0].attribution == "Rwanda"


def test_the_planned_act_collapses_by_the_tense_rule(coder: Coder) -> None:
    (event, *_) = events(coder, "Kenya's president will meet Uganda's president on Friday.")
    assert (event.plover_act.value, event.plover.value, event.cameo[:3]) == ("CONSULT", "AGREE", "036")


def test_a_weekday_of_a_planned_act_lies_ahead_and_of_a_past_one_behind(coder: Coder) -> None:
    (past, *_) = events(coder, "Kenya's president met Uganda's president on Friday.")
    (ahead, *_) = events(coder, "Kenya's president will meet Uganda's president on Friday.")
    assert (past.date_start, ahead.date_start) == ("2025-10-24", "2025-10-31")


def test_the_place_of_a_meeting_has_coordinates(coder: Coder) -> None:
    (event, *_) = events(coder, "Kenya's president met Uganda's president in Kigali on Friday.")
    assert event.location is not None
    assert (event.location.name, event.location.country) == ("Kigali", "RWA")
    assert event.location.lat == pytest.approx(-1.95, abs=0.1)


def test_what_is_to_be_done_is_planned(coder: Coder) -> None:
    (event,) = events(coder, "Prabowo is to be received by the Sultan of Oman in Muscat on Thursday.")
    assert event.status == "planned"
