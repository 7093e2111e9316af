"""The event: what the contract promises of every one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas import NO_COUNTRY, Actor, DiplomacyEvent, Span, dyad_of, dyads_of

countries = st.from_regex(r"\A[A-Z]{3}\Z")
SIGNING: dict[str, Any] = {
    "event_id": "e1",
    "article_id": "a1",
    "kind": "agreement_signed",
    "plover_act": "SUPPORT",
    "plover": "SUPPORT",
    "contexts": ["economic", "natural_resource"],
    "cameo": "057",
    "cameo_label": "Sign formal agreement",
    "goldstein": 8.0,
    "quad_class": "verbal_cooperation",
    "source": [{"country": "USA", "sector": "GOV", "role": "head_of_state", "name": "Donald Trump"}],
    "target": [{"country": "JPN", "sector": "GOV", "role": "head_of_government", "name": "Sanae Takaichi"}],
    "reciprocal": True,
    "dyad": "JPN-USA",
    "dyads": ["JPN-USA"],
    "status": "happened",
    "date_start": "2025-10-28",
    "date_end": "2025-10-28",
    "date_precision": "day",
    "location": {"name": "Tokyo", "country": "JPN", "lat": 35.69, "lon": 139.69},
    "subject": "critical minerals and rare earths",
    "attribution": "White House",
    "evidence": [{"start": 271, "end": 277, "text": "signed"}],
    "confidence": 0.93,
    "why": ["act: sign + agreement → 057"],
    "coder_version": "0.1.0",
    "coded_at": "2025-10-28T08:00:00Z",
}
ARCHITECTURE = (
    "schema_version event_id article_id kind plover_act plover plover_mode contexts cameo cameo_label "
    "goldstein quad_class source target reciprocal dyad dyads status date_start date_end date_precision "
    "location subject attribution magnitude evidence confidence why article supersedes coder_version coded_at"
).split()


def event(**changes: object) -> DiplomacyEvent:
    return DiplomacyEvent.model_validate({**SIGNING, **changes})


def test_the_fields_are_those_of_the_contract_in_its_order() -> None:
    assert list(json.loads(event().model_dump_json())) == ARCHITECTURE


def test_an_event_survives_json() -> None:
    assert DiplomacyEvent.model_validate_json(event().model_dump_json()) == event()


def test_an_old_reader_reads_a_newer_event() -> None:
    assert event(schema_version="1.7", sentiment=0.4) == event(schema_version="1.7")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"dyad": "USA-JPN"}, "alphabetical"),
        ({"dyads": ["JPN-USA", "USA-JPN"]}, "alphabetical"),
        ({"evidence": []}, "evidence"),
        ({"evidence": [{"start": 5, "end": 5, "text": ""}]}, "not behind"),
        ({"confidence": 1.01}, "confidence"),
        ({"confidence": -0.01}, "confidence"),
        ({"source": [], "target": []}, "at least one actor"),
        ({"cameo": "999"}, "no CAMEO code"),
        ({"plover_mode": "aerial"}, "no mode of SUPPORT"),
        ({"plover": "FIGHT"}, "plover"),
        ({"status": "maybe"}, "status"),
        ({"contexts": ["weather"]}, "contexts"),
        ({"date_start": "28 October"}, "date_start"),
        ({"date_end": "2025-10-27"}, "before date_start"),
        ({"date_precision": "none"}, "does not fit"),
        ({"date_start": None, "date_end": None}, "does not fit"),
        ({"coded_at": "2025-10-28T08:00:00"}, "coded_at"),
        ({"source": [{"country": "Japan"}]}, "country"),
        ({"location": {"name": "Tokyo", "lat": 135}}, "lat"),
    ],
)
def test_what_breaks_a_promise_is_refused(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        event(**changes)


@given(countries, countries)
def test_a_dyad_is_the_same_from_both_sides(one: str, other: str) -> None:
    dyad = dyad_of(one, other)
    assert dyad == dyad_of(other, one)
    assert event(dyad=dyad, dyads=[dyad]).dyad == dyad


def test_an_unknown_country_stands_in_the_dyad() -> None:
    assert dyad_of("FRA", None) == f"FRA-{NO_COUNTRY}"


def test_a_one_sided_act_has_the_one_country() -> None:
    assert dyads_of((Actor(country="PRK"),), ()) == ("PRK",)
    assert dyads_of((), (Actor(country="PRK"),)) == ("PRK",)


@given(st.lists(countries, min_size=1, max_size=4), st.lists(countries, min_size=1, max_size=4))
def test_every_pair_is_in_dyads_once_and_the_first_is_first(one: list[str], other: list[str]) -> None:
    source = tuple(Actor(country=code) for code in one)
    target = tuple(Actor(country=code) for code in other)
    dyads = dyads_of(source, target)
    assert dyads[0] == dyad_of(one[0], other[0])
    assert len(set(dyads)) == len(dyads)
    assert {dyad_of(a, b) for a in one for b in other} == set(dyads)


def test_a_span_says_where_its_text_stands() -> None:
    body = "Präsident Macron traf…"
    span = Span(start=10, end=16, text=body[10:16])
    assert body[span.start : span.end] == span.text == "Macron"


def test_the_golden_articles_keep_the_contract_and_their_spans() -> None:
    golden = Path(__file__).parents[1] / "golden" / "articles.jsonl"
    for line in golden.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        body = record["article"]["body"]
        for expected in record["events"]:
            for span in expected["evidence"]:
                assert body[span["start"] : span["end"]] == span["text"]
            for actor in expected["source"] + expected["target"]:
                Actor.model_validate(actor)
        for span in record["must_not"]:
            assert body[span["start"] : span["end"]] == span["text"]
