"""For any day of publication and any text: weekdays by tense, and evidence that stands where it says."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import RawArticle
from streams.core.coder import Coder
from tests.core.claims import NOW, article

pytestmark = pytest.mark.model

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAYS = st.dates(date(1990, 1, 10), date(2060, 12, 20))
TENSES = {
    "Kenya signed a trade agreement with Uganda on {}.": -1,
    "Kenya's president met Uganda's president on {}.": -1,
    "Kenya will sign a trade agreement with Uganda on {}.": 1,
    "Kenya plans to impose sanctions on Uganda on {}.": 1,
}
ACTS = st.sampled_from(
    (
        "Norway recalled its ambassador to Belarus on Tuesday.",
        "“Never again,” said Xi’s envoy; China condemned Taiwan’s president — again — on Monday.",
        "Russian drones struck Kharkiv overnight, killing at least 23 people.",
    )
)
# A combining accent, a family of emoji, a flag, a wide letter, typographic quotes, an ideographic space.
ODD = st.text(st.sampled_from("e\u0301 👨\u200d👩\u200d👧 🇯🇵 𝕏 “”’ \u3000 \u00a0 ß İ ﬁ .,"), max_size=12)
BREAKS = st.sampled_from(("\n", "\r\n", "\n\n", "\r\n\r\n", " \n", "\u2028\n"))


@settings(deadline=None, max_examples=30)
@given(published=DAYS, weekday=st.sampled_from(WEEKDAYS), text=st.sampled_from(sorted(TENSES)))
def test_an_act_s_weekday_is_the_nearest_in_its_tense(
    coder: Coder, published: date, weekday: str, text: str
) -> None:
    moment = datetime.combine(published, time(12), tzinfo=UTC)
    coding = coder.code(article(text.format(weekday), published_at=moment), now=NOW)
    day = date.fromisoformat(coding.events[0].date_start or "")
    assert day.weekday() == WEEKDAYS.index(weekday)
    assert timedelta(0) <= (day - published) * TENSES[text] <= timedelta(days=6)


@settings(deadline=None, max_examples=30)
@given(lead=st.integers(0, 4), parts=st.lists(st.tuples(ODD, ACTS, ODD, BREAKS), min_size=1, max_size=4))
def test_evidence_stands_where_it_says_in_any_text(
    coder: Coder, lead: int, parts: list[tuple[str, str, str, str]]
) -> None:
    body = "\n" * lead + "".join(odd + act + tail + line for odd, act, tail, line in parts)
    found = coder.code(RawArticle(id="a", body=body, published_at=NOW), now=NOW).events
    for event in found:
        spans = [*event.evidence, *(a.span for a in (*event.source, *event.target) if a.span)]
        assert all(body[s.start : s.end] == s.text for s in spans)
