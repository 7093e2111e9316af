"""The tolerant reader: what feeds send becomes an article, and what can't is refused in one useful line."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas import ClassifiedArticle, RawArticle, in_one_line
from schemas.article import MAX_BODY

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["id", "url", "link", "title", "body", "text", "html", "published_at", "date", "entities", "source"]


def problem_of(fields: object) -> str:
    with pytest.raises(ValidationError) as caught:
        RawArticle.model_validate(fields)
    return in_one_line(caught.value)


@given(texts)
def test_body_is_never_altered(body: str) -> None:
    assert RawArticle.model_validate({"body": body}).body == body
    assert RawArticle.model_validate_json(json.dumps({"text": body})).body == body


# The first draw builds tables of Unicode, which a busy machine is slow at.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_any_json_is_an_article_or_refused_in_one_line(fields: dict[str, Any]) -> None:
    try:
        article = RawArticle.model_validate(fields)
    except ValidationError as error:
        told = in_one_line(error)
    else:
        told = article.id
        assert article.body is not None or article.html is not None
        assert article.published_at is None or article.published_at.tzinfo is not None
    assert told


@given(body=texts, url=st.none() | st.just("https://a.example/1"), id_=st.none() | st.just("a-1"))
def test_reading_twice_gives_the_same_article(body: str, url: str | None, id_: str | None) -> None:
    article = RawArticle.model_validate({"body": body, "url": url, "id": id_})
    assert RawArticle.model_validate_json(article.model_dump_json()) == article


@pytest.mark.parametrize(
    ("field", "alias"),
    [
        ("body", "text"),
        ("body", "content"),
        ("title", "headline"),
        ("url", "link"),
        ("published_at", "date"),
        ("published_at", "published"),
        ("published_at", "publishedAt"),
    ],
)
def test_the_usual_aliases_are_read(field: str, alias: str) -> None:
    value = "2025-10-28T06:57:00Z" if field == "published_at" else "https://a.example"
    article = RawArticle.model_validate({"body": "x", alias: value} if field != "body" else {alias: value})
    expected = datetime(2025, 10, 28, 6, 57, tzinfo=UTC) if field == "published_at" else value
    assert getattr(article, field) == expected


def test_our_own_name_wins_over_an_alias_unless_it_is_empty() -> None:
    assert RawArticle.model_validate({"body": "ours", "text": "theirs"}).body == "ours"
    assert RawArticle.model_validate({"body": " ", "text": "theirs"}).body == "theirs"
    assert RawArticle.model_validate({"body": None, "content": "theirs"}).body == "theirs"


def test_unknown_fields_are_ignored() -> None:
    article = RawArticle.model_validate({"body": "x", "guid": 7, "_links": {"self": []}})
    assert "guid" not in article.model_dump()


def test_a_source_object_is_its_name() -> None:
    assert RawArticle.model_validate({"body": "x", "source": {"id": None, "name": "AFP"}}).source == "AFP"


def test_a_number_is_an_id() -> None:
    assert RawArticle.model_validate({"id": 17, "body": "x"}).id == "17"


@pytest.mark.parametrize("wrong", [[], {}, False, 1.5])
def test_an_id_that_is_no_text_is_refused_even_where_it_is_empty(wrong: object) -> None:
    with pytest.raises(ValidationError):
        RawArticle.model_validate({"body": "Sweden met Norway.", "id": wrong})


def test_without_an_id_the_url_gives_it_else_the_text() -> None:
    first = RawArticle.model_validate({"body": "one", "url": "https://a.example/1#top"})
    moved = RawArticle.model_validate({"body": "two", "url": "https://a.example/1"})
    bare = RawArticle.model_validate({"body": "one"})
    assert first.id == moved.id
    assert first.id.startswith("url-")
    assert bare.id == RawArticle.model_validate({"text": "one", "title": "T"}).id
    assert bare.id.startswith("text-")
    assert bare.id != RawArticle.model_validate({"body": "two"}).id


def test_html_alone_is_an_article_whose_body_is_still_to_be_made() -> None:
    article = RawArticle.model_validate({"html": "<p>x</p>", "body": ""})
    assert article.body is None
    assert article.with_body("x").body == "x"
    assert article.with_body("x").id == article.id


@pytest.mark.parametrize("fields", [{}, {"title": "only"}, {"body": "  \n"}, {"body": None, "html": ""}])
def test_neither_body_nor_html_is_refused(fields: dict[str, Any]) -> None:
    assert "`body`" in problem_of(fields)


def test_a_refusal_names_field_value_and_remedy() -> None:
    assert problem_of({"body": ["a", "list"]}) == (
        "body: input should be a valid string, got ['a', 'list']: give a string"
    )
    problem = problem_of({"body": "x", "date": "yesterday"})
    assert problem.startswith("published_at: 'yesterday' is no time: give ISO 8601")


def test_every_problem_is_told() -> None:
    problem = problem_of({"body": 7.5, "date": "soon", "id": ["a"]})
    assert all(field in problem for field in ("body:", "published_at:", "id:"))


def test_a_body_over_the_limit_is_refused_with_its_size() -> None:
    assert "500,001" in problem_of({"body": "x" * (MAX_BODY + 1)})


@pytest.mark.parametrize("value", [[], "text", None, 7])
def test_what_is_no_object_is_no_article(value: object) -> None:
    assert "JSON object" in problem_of(value)


def test_lone_surrogates_are_refused() -> None:
    assert "Unicode" in problem_of({"body": "\ud800 x"})


def test_entities_are_spans_of_the_body() -> None:
    article = RawArticle.model_validate({"body": "France", "entities": [{"start": 0, "end": 6}]})
    assert article.entities[0].end == 6
    assert "[0, 7) is no span" in problem_of({"body": "France", "entities": [{"start": 0, "end": 7}]})
    assert "[3, 3) is no span" in problem_of({"body": "France", "entities": [{"start": 3, "end": 3}]})
    assert "`body`" in problem_of({"html": "<p>France", "entities": [{"start": 0, "end": 6}]})


def test_articles_are_frozen() -> None:
    with pytest.raises(ValidationError):
        RawArticle(body="x").body = "y"  # type: ignore[misc]  # that it can't be done is the point


def test_a_classified_article_keeps_the_article_and_drops_the_page() -> None:
    raw = RawArticle.model_validate({"id": "a", "html": "<p>Text</p>", "source": "AFP", "date": "2025-10-28"})
    classified = ClassifiedArticle.of(
        raw,
        body="Text",
        relevant=True,
        score=0.9,
        language="en",
        topics=("trade",),
        reason="two countries",
        received_at=datetime(2025, 10, 28, tzinfo=UTC),
    )
    assert (classified.id, classified.source, classified.html) == ("a", "AFP", None)
    assert ClassifiedArticle.model_validate_json(classified.model_dump_json()) == classified
