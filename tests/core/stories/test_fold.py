"""A story follows from the events that hold: not from their order, nor from how often they came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import DiplomacyEvent, Retraction, Story
from streams.core.folding import Kind, Rows
from streams.core.moves import Move
from streams.core.signature import signature
from streams.core.stories import articles as articles_of
from streams.core.stories import emitting, roll, tally
from streams.core.stories.fold import fold
from streams.core.stories.reports import HORIZON
from tests.core.stories.telling import event, last, retraction, stories

TEXTS = [
    signature(
        f"{word} " * 3 + "and then the two sides said what they had to say about it in the end " + word * 2
    )
    for word in ("fish", "grain", "gas")
]


@st.composite
def events(draw: st.DrawFn, number: int) -> DiplomacyEvent:
    status, act = draw(
        st.sampled_from(
            [("happened", "CONSULT"), ("planned", "CONSULT"), ("denied", "CONSULT"), ("happened", "REJECT"),
             ("happened", "ACCUSE"), ("ongoing", "CONSULT")]
        )
    )  # fmt: skip
    day = draw(st.sampled_from([None, "2026-03", "2026-03-04", "2026-03-05", "2026-03-09"]))
    return event(
        f"e{number}",
        f"03-{draw(st.integers(2, 12)):02}T{draw(st.integers(0, 23)):02}:00",
        act=act,
        status=status,
        cameo={"CONSULT": "040", "REJECT": "125", "ACCUSE": "112"}[act],
        quote=draw(st.sampled_from(["called off the talks", "postponed the visit", "fish and cod", "grain"])),
        day=day,
        until=draw(st.sampled_from([None, "2026-03-10"])) if day and len(day) == 10 else None,
        names=(draw(st.sampled_from([None, "A Eide", "B Vik"])), draw(st.sampled_from([None, "C Fidan"]))),
        place=draw(st.sampled_from([None, ("Oslo", "NOR"), ("Ankara", "TUR")])),
        signature=draw(st.sampled_from([None, *TEXTS])),
        article=f"a{draw(st.integers(0, 9))}",
        outlet=draw(st.sampled_from(["A", "B", None])),
        credit=draw(st.sampled_from([None, "reuters"])),
        confidence=draw(st.sampled_from([0.3, 0.6, 0.9])),
    )


@st.composite
def tellings(draw: st.DrawFn) -> tuple[list[DiplomacyEvent | Retraction], list[DiplomacyEvent | Retraction]]:
    """The same changes twice: in order of publication, and in any order with repetitions."""
    told = [draw(events(number)) for number in range(draw(st.integers(1, 12)))]
    gone = draw(st.lists(st.sampled_from(told), max_size=3, unique_by=lambda each: each.event_id))
    changes: list[DiplomacyEvent | Retraction] = [*told, *map(retraction, gone)]
    again = [*changes, *draw(st.lists(st.sampled_from(changes), max_size=4))]
    ordered = sorted(told, key=lambda each: (each.article.published_at, each.event_id))
    return [*ordered, *map(retraction, gone)], draw(st.permutations(again))


@contextmanager
def few_are(few: int, *, listed: int, articles: int, of_a_claim: int) -> Iterator[None]:
    """Limits at which a story has very many reports."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(roll, "FEW", few)
        patch.setattr(emitting, "FEW", few)
        patch.setattr(tally, "MOST_IDS", listed)
        patch.setattr(tally, "MOST_OF_A_CLAIM", of_a_claim)
        patch.setattr(articles_of, "MOST_ARTICLES", articles)
        yield


@settings(max_examples=300, deadline=None)
@given(tellings())
def test_late_repeated_and_retracted_events_give_the_stories_of_the_events_that_hold(
    changes: tuple[list[DiplomacyEvent | Retraction], list[DiplomacyEvent | Retraction]],
) -> None:
    ordered, shuffled = changes
    one: Rows = {}
    other: Rows = {}
    first, second = stories(ordered, one), stories(shuffled, other)
    assert [each.model_dump_json() for each in first] == [each.model_dump_json() for each in second]
    # The state is the same too, and nothing is left of what was in between.
    assert {k: v for k, v in one.items() if "/c/" in k} == {k: v for k, v in other.items() if "/c/" in k}
    gone = {each.event_id for each in ordered if isinstance(each, Retraction)}
    held = {each.event_id for each in ordered if isinstance(each, DiplomacyEvent)} - gone
    assert sorted(each for story in first for each in story.event_ids) == sorted(held)


