"""The naive coder: spaCy's whole pipeline over each whole article, one call an article, then the same rules.

What most people would write first, and what the coder is measured against.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from schemas import RawArticle
from streams.core.coder import DEFAULT_MODEL, Coder, load_coder
from streams.core.parse import Parse, Parser, Placeholder
from streams.core.results import Coding


class KnownParser(Parser):
    """Gives every parse that it has made once for nothing.

    So the naive coder pays for its own pass over the text and for the rules, and not for a second parse.
    """

    def __init__(self, model: str) -> None:
        super().__init__(model)
        self._made: dict[tuple[str, tuple[Placeholder, ...]], Parse] = {}

    def parse(self, sentences: Sequence[tuple[str, Sequence[Placeholder]]]) -> list[Parse]:
        """The parses of sentences that are known, or are from now on."""
        keys = [(text, tuple(placeholders)) for text, placeholders in sentences]
        new = [key for key in dict.fromkeys(keys) if key not in self._made]
        self._made.update(zip(new, super().parse(new), strict=True))
        return [self._made[key] for key in keys]


class NaiveCoder:
    """`nlp(text)` in full, then the rules, article by article; `learn` gets the parses of the rules first."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        import spacy
        from thinc.api import NumpyOps, set_current_ops

        set_current_ops(NumpyOps())  # as spaCy has it
        self._pipeline = spacy.load(model)
        self._rules: Coder = load_coder(parser=KnownParser(model), remembered=0)

    def learn(self, articles: Sequence[RawArticle], *, now: datetime) -> None:
        """Parse what the rules will ask for, outside of the time that is measured."""
        self._rules.code_many(articles, now=now)

    def code(self, article: RawArticle, *, now: datetime) -> Coding:
        """The events of one article."""
        self._pipeline(article.body or "")
        return self._rules.code(article, now=now)
