"""A tally that is amended says what one says that is made anew from all reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.story import Story, StoryStatus
from streams.core.folding import Rows
from streams.core.signature import signature
from streams.core.stories import articles, tally
from streams.core.stories.reports import Report
from streams.core.stories.steps import standing
from streams.core.stories.tally import Tally
from streams.core.stories.telling import canonical, story_of
from tests.core.stories.telling import event

WORDS = "the two sides said what they had to say about the matter of the {} in the end and went home {}"
TEXTS = [signature(WORDS.format(word, f"{word} " * 12)) for word in ("fish", "grain", "gas")]
SAID = [
    ("happened", "CONSULT", "met"), ("ongoing", "CONSULT", "met"), ("planned", "CONSULT", "will meet"),
    ("planned", "CONSULT", "will meet"), ("hypothetical", "CONSULT", "may meet"),
    ("denied", "CONSULT", "did not meet"), ("happened", "REJECT", "called off the talks"),
    ("planned", "CONSULT", "postponed the visit"),
]  # fmt: skip


@st.composite
def reports(draw: st.DrawFn, number: int) -> Report:
    """Of one story; articles have few texts and few outlets."""
    status, act, quote = draw(st.sampled_from(SAID))
    article = draw(st.integers(0, 9))
    found = Report.of(
        event(
            f"e{number}",
            f"03-{draw(st.integers(2, 4)):02}T{draw(st.integers(0, 3)):02}:00",
            act=act,
            status=status,
            cameo={"CONSULT": "040", "REJECT": "125"}[act],
            quote=quote,
            day=draw(st.sampled_from([None, "2026-03", "2026-03-04", "2026-03-07"])),
            place=draw(st.sampled_from([None, ("Oslo", "NOR"), ("Ankara", "TUR")])),
            article=f"a{article}",
            outlet=draw(st.sampled_from(["A", "B", "C", "D", None])) if article < 2 else "ABCDE"[article % 5],
            signature=draw(st.sampled_from([None, *TEXTS])) if article < 2 else [None, *TEXTS][article % 4],
            credit=draw(st.sampled_from([None, "reuters"])) if article < 2 else None,
            confidence=draw(st.sampled_from([0.3, 0.6, 0.9])),
        )
    )
    assert found is not None
    return found


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Report], list[int]]:
    """Reports, and which of them come and go in turn."""
    told = [draw(reports(number)) for number in range(draw(st.integers(2, 14)))]
    return told, draw(st.lists(st.integers(0, len(told) - 1), min_size=2, max_size=30))


@contextmanager
def limits(listed: int, of_a_claim: int, of_articles: int) -> Iterator[None]:
    """Of what is listed; with low ones much is left out, with high ones nothing is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "MOST_IDS", listed)
        patch.setattr(tally, "MOST_OF_A_CLAIM", of_a_claim)
        patch.setattr(articles, "MOST_ARTICLES", of_articles)
        yield


def told_by(found: Tally, by_id: dict[str, Report]) -> Story:
    status = standing([StoryStatus(step["status"]) for step in found.sums["steps"]])
    return story_of("story", "NOR-TUR", found, by_id[canonical(found, status)])


@settings(max_examples=250, deadline=None)
@given(
    histories(),
    st.tuples(st.sampled_from([4, 50]), st.sampled_from([2, 50]), st.sampled_from([3, 50])),
)
def test_an_amended_tally_says_what_all_its_reports_say(
    history: tuple[list[Report], list[int]], most: tuple[int, int, int]
) -> None:
    told, turns = history
    by_id = {report.id: report for report in told}
    rows: Rows = {}
    held: set[str] = set()
    with limits(*most):
        for turn in turns:
            report = told[turn]
            kept = Tally(rows, "NOR-TUR/t/TALK/story", by_id.get)
            known = kept.remove(report) if report.id in held else kept.insert(report)
            held ^= {report.id}
            if not held:
                kept.clear()
                assert not rows
                continue
            in_order = sorted((by_id[each] for each in held), key=lambda each: each.order)
            if known:
                kept.save()
            else:
                kept.make(in_order)
            fresh = Tally({}, "", by_id.get)
            fresh.make(in_order)
            assert told_by(kept, by_id) == told_by(fresh, by_id)
            assert kept.sums["first"] == fresh.sums["first"]
            assert kept.sums["last"] == fresh.sums["last"]
            rows = orjson.loads(orjson.dumps(rows))