@settings(max_examples=200, deadline=None)
@given(tellings())
def test_stories_of_very_many_reports_follow_from_them_as_those_of_few_do(
    changes: tuple[list[DiplomacyEvent | Retraction], list[DiplomacyEvent | Retraction]],
) -> None:
    ordered, shuffled = changes
    with few_are(2, listed=4, articles=3, of_a_claim=2):
        rows: Rows = {}
        many = stories(shuffled, rows)
        assert many == stories(ordered)
    # Where all are kept together the same stories come of it, but for what is left out of lists.
    with few_are(100, listed=4, articles=3, of_a_claim=2):
        assert many == stories(ordered)
    kept = {story.story_id for story in many}
    assert {key.split("/")[3] for key in rows if re.match("[A-Z-]*/[tm]/", key)} <= kept


@settings(max_examples=100, deadline=None)
@given(tellings())
def test_moves_end_the_same_whatever_the_order(
    changes: tuple[list[DiplomacyEvent | Retraction], list[DiplomacyEvent | Retraction]],
) -> None:
    ends = []
    for each in changes:
        rows: Rows = {}
        kept = last([emission for change in each for emission in fold(rows, change)])
        ends.append(
            {
                key: v.act
                for (kind, key), v in kept.items()
                if kind is Kind.MOVE and isinstance(v, Move) and v.act
            }
        )
    assert ends[0] == ends[1]


def test_a_late_vague_report_of_a_plan_does_not_undo_that_it_was_put_off() -> None:
    names = ("A Eide", "C Fidan")
    vague, exact, late, put_off = (
        event("e1", "03-02T01:00", status="planned", names=names),
        event("e2", "03-02T02:00", status="planned", names=names, day="2026-03-20"),
        event("e3", "03-02T03:00", status="planned", names=names),
        event("e4", "03-02T04:00", names=names, quote="postponed the visit"),
    )
    one: Rows = {}
    other: Rows = {}
    assert stories([vague, exact, late, put_off], one) == stories([vague, exact, put_off, late], other)
    assert {k: v for k, v in one.items() if "/c/" in k} == {k: v for k, v in other.items() if "/c/" in k}


def test_rows_survive_json() -> None:
    rows: Rows = {}
    told: list[DiplomacyEvent | Retraction] = [
        event(f"e{n}", f"03-0{n}", day=f"2026-03-0{n}", names=("A Eide", None)) for n in range(1, 6)
    ]
    for each in told[:3]:
        fold(rows, each)
    thawed: Rows = orjson.loads(orjson.dumps(dict(rows)))
    assert stories(told[3:], thawed) == stories(told[3:], rows)


def test_a_repeated_event_gives_nothing() -> None:
    rows: Rows = {}
    one = event("e1", "03-04", day="2026-03-04")
    assert fold(rows, one)
    before = orjson.dumps({key: row for key, row in rows.items() if not key.startswith("@")})
    assert fold(rows, one) == []
    assert orjson.dumps({key: row for key, row in rows.items() if not key.startswith("@")}) == before


def test_a_story_with_nothing_left_is_taken_back() -> None:
    rows: Rows = {}
    one = event("e1", "03-04", day="2026-03-04")
    (told, *_) = fold(rows, one)
    assert isinstance(told.value, Story)
    taken_back = fold(rows, retraction(one))
    assert [(each.kind, each.key) for each in taken_back if each.value is None] == [(Kind.STORY, told.key)]


def test_an_event_that_is_coded_again_after_its_retraction_holds_again() -> None:
    one = event("e1", "03-04", day="2026-03-04")
    again = one.model_copy(update={"coded_at": retraction(one, hours=2).retracted_at})
    assert [each.event_ids for each in stories([one, retraction(one), again])] == [("e1",)]
    assert [each.event_ids for each in stories([again, retraction(one), one])] == [("e1",)]


def test_what_is_past_leaves_the_state() -> None:
    rows: Rows = {}
    fold(rows, event("old", "01-05", day="2026-01-05"))
    for day in range(1, 3 * HORIZON):
        for n in range(3):
            name = f"d{day}-{n}"
            moment = event(name, "01-05").article.published_at
            assert moment is not None
            later = event(name, "01-05", source="CHL", target="PER")
            at = moment.replace(month=1 + (4 + day) // 28, day=1 + (4 + day) % 28)
            fold(
                rows,
                later.model_copy(update={"article": later.article.model_copy(update={"published_at": at})}),
            )
    assert not [key for key in rows if key.startswith("NOR-TUR")]
