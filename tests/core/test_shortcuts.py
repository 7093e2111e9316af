"""What the coder spares itself would have changed nothing."""

from __future__ import annotations

import gc

import pytest

from streams.bench import corpora
from streams.core.arbiter import Arbiter
from streams.core.date_patterns import _PATTERNS, FOOTED, FOOTERS, patterns_for
from streams.core.frames import Frame, FrameBook, Trigger
from streams.core.once import once

DATES = (
    "On 3 May 2021, last winter, a day after Friday, two weeks ago, updated 4 June 2022, in March, that day"
)


def test_a_date_pattern_that_is_not_tried_fits_nowhere() -> None:
    tried = 0
    for text in (DATES, *DATES.split(", "), *corpora.sentences()[:2000]):
        patterns = patterns_for(text)
        tried += len(patterns)
        assert not any(p.search(text) for _, p in _PATTERNS if p not in patterns), text
    assert tried < 0.5 * 2000 * len(_PATTERNS)


@pytest.mark.parametrize(
    "line", ["Published: May 3, 2021", "last UPDATED on 2021-05-03", "first published 3.5.2021"]
)
def test_a_page_that_tells_its_day_has_the_word_for_it(line: str) -> None:
    assert any(p.search(line) for p in FOOTERS)
    assert FOOTED.search(line)


def test_pairs_heard_together_are_judged_as_alone() -> None:
    arbiter = Arbiter.built_in()
    pairs = [
        ["w:sign", "w:with", "w:sign", "top:sign", "no such feature"],
        [],
        ["w:attack", "m:S", "order:st"],
    ]
    for features, together in zip(pairs, arbiter.judge_all(pairs), strict=True):
        alone = arbiter.judge(features)
        assert together.probabilities == pytest.approx(alone.probabilities)
        assert together.strongest == alone.strongest
    assert arbiter.judge_all([]) == []
    assert "no such feature" not in arbiter.judge(pairs[0]).strongest


def test_frames_remembered_for_one_sentence_are_not_given_to_another() -> None:
    book = FrameBook.built_in()

    def patterns(words: str) -> list[str]:
        found: list[Frame] = book.of(Trigger.VERB, "sign", book.served(words.split()))
        return [frame.pattern for frame in found]

    with_a_paper, without = patterns("sign a agreement with"), patterns("sign up")
    assert with_a_paper != without
    assert (patterns("sign a agreement with"), patterns("sign up")) == (with_a_paper, without)


def test_a_question_is_answered_once() -> None:
    asked: list[int] = []

    class Sentence:
        answers: dict[str, dict[int, object]]

        def __init__(self) -> None:
            self.answers = {}

        @once
        def double(self, token: int) -> int:
            asked.append(token)
            return 2 * token

    first, second = Sentence(), Sentence()
    assert [first.double(3), first.double(3), first.double(4), second.double(3)] == [6, 6, 8, 6]
    assert asked == [3, 4, 3]


@pytest.mark.model
@pytest.mark.usefixtures("coder")
def test_the_collector_does_not_look_at_what_was_loaded() -> None:
    assert gc.get_freeze_count() > 100_000
