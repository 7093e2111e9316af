"""Independent sources: whose words the articles of a story are, copies counted once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from streams.core.credits import outlet_name
from streams.core.signature import copies, copy_pairs, slots_of


class Text(NamedTuple):
    """What is known of the text of an article, and of who printed it."""

    article: str
    outlet: str | None
    credit: str | None
    signature: str | None


def origins(texts: Sequence[Text]) -> list[str]:
    """Where each text comes from; as many sources as there are different ones.

    `texts` are by publication, one for each article. Those that are copies of one another form a group; it
    comes from the agency that one of them credits, else from the outlet that had it first, else from that
    article itself.
    """
    group = list(range(len(texts)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    known = [
        (i, slots)
        for i, text in enumerate(texts)
        if text.signature and (slots := slots_of(text.signature)) is not None
    ]
    for i, j in copy_pairs([slots for _, slots in known]):
        one, other = sorted((root(known[i][0]), root(known[j][0])))
        group[other] = one
    names: dict[int, str] = {}
    for i, text in enumerate(texts):
        if text.credit is not None:
            names.setdefault(root(i), text.credit)
    return [names.get(root(i)) or _first_printer(texts[root(i)]) for i in range(len(texts))]


def own_origin(text: Text) -> str:
    """Where a text comes from that is no copy of an earlier one."""
    return text.credit or _first_printer(text)


def copied_from(text: Text, others: Sequence[Text]) -> bool:
    """Whether it is a copy of one of them."""
    own = slots_of(text.signature) if text.signature else None
    slots = [each for other in others if other.signature and (each := slots_of(other.signature)) is not None]
    return own is not None and any(copies(own, slots))


def _first_printer(text: Text) -> str:
    return outlet_name(text.outlet) or f"article {text.article}"
