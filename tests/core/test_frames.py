"""Frames are read from lines that a political scientist writes; a wrong line says where it is."""

from __future__ import annotations

import pytest

from streams.core import frames
from streams.core.frames import FrameBook, FrameError, Trigger, built_in_frames, frames_of


def test_a_line_stands_for_a_frame_for_each_trigger() -> None:
    found = list(frames_of("S meet|greet T", "040", "recip"))
    assert [f.lemma for f in found] == ["meet", "greet"]
    assert all(f.kind is Trigger.VERB and f.reciprocal and f.needs_target for f in found)


def test_an_owned_noun_is_a_noun_frame() -> None:
    (frame,) = frames_of("S's visit to T", "042", "")
    assert (frame.kind, frame.subject, frame.preps[0][0]) == (Trigger.NOUN, "S", frozenset({"to"}))


def test_a_state_is_an_adjective_frame() -> None:
    (frame,) = frames_of("S be angry at T?", "110", "weak")
    assert (frame.kind, frame.weak, frame.needs_target) == (Trigger.ADJECTIVE, True, False)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("meet T", "must begin with"),
        ("S", "no verb or noun"),
        ("S talk to", "nothing behind it"),
        ("S give @no_such_class to T", "no classes file"),
    ],
)
def test_a_wrong_pattern_says_what_is_wrong(pattern: str, problem: str) -> None:
    with pytest.raises(FrameError, match=problem):
        list(frames_of(pattern, "040", ""))


def test_a_wrong_line_names_its_file_and_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "lines", lambda *_: [(7, "meet T\t040")])
    with pytest.raises(FrameError, match=r"acts/agree\.tsv:7: "):
        list(built_in_frames())


def test_a_book_gives_the_frames_of_a_word() -> None:
    book = FrameBook(frames_of("S meet T", "040", ""))
    assert [f.cameo for f in book.of(Trigger.VERB, "meet", 0)] == ["040"]
    assert book.of(Trigger.NOUN, "meet", 0) == []


def test_a_frame_is_tried_only_where_its_words_stand() -> None:
    book = FrameBook(frames_of("S impose sanction|embargo on T", "163", ""))

    def tried(*lemmas: str) -> bool:
        return bool(book.of(Trigger.VERB, "impose", book.served(lemmas)))

    assert tried("France", "impose", "embargo", "on", "Iran")
    assert not tried("France", "impose", "tax", "on", "Iran")
    assert not book.of(Trigger.VERB, "lift", book.served(["sanction"]))
