"""When an editor would date the act: short news texts, with the message's time of publication."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.coder import Coder
from streams.core.datelines import dateline, publication_day, stamp
from streams.core.text import fold, sentences
from tests.core.claims import events

DAY = "2025-10-29T09:00:00+00:00"  # a Wednesday
# published | text | type of the act | first day | last day (- open or unknown)
TEXTS = f"""
    {DAY} | Kenya signed a trade agreement with Uganda on Tuesday. | SUPPORT | 2025-10-28 | 2025-10-28
    {DAY} | Kenya will sign a trade agreement with Uganda on Tuesday. | SUPPORT | 2025-11-04 | 2025-11-04
    {DAY} | Kenya will sign a trade agreement with Uganda on Wednesday. | SUPPORT | 2025-10-29 | 2025-10-29
    {DAY} | Kenya signed a trade agreement with Uganda on Oct. 30. | SUPPORT | 2025-10-30 | 2025-10-30
    {DAY} | Kenya signed a trade agreement with Uganda on the 15th. | SUPPORT | 2025-10-15 | 2025-10-15
    {DAY} | Kenya signed a trade agreement with Uganda on Friday, 24 October. | SUPPORT | 2025-10-24 | 2025-10-24
    {DAY} | Kenya signed a trade agreement with Uganda on 24/10/2025. | SUPPORT | 2025-10-24 | 2025-10-24
    {DAY} | Kenya signed a trade agreement with Uganda on 24-Oct-2025. | SUPPORT | 2025-10-24 | 2025-10-24
    {DAY} | Kenya signed a trade agreement with Uganda in July 2022. | SUPPORT | 2022-07 | 2022-07
    {DAY} | Kenya signed a trade agreement with Uganda last month. | SUPPORT | 2025-09 | 2025-09
    {DAY} | Kenya will sign a trade agreement with Uganda next week. | SUPPORT | 2025-11-03 | 2025-11-09
    {DAY} | Kenya will sign a trade agreement with Uganda by Friday. | SUPPORT | - | 2025-10-31
    {DAY} | Kenya will sign a trade agreement with Uganda before the end of 2026. | SUPPORT | - | 2026
    {DAY} | Kenya signed a trade agreement with Uganda. | SUPPORT | 2025-10-29 | 2025-10-29
    {DAY} | Kenya attacked Uganda in 1998. Ten years later Kenya signed a trade agreement with Uganda. | SUPPORT | 2008 | 2008
    {DAY} | Kenya attacked Uganda on Monday. Kenya signed a truce agreement with Uganda the following day. | SUPPORT | 2025-10-28 | 2025-10-28
    {DAY} | Kenya signed a truce with Uganda on Tuesday, two days after Kenya bombed Uganda. | ASSAULT | 2025-10-26 | 2025-10-26
    {DAY} | Kenya seized Ugandan lorries on Tuesday, a day after Uganda shut its border. | COERCE | 2025-10-28 | 2025-10-28
    {DAY} | Xi Jinping telephoned Vladimir Putin on Monday and urged Russia to accept a truce. | REQUEST | 2025-10-27 | 2025-10-27
    {DAY} | Kenya bombed Uganda before dawn on Tuesday. | ASSAULT | 2025-10-28 | 2025-10-28
    {DAY} | Kenya condemned Uganda over last week's attack. | ACCUSE | 2025-10-29 | 2025-10-29
    {DAY} | Kenya accused Uganda of the killing after Sunday's raid. | ACCUSE | 2025-10-29 | 2025-10-29
    {DAY} | Macron arrived in Kenya on Monday for a three-day visit. | CONSULT | 2025-10-27 | 2025-10-29
    {DAY} | Kenya attacked Uganda between October 21 and 23. | ASSAULT | 2025-10-21 | 2025-10-23
    {DAY} | Kenya bombed Uganda overnight. | ASSAULT | 2025-10-29 | 2025-10-29
    {DAY} | Kenya bombed Uganda last night. | ASSAULT | 2025-10-28 | 2025-10-28
    {DAY} | 14.10: Thai jets have bombed Cambodia. | ASSAULT | 2025-10-29 | 2025-10-29
    2025-10-27T22:30:00+00:00 | TOKYO - Japan signed a trade agreement with Kenya on Tuesday. | SUPPORT | 2025-10-28 | 2025-10-28
    2025-10-27T19:40:00+00:00 | India signed a trade agreement with Kenya on Tuesday.\\nPublished - October 28, 2025 01:10 am IST | SUPPORT | 2025-10-28 | 2025-10-28
    2025-10-30T00:30:00+00:00 | LONDON, Oct 29 (Reuters) - Britain signed a trade agreement with Kenya today. | SUPPORT | 2025-10-29 | 2025-10-29
    - | LONDON, Oct. 29, 2025 (AP) - Britain signed a trade agreement with Kenya on Tuesday. | SUPPORT | 2025-10-28 | 2025-10-28
    - | Britain signed a trade agreement with Kenya on Tuesday.\\nUpdated: 29/10/2025 21:15 CET | SUPPORT | 2025-10-28 | 2025-10-28
