"""Is an article about acts between political actors at all? Decided by
the scan alone, before anything is parsed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache

from schemas import RawArticle
from streams.core.actors import ActorDictionary
from streams.core.knowledge import table
from streams.core.reading import Reading, ReadSentence
from streams.core.results import Relevance
from streams.core.text import fold

_WORD = re.compile(r"[A-Za-z]+")
_SCORE = re.compile(  # "Morocco beat Senegal 2-1": a game, not a blow
    r"\b(?:beat|beats|beating|defeat(?:s|ed)?|thrash(?:ed|es)?|edge[sd]?|drew|draws|won|win|lost|held)\b.{0,60}?"
    r"\b\d{1,3}-\d{1,3}\b(?!-)",
    re.I,
)
WHOLE = 4  # sentences of an article from which it is read as a whole, not as a lead or a flash
LONG = 120  # words that are more than so many sentences
GLANCED = 20_000  # code points: names are looked for in time that grows with the square of a line's length
MEMORY = 50_000  # words of which is remembered whether they may tell of an act
_POLITICAL = frozenset({"GOV", "MIL", "LEG", "JUD", "PTY", "OPP", "REB", "PRM", "SPY", "COP", "UAF", "ELI"})


def cue_words() -> dict[str, str]:
    """Word → what sort of page it points to (sport, culture, …)."""
    return {row["word"]: row["page"] for row in table("cues.tsv")}


class Gate:
    """Which sentences may hold an act, and whether the article is worth coding."""

    def __init__(self, is_trigger: Callable[[str], bool], cues: dict[str, str]) -> None:
        self._is_trigger, self._cues = lru_cache(maxsize=MEMORY)(is_trigger), cues

    def admitted(self, reading: Reading) -> tuple[int, ...]:
        """The numbers of the sentences that it admits."""
        return tuple(number for number, s in enumerate(reading.sentences) if self.admits(s))

    def admits(self, s: ReadSentence) -> bool:
        """Whether a sentence has an actor and a word that may tell of an act."""
        if not s.mentions:
            return False
        told = sum(m.given for m in s.mentions) > 1 or any(
            map(self._is_trigger, _WORD.findall(s.sentence.text))
        )
        return told and not _SCORE.search(s.sentence.text)

    @staticmethod
    def parsed(reading: Reading, admitted: Sequence[int]) -> tuple[int, ...]:
        """Those of the admitted sentences that are worth parsing: an act needs a political actor, and a whole
        article that nowhere sets one beside another actor tells of nothing between them.
        """
        chosen = tuple(n for n in admitted if _is_political(reading.sentences[n]))
        if not _is_whole(reading):
            return chosen
        return chosen if any(_has_dyad(reading.sentences[n]) for n in chosen) else ()

    def glance(self, article: RawArticle, dictionary: ActorDictionary) -> Relevance | None:
        """The verdict on an article that its words alone dismiss: most general news, in a tenth of the time
        that it takes to read it. None for one that has to be read.
        """
        body = article.body or ""
        language = language_of(body, article.language)
        if language != "en":
            return Relevance(False, 0.0, language, (), f"language {language} is not read")
        words = "\n".join(_WORD.findall(body)).lower().split("\n")
        pages = Counter(self._cues[w] for w in words if w in self._cues)
        share = sum(pages.values()) / len(words)
        if share > 0.012 and sum(pages.values()) >= 3:
            kind = pages.most_common(1)[0][0]
            return Relevance(False, 0.0, language, (), f"a {kind} page: {share:.1%} of its words")
        if len(words) >= LONG and len(body) <= GLANCED and not article.entities:
            lines = (fold(line) for line in (article.title or "", *body.split("\n")))
            if not any(e.country for line in lines for m in dictionary.names_in(line) for e in m.entries):
                return Relevance(False, 0.0, language, (), "no state is named")
        return None

    @staticmethod
    def relevance(
        reading: Reading, admitted: Sequence[int], parsed: Sequence[int], *, language: str
    ) -> Relevance:
        """The verdict on an article, of whose sentences these are admitted, and of them these parsed."""
        if reading.article.entities:
            return Relevance(True, 1.0, language, (), "actors given by an annotator")
        political = [
            m for s in reading.sentences for m in s.mentions if any(a.country or a.sector for a in m.actors)
        ]
        states = {a.country for m in political for a in m.actors if a.country}
        officials = sum(any(a.sector in _POLITICAL for a in m.actors) for m in political)
        share = len(admitted) / max(1, len(reading.sentences))
        score = min(1.0, 0.25 * min(officials, 2) + 0.2 * min(len(states), 2) + 0.3 * share)
        relevant = bool(parsed if _is_whole(reading) else admitted) and score >= 0.4
        reason = (
            f"{len(states)} countries, {officials} political mentions, {len(admitted)} sentences with an act"
            + ("" if relevant or not admitted else ", none that sets two actors beside each other")
        )
        return Relevance(relevant, round(score, 3), language, (), reason)


def _is_whole(reading: Reading) -> bool:
    return len(reading.sentences) >= WHOLE and not reading.article.entities


def _is_political(s: ReadSentence) -> bool:
    return any(m.given or any(a.political for a in m.actors) for m in s.mentions)


def _has_dyad(s: ReadSentence) -> bool:
    """Whether the sentence names two actors, and a country or a body above the states."""
    actors = [a for m in s.mentions for a in m.actors]
    return len({a.identity for a in actors}) > 1 and any(a.country for a in actors)


_ENGLISH = frozenset(
    "the of and to in that said for on with is was by at from as it his has had have "
    "were are be not which who will".split()
)


@lru_cache(maxsize=16)  # asked for what is remembered of a text, then for the verdict on it
def language_of(body: str, stated: str | None) -> str:
    """The article's language (BCP 47 primary tag): as stated, else "en" or "und" by its function words."""
    if stated:
        return stated.split("-")[0].lower()
    words = [w.lower() for w in re.findall(r"[^\W\d_]+", body[:4000])]
    if len(words) < 30:  # too short to tell by its function words: by its letters
        return "en" if sum(w.isascii() for w in words) >= 0.8 * len(words) else "und"
    return "en" if sum(w in _ENGLISH for w in words) / len(words) > 0.12 else "und"
