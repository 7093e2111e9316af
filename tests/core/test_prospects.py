"""What lies ahead is not told as done, however it is put; nor what neither of two did."""

from __future__ import annotations

import pytest

from streams.core.coder import Coder
from tests.core.claims import events

pytestmark = pytest.mark.model
DAY = "2026-05-17T12:30:00+03:00"  # a Sunday


@pytest.mark.parametrize(
    ("sentence", "status", "day"),
    [
        ("A summit between Putin and Trump is to take place in Budapest.", "planned", None),
        ("Talks between Armenia and Azerbaijan are to resume on Monday.", "planned", "2026-05-18"),
        ("Talks between Armenia and Azerbaijan are due to begin on Monday.", "planned", "2026-05-18"),
        ("Peace talks between Armenia and Azerbaijan are scheduled for Monday.", "planned", "2026-05-18"),
        ("A meeting between Xi and Putin is planned for June.", "planned", "2026-06"),
        ("A visit by Narendra Modi to Beijing is planned for August.", "planned", "2026-08"),
        ("A meeting between Xi and Putin is likely to take place in June.", "hypothetical", "2026-06"),
        (
            "Talks between Iran and the United States were to have taken place on Friday.",
            "denied",
            "2026-05-15",
        ),
        ("Talks between Iran and the United States took place on Friday.", "happened", "2026-05-15"),
    ],
)
def test_talks_that_are_to_come(coder: Coder, sentence: str, status: str, day: str | None) -> None:
    (event,) = events(coder, sentence, published_at=DAY)
    assert (event.status, event.date_start) == (status, day)


@pytest.mark.parametrize(
    "sentence",
    ["China has neither condemned nor supported Russia.", "Neither China nor India has condemned Russia."],
)
def test_what_neither_did_is_denied(coder: Coder, sentence: str) -> None:
    found = events(coder, sentence)
    assert found
    assert {event.status for event in found} == {"denied"}
