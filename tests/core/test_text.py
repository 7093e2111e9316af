"""Paragraphs, sentences and furniture, and offsets into the text as given."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.core.text import LONGEST_SENTENCE, SentenceKind, fold, sentences


def texts(body: str) -> list[str]:
    return [s.text for s in sentences(body)]


def kinds(body: str) -> list[SentenceKind]:
    return [s.kind for s in sentences(body)]


def test_a_paragraph_falls_into_its_sentences() -> None:
    assert texts("Peru recalled its envoy. Chile did not comment.") == [
        "Peru recalled its envoy.",
        "Chile did not comment.",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "The U.S. and Japan signed a pact on Oct. 28 in Tokyo.",
        "Gen. Asim Munir met Lt. Col. Karim at No. 10 on Friday.",
        "Trade rose 3.5 percent to $21.4 billion, St. Kitts said.",
        '"We will not yield," the minister said.',
    ],
)
def test_a_full_stop_inside_does_not_end_a_sentence(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_quotation_marks_of_any_kind_end_a_sentence() -> None:
    assert len(texts("“We signed it.” The pact holds for ten years.")) == 2


@pytest.mark.parametrize(
    "line",
    [
        "| Photo Credit: AP",
        "Published - October 28, 2025 06:57 pm IST",
        "Also Read: What the pact means for chip makers",
        "(Reporting by Dewi Anggraini; editing by Paul Tan)",
        "By Ana María Torres",
        "© 2025 Archipelago News",
        "14:35 GMT",
        "Advertisement",
    ],
)
def test_furniture_is_told_from_text(line: str) -> None:
    assert kinds(f"Peru recalled its envoy to Chile on Monday.\n{line}") == [
        SentenceKind.BODY,
        SentenceKind.FURNITURE,
    ]


def test_a_first_paragraph_that_shows_somebody_is_a_caption() -> None:
    body = "The Peruvian president, left, meets the Chilean one in Lima.\nPeru and Chile signed a pact."
    assert kinds(body) == [SentenceKind.CAPTION, SentenceKind.BODY]


def test_a_line_without_a_full_stop_is_a_headline() -> None:
    assert (
        kinds("Peru signed a pact.\nChile praises Peru over pact\nChile praised it.")[1]
        is SentenceKind.HEADLINE
    )


@given(st.text(alphabet=st.sampled_from("Ab .!?\"'“”’—–é\u0301😀🇵🇪\n\r\t\u00a0\u2028"), max_size=300))
def test_every_sentence_stands_where_it_says(body: str) -> None:
    for s in sentences(body):
        assert s.text
        assert fold(body)[s.start : s.end] == s.text
        assert s.end - s.start == len(s.text)


@given(st.text(max_size=300))
def test_folding_changes_no_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(max_size=300))
def test_sentences_come_in_order_and_do_not_overlap(body: str) -> None:
    found = sentences(body)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_an_endless_sentence_is_cut() -> None:
    (only,) = sentences("word " * 1000 + ".", maximum=2000)
    assert len(only.text) == 2000


def test_a_sentence_is_cut_at_the_length_that_is_given() -> None:
    text = "The minister said " + "and said " * 400 + "so."
    assert max(len(sentence.text) for sentence in sentences(text, maximum=500)) <= 500
    assert max(len(sentence.text) for sentence in sentences(text)) <= LONGEST_SENTENCE
