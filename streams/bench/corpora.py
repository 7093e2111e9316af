"""The articles that the benchmarks code: the project's own, the same at every run.

Diplomacy articles are the bundled samples and articles put together from the sentences that the arbiter is
trained on, which were written in the manner of news. General news is put together from `general.txt`.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.resources import as_file, files

from schemas import RawArticle
from streams.core.page import complete
from streams.terminal.sources import expand, read_all

DIPLOMACY_SHARE = 0.1
COPIED_SHARE = 0.3
"""Of the articles of a mixed feed so many repeat an earlier one, as much as British papers took from agencies
nearly word for word (Lewis, Williams and Franklin, A compromised fourth estate?, 2008)."""
SHORTENED_SHARE = 0.5
"""Of the copies so many have a headline of their own and lack the last paragraphs."""
COPIED_WITHIN = 400  # articles behind the original
WORDS = (150, 600)  # of an article that is put together
PARAGRAPH = (1, 3)  # sentences
_FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)
_MARKS = re.compile(r"</?[st]>")
_TOWNS = "Northam Wexhill Rotherby Lindale Castlemere Oxbridge Saltburn Westport Aldbury Kingsmouth".split()
_NAMES = tuple(
    f"{first} {last}"
    for first in "Anna Mark Laura Peter Nadia Oliver Grace Simon".split()
    for last in "Holt Brennan Whitfield Marsh Okafor Lindqvist Doyle Ferris".split()
)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True)
class Beat:
    """Headlines and sentences of one sort of general news."""

    headlines: tuple[str, ...]
    sentences: tuple[str, ...]


def samples() -> list[RawArticle]:
    """The bundled articles that can be coded."""
    with as_file(files("streams") / "samples") as folder:
        entries = list(read_all(expand([str(folder)])))
    return [complete(entry.article) for entry in entries if entry.article is not None]


def diplomacy(count: int, *, seed: int = 1) -> list[RawArticle]:
    """Articles about diplomacy, no sentence twice while there are enough."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    bundled = samples()
    return [
        bundled[n] if n < len(bundled) else article(f"diplomacy-{seed}-{n}", written, n)
        for n, written in zip(range(count), _written(sentences(), chance), strict=False)
    ]


def general(count: int, *, seed: int = 2) -> list[RawArticle]:
    """Articles about anything else."""
    chance = random.Random(seed)  # noqa: S311
    found = []
    for n in range(count):
        beat = chance.choice(beats())
        order = chance.sample(beat.sentences, len(beat.sentences))
        told = [chance.choice(beat.headlines), *order[: chance.randint(7, len(order))]]
        headline, *rest = (_filled(sentence, chance) for sentence in told)
        found.append(article(f"general-{seed}-{n}", (headline, _paragraphs(rest, chance)), n))
    return found


def mixed(count: int, *, seed: int = 3) -> list[RawArticle]:
    """A feed of which `DIPLOMACY_SHARE` is diplomacy and `COPIED_SHARE` repeats an earlier article."""
    chance = random.Random(seed)  # noqa: S311
    about, other = iter(diplomacy(count, seed=seed)), iter(general(count, seed=seed))
    feed: list[RawArticle] = []
    for n in range(count):
        if feed and chance.random() < COPIED_SHARE:
            feed.append(_copied(chance.choice(feed[-COPIED_WITHIN:]), n, chance))
        else:
            feed.append(next(about if chance.random() < DIPLOMACY_SHARE else other))
    return feed


def words(articles: list[RawArticle]) -> float:
    """Words of an article on average."""
    return sum(len((each.body or "").split()) for each in articles) / len(articles)


@lru_cache(maxsize=1)
def beats() -> tuple[Beat, ...]:
    """The sorts of general news."""
    found: list[tuple[list[str], list[str]]] = []
    for line in (files("streams.bench") / "general.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            found.append(([], []))
        elif line and not line.startswith("#"):
            found[-1][line[:1] != ">"].append(line.removeprefix("> "))
    return tuple(Beat(tuple(headlines), tuple(sentences)) for headlines, sentences in found)


@lru_cache(maxsize=1)
def sentences() -> tuple[str, ...]:
    """The sentences that the arbiter is trained on, without their marks."""
    folder = files("streams.training") / "sentences"
    lines = [
        line
        for file in sorted(each.name for each in folder.iterdir() if each.name.endswith(".jsonl"))
        for line in (folder / file).read_text("utf-8").splitlines()
    ]
    return tuple(_MARKS.sub("", json.loads(line)["marked_text"]) for line in lines)


def _written(known: tuple[str, ...], chance: random.Random) -> Iterator[tuple[str, str]]:
    """(headline, body) of one article after another."""
    while True:
        left = list(known)
        chance.shuffle(left)
        while left:
            wanted, told = chance.randint(*WORDS), [left.pop()]
            while left and sum(len(sentence.split()) for sentence in told) < wanted:
                told.append(left.pop())
            yield told[0].split(",")[0][:100], _paragraphs(told, chance)


def _paragraphs(told: list[str], chance: random.Random) -> str:
    left, found = list(told), []
    while left:
        size = chance.randint(*PARAGRAPH)
        found.append(" ".join(left[:size]))
        left = left[size:]
    return "\n\n".join(found)


def _filled(sentence: str, chance: random.Random) -> str:
    return sentence.format(
        name=chance.choice(_NAMES),
        town=chance.choice(_TOWNS),
        number=chance.randint(11, 97),
        day=chance.choice(_DAYS),
    )


def article(identity: str, written: tuple[str, str], n: int) -> RawArticle:
    """An article of a (headline, body), published `n` minutes after the first."""
    headline, body = written
    return RawArticle(
        id=identity,
        title=headline,
        body=body,
        source="The Bench Courier",
        published_at=_FIRST + timedelta(minutes=n),
    )


def _copied(original: RawArticle, n: int, chance: random.Random) -> RawArticle:
    title, body = original.title, original.body or ""
    if chance.random() < SHORTENED_SHARE:
        paragraphs = body.split("\n\n")
        body = "\n\n".join(paragraphs[: max(2, len(paragraphs) - chance.randint(1, 3))])
        title = f"{title}: report"
    changed = {"id": f"copy-{n}", "title": title, "body": body, "url": None, "source": f"Paper {n % 40}"}
    return original.model_copy(update=changed)
