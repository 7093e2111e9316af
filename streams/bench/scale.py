"""What grows with what: longer articles, and a dictionary and a book of frames ten times as large."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice, pairwise

from schemas import RawArticle
from streams.bench import corpora
from streams.bench.coder import code_all
from streams.bench.figures import Ratio, in_turn, over, ratios
from streams.core.actors import ActorDictionary
from streams.core.coder import Coder, load_coder
from streams.core.entries import Entry, built_in_entries
from streams.core.frames import Frame, FrameBook, built_in_frames

TIMES = 10
LENGTHS = (100, 1_000, 10_000)  # words
WORDS_A_LENGTH = 30_000  # of articles of one length together


def measured(
    *, articles: int, rounds: int, say: Callable[[str], None]
) -> tuple[list[Ratio], dict[str, object]]:
    """The figures, and what they consist of."""
    now = datetime.now(UTC)
    coder = load_coder()
    larger = load_coder(
        dictionary=ActorDictionary.built_in().with_entries(_invented_names()),
        book=FrameBook(_ten_times(frame for _, frame in built_in_frames())),
    )
    some = corpora.diplomacy(articles)
    say(f"{articles} articles, once with {TIMES} times the names and frames")

    def timed(coder: Coder, articles: Sequence[RawArticle]) -> Callable[[], object]:
        def run() -> None:
            coder.forget()
            code_all(coder, articles, now=now)

        run()  # what is filled at first use is filled
        return run

    took = in_turn({"plain": timed(coder, some), "larger": timed(larger, some)}, rounds=rounds)
    figures = [
        over(
            f"{TIMES} × dictionary and frames, time",
            ratios(took["larger"], took["plain"]),
            higher_is_better=False,
            wanted=1.1,
        )
    ]
    lengths = {words: _of_length(words) for words in LENGTHS}
    spent = in_turn({str(w): timed(coder, lengths[w]) for w in LENGTHS}, rounds=rounds)
    for shorter, longer in pairwise(LENGTHS):
        each = [[t / len(lengths[w]) for t in spent[str(w)]] for w in (longer, shorter)]
        figures.append(
            over(
                f"article of {longer} words vs {shorter}, time",
                ratios(*each),
                higher_is_better=False,
                wanted=11.0,
            )
        )
    return figures, {"articles": articles, "words of a length": WORDS_A_LENGTH}


def _invented_names() -> Iterator[tuple[str, Entry]]:
    """Nine more names for each that is known, which no text has."""
    for name, entry in built_in_entries():
        for number in range(1, TIMES):
            yield f"{name} Xq{number}", replace(entry, name=f"{entry.name} Xq{number}")


def _ten_times(frames: Iterator[Frame]) -> Iterator[Frame]:
    for frame in frames:
        yield frame
        for number in range(1, TIMES):
            yield replace(frame, lemma=f"{frame.lemma}xq{number}")


def _of_length(words: int) -> list[RawArticle]:
    """Articles of about so many words."""
    sentences = _endless()
    found = []
    for number in range(max(3, WORDS_A_LENGTH // words)):
        body: list[str] = []
        while sum(len(sentence.split()) for sentence in body) < words:
            body += islice(sentences, 1 if words < LENGTHS[1] else 20)
        found.append(corpora.article(f"length-{words}-{number}", ("A report", "\n\n".join(body)), number))
    return found


def _endless() -> Iterator[str]:
    while True:
        yield from corpora.sentences()
