"""The states that an article speaks of, counted over the whole of it before it is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from streams.core.actors import Entry, Kind, Match

_NAMED = frozenset({Kind.COUNTRY, Kind.ADJECTIVE, Kind.CAPITAL, Kind.METONYM, Kind.REGION, Kind.DEMONYM})
_SEATS = frozenset({Kind.CAPITAL, Kind.CITY, Kind.REGION})
UNION = "European Union"


class States:
    """`named` are the states of an article by the names in each of its texts, `home` the first or None."""

    def __init__(self, texts: Iterable[Sequence[Match]]) -> None:
        counted: Counter[str] = Counter()
        self._by_name: set[str] = set()  # not by a town alone
        for names in texts:
            for match in names:
                states = {e.country for e in match.entries if e.kind in _NAMED and e.country}
                if len(states) == 1:
                    counted.update(states)
                self._by_name |= {e.country for e in match.entries if e.country and e.kind not in _SEATS}
        self.named = frozenset(counted)
        self.home = next(iter(counted), None)

    def seat_of_union(self, place: Entry) -> bool:
        """Whether a place is the European Union by its seat: Brussels, where the article speaks of the Union
        and never of Belgium.
        """
        seat = place.kind is Kind.CAPITAL and place.country == "BEL"
        return seat and "EUR" in self._by_name and "BEL" not in self._by_name