"""  # noqa: E501
CASES = [tuple(cell.strip() for cell in line.split(" | ")) for line in TEXTS.strip().splitlines()]


@pytest.mark.model
@pytest.mark.parametrize(("published", "text", "act", "first", "last"), CASES)
def test_an_act_is_dated_as_an_editor_would(
    coder: Coder, published: str, text: str, act: str, first: str, last: str
) -> None:
    when = None if published == "-" else published
    found = events(coder, text.replace("\\n", "\n"), published_at=when)
    event = next(e for e in found if e.plover_act.value == act)
    assert (event.date_start or "-", event.date_end or "-") == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "GENEVA (AP) - The talks began.",
        "ANKARA, Turkey (Anchor) - The talks began.",
        "BEIJING, Sept. 2 -- The talks began.",
        "NEW DELHI: The talks began.",
        "Tokyo, 28 Oct - The talks began.",
        "Copenhagen, Saturday 10 January 2026. The talks began.",
        "Manila (Agence) - The talks began.",
    ],
)
def test_a_dateline_ends_before_the_first_word(text: str) -> None:
    assert text[dateline(text) :] == "The talks began."


@pytest.mark.parametrize("text", ["The talks began.", "Kenya, which met Uganda, left.", "Iran: no deal."])
def test_prose_has_no_dateline(text: str) -> None:
    assert dateline(text) == 0


@pytest.mark.parametrize(
    "text", ["14.10: Jets struck.", "[14:10] Jets struck.", "2:10 pm GMT - Jets struck."]
)
def test_a_live_blog_s_stamp_ends_before_the_first_word(text: str) -> None:
    assert text[stamp(text) :] == "Jets struck."


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published - October 28, 2025 06:57 pm", date(2025, 10, 28)),
        ("Published in The Frontier Gazette, November 21st, 2025", date(2025, 11, 21)),
        ("Updated: 10/01/2026 21:15 CET", date(2026, 1, 10)),
        ("Updated: 10/01/2026 9:15 pm EST", date(2026, 10, 1)),
        ("Last updated on 28 Oct 2025", date(2025, 10, 28)),
        ("First published: 2025-10-28 10:32 IST", date(2025, 10, 28)),
    ],
)
def test_a_footer_states_the_day_of_publication(line: str, day: date) -> None:
    body = f"Peru met Chile.\n{line}"
    assert publication_day(None, sentences(body), fold(body), filed=None) == day


@given(st.text(max_size=80))
def test_no_text_breaks_the_datelines(text: str) -> None:
    assert 0 <= dateline(text) <= len(text)
    assert 0 <= stamp(text) <= len(text)
    publication_day(None, sentences(text), fold(text), filed=None)


def test_an_event_tells_the_day_of_its_article_where_the_message_does_not(coder: Coder) -> None:
    text = "PARIS, March 3, 2026 - Kenya signed a trade agreement with Uganda on Tuesday."
    assert {event.article.published_on for event in events(coder, text, published_at=None)} == {"2026-03-03"}
    dated = events(coder, text, published_at="2026-03-04T08:00:00+00:00")
    assert {event.article.published_on for event in dated} == {None}
