"""Talks and visits that are called off or put off: between whom, and on which day that was done."""

from __future__ import annotations

import pytest

from streams.core.actors import ActorDictionary
from streams.core.coder import Coder
from tests.core.claims import events, mentions

DAY = "2026-05-17T12:30:00+03:00"  # a Sunday


@pytest.mark.model
@pytest.mark.parametrize(
    "sentence",
    [
        "Egypt and Ethiopia have postponed a meeting of their foreign ministers in Djibouti.",
        "Egypt and Ethiopia called off their talks in Djibouti.",
        "The talks between Egypt and Ethiopia have been postponed, a diplomat said.",
        "A meeting of the Egyptian and Ethiopian foreign ministers scheduled for Tuesday has been cancelled.",
        "The meeting between Egypt's Badr Abdelatty and his Ethiopian counterpart was called off.",
        "Talks between the foreign ministers of Egypt and Ethiopia have been put off by a week.",
        "A planned visit by the Ethiopian prime minister to Cairo has been postponed.",
        "Ethiopian Prime Minister Abiy Ahmed's visit to Cairo was cancelled at short notice.",
        "The cancellation of talks between Egypt and Ethiopia came as a surprise.",
    ],
)
def test_where_nobody_else_is_told_it_is_between_those_who_were_to_meet(coder: Coder, sentence: str) -> None:
    found = [e for e in events(coder, sentence, published_at=DAY) if e.cameo == "125"]
    assert [(event.dyad, event.status) for event in found] == [("EGY-ETH", "happened")]


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "source", "target"),
    [
        ("Egypt called off talks with Ethiopia on Friday.", "EGY", "ETH"),
        ("Abiy Ahmed of Ethiopia has called off a trip to Cairo.", "ETH", "EGY"),
    ],
)
def test_who_calls_it_off_did_it_alone(coder: Coder, sentence: str, source: str, target: str) -> None:
    (event,) = events(coder, sentence, published_at=DAY)
    assert [actor.country for actor in event.source] == [source]
    assert [actor.country for actor in event.target] == [target]
    assert not event.reciprocal


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("On Friday Egypt called off talks with Ethiopia that had been set for June 1.", "2026-05-15"),
        ("Egypt on Sunday postponed the talks with Ethiopia, planned for May 19, to May 26.", "2026-05-17"),
        ("Egypt and Ethiopia have postponed their talks to May 26.", None),
        ("The talks between Egypt and Ethiopia, planned for May 19, have been put off until May 26.", None),
    ],
)
def test_the_day_of_what_was_to_be_is_not_the_day_on_which_it_was_put_off(
    coder: Coder, sentence: str, day: str | None
) -> None:
    (event,) = events(coder, sentence, published_at=DAY)
    assert (event.status, event.date_start) == ("happened", day)


def test_ministers_who_are_somebodys_are_not_of_the_place_where_they_meet(
    dictionary: ActorDictionary,
) -> None:
    text = "Egypt sent its foreign minister in Doha home. The foreign minister in Doha was silent."
    countries = [[a.country for a in m.actors] for m in mentions(text, dictionary) if "minister" in m.text]
    assert countries == [["EGY"], ["QAT"]]
