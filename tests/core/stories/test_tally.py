"""A tally that is amended says what one says that is made anew from all reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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

TEXTS = [signature(" ".join(f"{word}{n}" for n in range(40))) for word in ("fish", "grain", "gas")]
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
            f"03-{draw(st.integers(2, 4)):02}T{draw(st.integers(0, 23)):02}:00",
            act=act,
            status=status,
            cameo={"CONSULT": "040", "REJECT": "125"}[act],
            quote=quote,
            day=draw(st.sampled_from([None, "2026-03", "2026-03-04", "2026-03-07"])),
            place=draw(st.sampled_from([None, ("Oslo", "NOR"), ("Ankara", "TUR")])),
            article=f"a{article}",
            outlet=draw(st.sampled_from(["A", "B", "C", "D", None]))
            if article < 2
            else "ABCDEFGHIJ"[article],
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
            one = told[turn]
            kept = Tally(rows, "NOR-TUR/t/TALK/story", by_id.get)
            known = kept.remove(one) if one.id in held else kept.insert(one)
            held ^= {one.id}
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


def tallied(*told: Report) -> tuple[Tally, dict[str, Report]]:
    by_id = {report.id: report for report in told}
    found = Tally({}, "", by_id.get)
    for report in told:
        assert found.insert(report)
    return found, by_id


def report(name: str, published: str, **changes: Any) -> Report:
    found = Report.of(event(name, published, **changes))
    assert found is not None
    return found


def test_articles_beyond_the_first_count_where_they_are_no_copies_and_of_other_outlets() -> None:
    first = [
        report("e1", "03-04T01:00", outlet="A", signature=TEXTS[0]),
        report("e2", "03-04T02:00", outlet="B", signature=TEXTS[1]),
        report("e3", "03-04T03:00", outlet="C"),
    ]
    later = [
        report("e4", "03-04T04:00", outlet="D", signature=TEXTS[0]),
        report("e5", "03-04T05:00", outlet="A"),
        report("e6", "03-04T06:00", outlet="E"),
        report("e7", "03-04T07:00", outlet="E"),
        report("e8", "03-04T08:00", outlet="F", credit="reuters"),
        report("e9", "03-04T09:00", outlet="G", credit="reuters"),
        report("e99", "03-04T10:00", outlet="C"),
    ]
    with limits(50, 50, of_articles=3):
        found, by_id = tallied(*first, *later)
        story = told_by(found, by_id)
        assert (story.independent_sources, story.article_count, story.outlet_count) == (5, 10, 7)
        assert all(found.remove(each) for each in later[2:-1])
        assert told_by(found, by_id).independent_sources == 3


def test_a_plan_that_turns_out_to_have_been_told_before_is_no_new_one() -> None:
    found, by_id = tallied(
        report("e1", "03-02T10:00", status="planned", day="2026-03-10"),
        report("e2", "03-03T10:00", act="REJECT", cameo="125", quote="called off the talks"),
        report("e3", "03-04T10:00", status="planned", day="2026-03-12"),
    )
    assert [step.status for step in told_by(found, by_id).history] == ["planned", "cancelled", "planned"]
    assert not found.insert(report("e4", "03-02T12:00", status="planned", day="2026-03-12"))
