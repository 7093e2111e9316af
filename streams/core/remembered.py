"""What came of texts that were coded before: many papers print an agency's report word for word.

Of a text is remembered what it says, not whose copy it was; everything that it depends on is in the key.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from schemas import ArticleRef
from streams.core.drafts import Draft
from streams.core.reading import Opened, Reading
from streams.core.relevance import language_of
from streams.core.results import Relevance
from streams.core.spelling import Forms

TEXTS = 150
LOOKS = 64  # articles that are read and not coded yet; 50 KB each


@dataclass(frozen=True, slots=True)
class Known:
    """The verdict on a text, the drafts of its events, what these cite, and its forms of names."""

    verdict: Relevance
    drafts: tuple[Draft, ...]
    cited: ArticleRef
    forms: Forms


def nothing_of(verdict: Relevance) -> Known:
    """What is known of a text in which nothing is to be parsed."""
    return Known(verdict, (), ArticleRef(), Forms())


@dataclass(frozen=True, slots=True)
class Look:
    """What the scan saw: the reading and the numbers of its sentences that are to be parsed, where there are
    any, and the verdict.
    """

    reading: Reading | None
    parsed: tuple[int, ...]
    verdict: Relevance


class Remembered:
    """The last texts, at most `texts` of them."""

    def __init__(self, texts: int = TEXTS) -> None:
        self._texts = texts
        self._known: OrderedDict[bytes, Known] = OrderedDict()
        self._looks: OrderedDict[bytes, Look] = OrderedDict()

    def key(self, page: Opened) -> bytes:
        """A digest of all that the coding of an article depends on but the actors' dictionary, upon whose
        change everything is to be forgotten: text, headline, day, language, marked actors.

        An article that says its language now, as a classified one does, has the key that it had before.
        """
        article = page.article
        language = language_of(page.body, article.language)
        told = (article.title, page.day, language, article.entities, page.body)
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

    def keep(self, key: bytes, look: Look) -> None:
        """Keep what the scan saw until the text is coded; what was kept longest goes."""
        self._looks[key] = look
        while len(self._looks) > LOOKS:
            self._looks.popitem(last=False)

    def take(self, key: bytes) -> Look | None:
        """What the scan saw of the text, if it is kept: once, for coding may change it."""
        return self._looks.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
        self._looks.clear()
