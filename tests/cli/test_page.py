"""A web page's article: its own words, nothing of the page around it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import RawArticle
from streams.core.page import complete, read_page

PROSE = "The two foreign ministers signed a fisheries agreement in Reykjavik on Monday after long talks."
SAMPLE = Path(__file__).parents[2] / "streams" / "samples" / "14-web-page.html"


def body_of(html: str) -> str:
    return read_page(html).body


@pytest.mark.parametrize(
    "html",
    [
        f"<article><p>{PROSE}</p></article><p>Elsewhere, a list of other things.</p>",
        f"<div><div><p>{PROSE}</p></div><div><p>Short.</p></div></div>",
        f"<main><nav><p>Home and away and more</p></nav><p>{PROSE}</p></main>",
        f"<article><p>{PROSE}</p><div class='related-links'><p>Also of interest to you</p></div></article>",
        f"<article><p>{PROSE}</p><p><a href='/x'>Read this other story instead</a></p></article>",
        f"<article><p>{PROSE}<script>var x = 'p';</script></p><p hidden>Secret</p></article>",
        f"<article><blockquote><p>{PROSE}</p></blockquote></article>",
        f"<body>{PROSE}</body>",
    ],
)
def test_only_the_article_is_read(html: str) -> None:
    assert body_of(html) == PROSE


def test_blocks_and_breaks_are_lines() -> None:
    html = f"<article><h2>Talks</h2><p>{PROSE}<br>They&nbsp;met\n  again.</p><ul><li>One</li></ul></article>"
    assert body_of(html).split("\n") == ["Talks", PROSE, "They met", "again.", "One"]


def test_the_sample_page_holds_none_of_its_frame() -> None:
    page = read_page(SAMPLE.read_text(encoding="utf-8"))
    assert page.body.startswith("Greece and Turkey have agreed")
    assert page.body.endswith("a citation.")
    for frame in ("cookies", "Subscribe", "Israel", "Venezuelan", "Cyprus", "byline", "Share"):
        assert frame not in page.body
    assert page.title == "Turkey and Greece agree hotline after coastguard collision"
    assert page.source == "The Aegean Observer"


def test_metadata_fill_what_the_producer_left_open() -> None:
    article = RawArticle.model_validate({"html": SAMPLE.read_text(encoding="utf-8"), "title": "Given"})
    made = complete(article)
    assert (made.title, made.source, made.language) == ("Given", "The Aegean Observer", "en-GB")
    assert made.published_at == datetime(2026, 5, 8, 14, 20, tzinfo=UTC)
    assert made.id == article.id


def test_a_date_that_cannot_be_read_costs_the_date_alone() -> None:
    html = f"<meta name='date' content='last spring'><article><p>{PROSE}</p></article>"
    made = complete(RawArticle.model_validate({"html": html}))
    assert made.published_at is None
    assert made.body == PROSE


def test_an_article_with_a_body_stays_as_it_is() -> None:
    article = RawArticle.model_validate({"body": " as given ", "html": "<p>other</p>"})
    assert complete(article) is article


@pytest.mark.parametrize("html", ["", "<html></html>", "<p>Too short.</p>", "<nav><a>Home</a></nav>"])
def test_a_page_without_an_article_is_refused(html: str) -> None:
    with pytest.raises(ValueError, match="no article text"):
        read_page(html)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/apdivbr \n\"'=&;x"), max_size=300))
def test_any_markup_is_read_or_refused(html: str) -> None:
    try:
        body = body_of(html)
    except ValueError as error:
        body = str(error)
    assert body
