"""Who did it to whom: sides read off the grammar of a sentence, and evidence that stands in the text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from streams.core.coder import Coder
from streams.core.parse import Lemmas, Placeholder
from streams.core.parse import _original as original
from streams.core.parse import _substitute as substituted
from streams.core.reading import ReadSentence, placeholders
from streams.core.text import Sentence
from tests.core.claims import analysis, events, sides, told

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    "sentence",
    [
        "Sweden expelled two Russian diplomats on Tuesday.",
        "Two Russian diplomats were expelled by Sweden on Tuesday.",
        "Sweden, which borders Finland, expelled two Russian diplomats on Tuesday.",
        "On Tuesday, angry at an attack, Sweden expelled two Russian diplomats.",
    ],
)
def test_sides_do_not_depend_on_the_word_order(coder: Coder, sentence: str) -> None:
    expulsion = next(e for e in events(coder, sentence) if e.cameo.startswith("161"))
    assert sides(expulsion) == (["SWE"], ["RUS"])


def test_every_member_of_a_coordination_acts(coder: Coder) -> None:
    (event,) = events(coder, "France, Germany and Italy condemned Iran on Tuesday.")
    source, target = sides(event)
    assert set(source) == {"FRA", "DEU", "ITA"}
    assert target == ["IRN"]


def test_every_member_of_a_coordination_is_acted_upon(coder: Coder) -> None:
    (event,) = events(coder, "Canada condemned Syria and Belarus on Tuesday.")
    assert sides(event) == (["CAN"], ["SYR", "BLR"])


def test_a_shared_subject_does_both_acts(coder: Coder) -> None:
    found = events(coder, "Poland condemned Belarus and thanked Lithuania on Tuesday.")
    assert {(e.plover_act.value, *(tuple(s) for s in sides(e))) for e in found} == {
        ("ACCUSE", ("POL",), ("BLR",)),
        ("SUPPORT", ("POL",), ("LTU",)),
    }


def test_a_mutual_act_has_both_sides_whatever_the_wording(coder: Coder) -> None:
    for sentence in (
        "Egypt and Jordan signed an agreement on Tuesday.",
        "Egypt signed an agreement with Jordan on Tuesday.",
    ):
        (event,) = events(coder, sentence)
        source, target = sides(event)
        assert event.reciprocal
        assert {*source, *target} == {"EGY", "JOR"}


def test_the_subject_of_a_relative_clause_is_its_antecedent(coder: Coder) -> None:
    found = analysis(coder, "Sweden, which condemned Belarus, kept its embassy open.")
    verb = found.syntax.parse.lemmas.index("condemn")
    assert [m.text for m in found.syntax.actors(found.syntax.subjects(verb)[0])] == ["Sweden"]


def test_control_gives_the_infinitive_its_subject(coder: Coder) -> None:
    syntax = analysis(coder, "Turkey wants to condemn Syria.").syntax
    verb = syntax.parse.lemmas.index("condemn")
    assert [m.text for t in syntax.subjects(verb) for m in syntax.actors(t)] == ["Turkey"]


def test_an_urged_side_does_the_urged_act(coder: Coder) -> None:
    syntax = analysis(coder, "Turkey urged Greece to condemn Syria.").syntax
    verb = syntax.parse.lemmas.index("condemn")
    assert [m.text for t in syntax.subjects(verb) for m in syntax.actors(t)] == ["Greece"]


AWKWARD = st.sampled_from(
    ["", "\n", "\n\n  ", "\r\n", "😀 Photo\n", "é", "e\u0301 ", "🇵🇪🇨🇱\r\n", "“", "\ufeff"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(AWKWARD, AWKWARD, st.sampled_from(["\n", "\r\n", "\n\n", " "]))
def test_evidence_and_actors_reproduce_their_text(coder: Coder, lead: str, inner: str, line: str) -> None:
    told_twice = (
        f"Peru’s foreign minister met {inner}Chile in Lima.{line}“Peru condemned Chile,” France said."
    )
    body = f"{lead}{told_twice}{line}"
    for event in events(coder, body):
        assert event.evidence
        for span in (*event.evidence, *(a.span for a in (*event.source, *event.target) if a.span)):
            assert body[span.start : span.end] == span.text
            assert span.text.strip()


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 8), st.text("xyz", max_size=4)), max_size=5))
def test_offsets_come_back_from_behind_placeholders(parts: list[tuple[int, int, str]]) -> None:
    text, placed = "", []
    for gap, length, word in parts:
        text += "." * gap
        placed.append(Placeholder(len(text), len(text) + length, word))
        text += "N" * length
    text += "..."
    shown, origin = substituted(text, placed)
    for offset, letter in enumerate(shown):
        if letter == ".":
            assert text[original(offset, origin, at_end=False)] == "."


def test_a_stretch_without_spaces_is_one_word_to_the_parser() -> None:
    junk = "\u201d" * 1900
    sentence = Sentence(0, 1919, f"{junk} Russia met Japan.", 0)
    assert placeholders(ReadSentence(sentence, (), (), 0)) == [Placeholder(0, 1900, "this")]


@pytest.mark.parametrize(
    ("word", "tag", "lemma"),
    [
        ("met", "VBD", "meet"),
        ("accuses", "VBZ", "accuse"),
        ("talks", "NNS", "talk"),
        ("bombing", "VBG", "bomb"),
    ],
)
def test_lemmas_of_words_by_tag(coder: Coder, word: str, tag: str, lemma: str) -> None:
    lemmas: Lemmas = coder._parser.lemmas
    assert lemmas.of(word, tag) == lemma


def test_told_names_the_first_side(coder: Coder) -> None:
    (event,) = events(coder, "Norway condemned Belarus on Tuesday.")
    assert told(event) == ("ACCUSE", "happened", "NOR", "BLR")


def test_who_led_may_be_a_guess_himself(coder: Coder) -> None:
    sentence = (
        "The army, having promised safe passage, fired on students who had barricaded themselves inside "
        "Athens Polytechnic when a tank crushed the gate."
    )
    assert all(sides(event)[0] for event in events(coder, sentence))
