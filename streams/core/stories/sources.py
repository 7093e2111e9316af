"""Independent sources: whose words the articles of a story are, copies counted once."""

from __future__ import annotations

from collections.abc import Sequence

from streams.core.credits import outlet_name
from streams.core.signature import copies, slots_of
from streams.core.stories.reports import Report

_COMPARED = 200
"""Articles, by publication, with which each is compared; later ones are compared with these alone."""


def origins(articles: Sequence[Report]) -> list[str]:
    """Where the text of each article comes from; as many sources as there are different ones.

    `articles` are by publication, a report for each. Texts that are copies of one another form a group; it
    comes from the agency that one of them credits, else from the outlet that had it first, else from that
    article itself.
    """
    group = list(range(len(articles)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    def join(i: int, j: int) -> None:
        one, other = sorted((root(i), root(j)))
        group[other] = one

    slots = [slots_of(article.signature) if article.signature else None for article in articles]
    known = [i for i, each in enumerate(slots) if each is not None]
    for place, i in enumerate(known):
        earlier = known[: min(place, _COMPARED)]
        mine = slots[i]
        if mine is not None:
            like = copies(mine, [each for j in earlier if (each := slots[j]) is not None])
            for j, is_copy in zip(earlier, like, strict=True):
                if is_copy:
                    join(i, j)
    names: dict[int, str] = {}
    for i, article in enumerate(articles):
        if article.credit is not None:
            names.setdefault(root(i), article.credit)
    return [names.get(root(i)) or _first_printer(articles[root(i)]) for i in range(len(articles))]


def _first_printer(article: Report) -> str:
    return outlet_name(article.outlet) or f"article {article.article}"
