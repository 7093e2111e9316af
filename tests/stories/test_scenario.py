"""Thirty days of news: acts told once, sources counted, plans followed, and three escalations told."""

from __future__ import annotations

import random

import pytest

from schemas import DiplomacyEvent, Retraction, StoryStatus
from streams.core.coder import load_coder
from streams.core.places import built_in_gazetteer
from tests.stories.figures import Figures, figures
from tests.stories.running import as_coded, as_told, changes, outcome
from tests.stories.scenario import FIRST_DAY, LAST_DAY, Printed, scenario


@pytest.fixture(scope="module")
def printed() -> list[Printed]:
    return scenario()


@pytest.fixture(scope="module")
def told(printed: list[Printed]) -> list[list[DiplomacyEvent]]:
    gazetteer = built_in_gazetteer()
    return [as_told(each, gazetteer) for each in printed]


def test_the_scenario_is_what_it_is_said_to_be(printed: list[Printed]) -> None:
    assert len(printed) == 200
    assert len({told.story for each in printed for told in each.told}) >= 20
    days = [each.article.published_at for each in printed if each.article.published_at]
    assert FIRST_DAY <= min(days) <= max(days) <= LAST_DAY


def check(found: Figures) -> None:
    print(found)
    assert found.pairs.f1 >= 0.85
    assert found.b_cubed.f1 >= 0.85
    assert found.sources[0] >= 0.9 * found.sources[1]
    assert found.links[0] == found.links[1] == 3
    assert found.alerts_exact


def test_stories_of_events_as_told_agree_with_truth(
    printed: list[Printed], told: list[list[DiplomacyEvent]]
) -> None:
    found = figures(printed, told)
    check(found)
    assert found.pairs.f1 >= 0.98
    assert found.sources[0] == found.sources[1]


@pytest.mark.model
@pytest.mark.slow
def test_stories_of_events_as_coded_agree_with_truth(printed: list[Printed]) -> None:
    check(figures(printed, as_coded(printed, load_coder())))


def test_what_was_corrected_is_no_story(printed: list[Printed], told: list[list[DiplomacyEvent]]) -> None:
    stories = outcome(changes(list(zip(printed, told, strict=True)))).stories.values()
    assert not [story for story in stories if story.dyad == "PAN-USA"]
    assert [story.events for story in stories if story.dyad == "NIC-USA"] == [5]


def test_what_was_called_off_put_off_or_denied_is_told_so(
    printed: list[Printed], told: list[list[DiplomacyEvent]]
) -> None:
    stories = outcome(changes(list(zip(printed, told, strict=True)))).stories.values()
    by_dyad = {story.dyad: story for story in stories}
    assert by_dyad["IND-LKA"].status is StoryStatus.CANCELLED
    assert by_dyad["CAN-IND"].status is StoryStatus.POSTPONED
    assert [step.status for step in by_dyad["ARG-BRA"].history] == ["planned", "postponed", "happened"]
    assert [each.field for each in by_dyad["ISR-SAU"].contradictions] == ["status"]


@pytest.mark.parametrize("seed", range(3))
def test_the_end_is_the_same_in_any_order(
    printed: list[Printed], told: list[list[DiplomacyEvent]], seed: int
) -> None:
    ordered: list[DiplomacyEvent | Retraction] = list(changes(list(zip(printed, told, strict=True))))
    shuffled = ordered.copy()
    random.Random(seed).shuffle(shuffled)
    one, other = outcome(ordered), outcome(shuffled)
    assert one.stories == other.stories
    assert one.alerts == other.alerts
