"""The coder against the naive coder, on one core: articles about diplomacy, and a mixed feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas import RawArticle
from streams.bench import corpora
from streams.bench.figures import Ratio, in_turn, over, ratios
from streams.bench.naive import NaiveCoder
from streams.core.coder import Coder, load_coder

BATCH = 16  # articles a call, as the worker's pool has them at most
NAIVE_SHARE = 4  # the naive coder gets one article of so many, spread over the corpus


@dataclass(frozen=True, slots=True)
class Size:
    """How many articles of each corpus, and how often."""

    diplomacy: int = 120
    mixed: int = 800
    rounds: int = 5


def measured(size: Size, *, say: Callable[[str], None]) -> tuple[list[Ratio], dict[str, object]]:
    """The figures of both corpora, and what they consist of."""
    now = datetime.now(UTC)
    naive, coder = NaiveCoder(), load_coder()
    figures: list[Ratio] = []
    notes: dict[str, object] = {}
    for name, articles, wanted in (
        ("diplomacy articles", corpora.diplomacy(size.diplomacy), 8.0),
        ("mixed feed", corpora.mixed(size.mixed), 25.0),
    ):
        words = corpora.words(articles)
        say(f"{name}: {len(articles)} articles of {words:.0f} words")
        some = articles[::NAIVE_SHARE]
        naive.learn(some, now=now)
        code_all(coder, articles, now=now)  # what is filled at first use is filled

        def all_naively(some: Sequence[RawArticle] = some) -> None:
            for article in some:
                naive.code(article, now=now)

        def all_of_them(articles: Sequence[RawArticle] = articles) -> None:
            coder.forget()
            code_all(coder, articles, now=now)

        took = in_turn({"naive": all_naively, "coder": all_of_them}, rounds=size.rounds)
        scale = len(articles) / len(some)
        figures += [
            over(f"coder vs naive, {name}", ratios(took["naive"], took["coder"], scale=scale), wanted=wanted),
            over(f"coder, {name}", [len(articles) / t for t in took["coder"]], unit="/s"),
            over(f"naive, {name}", [len(some) / t for t in took["naive"]], unit="/s"),
        ]
        notes[name] = {"articles": len(articles), "words": round(words)}
    notes["shares of the mixed feed"] = {
        "diplomacy": corpora.DIPLOMACY_SHARE,
        "copies": corpora.COPIED_SHARE,
        "copies that are shortened": corpora.SHORTENED_SHARE,
    }
    return figures, notes


def code_all(coder: Coder, articles: Sequence[RawArticle], *, now: datetime) -> None:
    """Code them in batches."""
    for first in range(0, len(articles), BATCH):
        coder.code_many(articles[first : first + BATCH], now=now)
