"""When two tellings are one act."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Actor, PloverType, Status
from streams.core.dates import DateRange
from streams.core.drafting import after_tense_rule
from streams.core.drafts import Draft, Party
from streams.core.identity import event_id, kind_of
from streams.core.merge import merged
from streams.core.referents import Referent


def party(country: str, name: str | None = None) -> Party:
    return Party(Referent(country, "GOV", None, name, key=name or ""), 0, 4)


MEETING = Draft(
    cameo="040",
    act=PloverType.CONSULT,
    sources=(party("FRA"),),
    targets=(party("MLI"),),
    reciprocal=True,
    status=Status.HAPPENED,
    when=None,
    where=None,
    subject=None,
    attribution=None,
    evidence=((0, 10),),
    sentence=0,
    verb=0,
    mode=None,
    strength=2.0,
    probability=0.6,
    why=(),
)


def day(text: str) -> DateRange:
    return DateRange(text, text, "day")


def test_a_retelling_adds_its_evidence() -> None:
    (one,) = merged([MEETING, replace(MEETING, evidence=((50, 60),), sentence=2)])
    assert one.evidence == ((0, 10), (50, 60))
    assert one.probability > MEETING.probability


def test_a_mutual_act_told_from_the_other_side_is_the_same() -> None:
    turned = replace(MEETING, sources=MEETING.targets, targets=MEETING.sources, evidence=((50, 60),))
    assert len(merged([MEETING, turned])) == 1


def test_the_better_named_actor_and_the_finer_date_stay() -> None:
    named = replace(
        MEETING, sources=(party("FRA", "Anne Roux"),), when=day("2025-03-04"), evidence=((50, 60),)
    )
    (one,) = merged([replace(MEETING, when=DateRange("2025-03", "2025-03", "month")), named])
    assert one.sources[0].referent.name == "Anne Roux"
    assert one.when == day("2025-03-04")


@pytest.mark.parametrize(
    "other",
    [
        {"when": day("2025-03-05")},
        {"targets": (party("NER"),)},
        {"act": PloverType.ACCUSE, "cameo": "112"},
        {"status": Status.PLANNED},
    ],
)
def test_what_contradicts_is_another_act(other: dict[str, object]) -> None:
    first = replace(MEETING, when=day("2025-03-04"))
    second = replace(first, evidence=((50, 60),), **other)  # type: ignore[arg-type]
    assert len(merged([first, second])) == 2


@given(st.lists(st.sampled_from(["2025-03-04", "2025-03-05", "2025-03-06"]), min_size=1, max_size=8))
def test_there_are_as_many_events_as_days(days: list[str]) -> None:
    drafts = [replace(MEETING, when=day(d), evidence=((i * 20, i * 20 + 10),)) for i, d in enumerate(days)]
    found = merged(drafts)
    assert len(found) == len(set(days))
    assert sorted(e for d in found for e in d.evidence) == [d.evidence[0] for d in drafts]


@given(st.text(max_size=20), st.integers(0, 10**6))
def test_an_id_depends_on_its_parts_alone(article: str, start: int) -> None:
    side = [Actor(country="FRA")]

    def made(position: int) -> str:
        return event_id(article_id=article, cameo="040", source=side, target=[], evidence_start=position)

    assert made(start) == made(start)
    assert made(start) != made(start + 1)
    assert len(made(start)) == 24


def test_a_kind_is_an_identifier() -> None:
    assert kind_of("Sign formal agreement") == "sign_formal_agreement"
    assert kind_of("Consult, not specified below") == "consult"


@pytest.mark.parametrize(
    ("act", "status", "plover"),
    [
        (PloverType.CONSULT, Status.HAPPENED, PloverType.CONSULT),
        (PloverType.CONSULT, Status.PLANNED, PloverType.AGREE),
        (PloverType.SANCTION, Status.HYPOTHETICAL, PloverType.THREATEN),
        (PloverType.RETREAT, Status.PLANNED, PloverType.CONCEDE),
        (PloverType.ACCUSE, Status.DENIED, PloverType.ACCUSE),
    ],
)
def test_the_tense_rule(act: PloverType, status: Status, plover: PloverType) -> None:
    assert after_tense_rule(act, status) is plover
