"""What came of texts that were coded before: many papers print an agency's report word for word.

Of a text is remembered what it says, not whose copy it was; everything that it depends on is in the key.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from schemas import ArticleRef
from streams.core.drafts import Draft
from streams.core.reading import Opened
from streams.core.results import Relevance
from streams.core.spelling import Forms

TEXTS = 150


@dataclass(frozen=True, slots=True)
class Known:
    """The verdict on a text, the drafts of its events, what these cite, and its forms of names."""

    verdict: Relevance
    drafts: tuple[Draft, ...]
    cited: ArticleRef
    forms: Forms


class Remembered:
    """The last texts, at most `texts` of them."""

    def __init__(self, texts: int = TEXTS) -> None:
        self._texts = texts
        self._known: OrderedDict[bytes, Known] = OrderedDict()

    def key(self, page: Opened) -> bytes:
        """A digest of all that the coding of an article depends on but the actors' dictionary, upon whose
        change everything is to be forgotten: text, headline, day, language, marked actors.
        """
        article = page.article
        told = (article.title, page.day, article.language, article.entities, page.body)
        return hashlib.blake2b(repr(told).encode(errors="surrogatepass"), digest_size=16).digest()

    def get(self, key: bytes) -> Known | None:
        """What came of the text, if it is remembered."""
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
        return found

    def put(self, key: bytes, known: Known) -> None:
        """Remember it; the text that was met least lately goes."""
        self._known[key] = known
        while len(self._known) > self._texts:
            self._known.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
