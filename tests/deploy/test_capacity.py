"""The page's formula, its table and what was measured are the same figures."""

from __future__ import annotations

import re

import pytest

from tests.deploy import capacity
from tests.deploy.prometheus import DEPLOY

PAGE = (DEPLOY / "README.md").read_text(encoding="utf-8")
FORMULA = PAGE.partition("### Capacity")[2].partition("<!-- capacity:begin -->")[0]
MEASURED = PAGE.partition("### Rate")[2].partition("### Memory")[0]


@pytest.mark.parametrize(
    "term",
    [
        f"r × {capacity.CODER_MS_A_WORD + capacity.WORKER_MS_A_WORD:.2f} w",
        f"(1 − r) × {capacity.OTHER_MS_A_WORD} w",
        f"{capacity.COPIES} copies",
        f"{capacity.RAW_DAYS} days × ({capacity.RAW_BYTES} + {capacity.RAW_BYTES_A_WORD} w)",
        f"r × ({capacity.CLASSIFIED_BYTES} + {capacity.CLASSIFIED_BYTES_A_WORD} w)",
        f"{capacity.EVENT_DAYS} days × r × {capacity.EVENTS_A_WORD} w events",
        f"2 topics × {capacity.EVENT_BYTES}",
        f"(1 + r) × {capacity.SEEN_BYTES}",
        f"{capacity.WORDS} words",
        f"{capacity.RELEVANT:.0%}".replace("%", " %"),
    ],
)
def test_the_page_has_what_the_table_is_made_of(term: str) -> None:
    assert term in re.sub(r" +", " ", FORMULA)


def test_what_an_article_costs_by_the_formula_is_what_was_measured() -> None:
    rows = re.findall(
        r"\| about diplomacy, (\d+) words.*?\| (\d+) to (\d+) ms \| (\d+) to (\d+) ms \|", MEASURED
    )
    assert len(rows) == 2
    for words, *milliseconds in (map(float, row) for row in rows):
        for cost, (least, most) in zip(
            (capacity.CODER_MS_A_WORD, capacity.WORKER_MS_A_WORD),
            (milliseconds[:2], milliseconds[2:]),
            strict=True,
        ):
            assert 0.7 * least <= cost * words <= 1.3 * most
