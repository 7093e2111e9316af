"""The articles of a story: which there are, from which outlets, and from how many sources.

TALLY/head/NUMBER      ten of the first articles    TALLY/article/BUCKET   reports of each article
TALLY/outlet/BUCKET    articles of each outlet      TALLY/source/BUCKET    and of each source beyond the head
TALLY/origins          where the first articles come from
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from typing import Any, NamedTuple
from zlib import crc32

from streams.core.folding import Rows
from streams.core.stories.reports import Report
from streams.core.stories.sources import Text, copied_from, origins, own_origin

MOST_ARTICLES = 100
"""Articles whose texts others are compared with; those that a story names."""
_IN_A_ROW = 10
_BUCKETS = {"article": 256, "outlet": 64, "source": 64}


class Article(NamedTuple):
    """An article, as its first report in the story has it."""

    at: float
    report: str
    id: str
    outlet: str | None
    credit: str | None
    signature: str | None
    dated: bool
    url: str | None
    title: str | None

    @classmethod
    def of(cls, report: Report) -> Article:
        """The article of a report."""
        return cls(
            report.at, report.id, report.article, report.outlet, report.credit, report.signature,
            report.dated, report.parts["url"], report.parts["title"],
        )  # fmt: skip

    @property
    def text(self) -> Text:
        """What tells where it comes from."""
        return Text(self.id, self.outlet, self.credit, self.signature)


class Articles:
    """Sums over articles, kept in `sums` and in rows under a name; see Tally."""

    def __init__(
        self, rows: Rows, name: str, sums: dict[str, Any], report_of: Callable[[str], Report | None]
    ) -> None:
        self._rows, self._name, self._sums, self._report_of = rows, name, sums, report_of
        self._kept: tuple[list[Article], list[str]] | None = None
        self._changed = self._stale = False

    @property
    def head(self) -> list[Article]:
        """The first ones, by publication."""
        return self._head[0]

    @property
    def origins(self) -> list[str]:
        """Where each of these comes from."""
        if self._stale:
            self._kept = self.head, origins([each.text for each in self.head])
            self._stale = False
        return self._head[1]

    @property
    def count(self) -> int:
        """Of all articles."""
        return int(self._sums.get("articles", 0))

    @property
    def outlets(self) -> list[str]:
        """In alphabetical order, the first ones."""
        return list(self._sums.get("outlets", ()))

    @property
    def outlet_count(self) -> int:
        """Of all outlets."""
        return int(self._sums.get("outlet_count", 0))

    @property
    def sources(self) -> int:
        """Independent ones."""
        return len(set(self.origins)) + int(self._sums.get("sources", 0))

    def insert(self, report: Report) -> bool:
        """See Tally."""
        place = [report.at, report.id]
        listed = self._row("article", report.article)
        reports = listed.get(report.article)
        if reports is None:
            if not self._add(Article.of(report)):
                return False
            reports = listed[report.article] = []
        elif place < reports[0] and not self._as_before(report, reports[0][1]):
            return False
        insort(reports, place)
        self._put("article", report.article, listed)
        return True

    def remove(self, report: Report) -> bool:
        """See Tally."""
        listed = self._row("article", report.article)
        reports = listed[report.article]
        if reports[0][1] == report.id:
            if len(reports) == 1:
                if not self._drop(Article.of(report)):
                    return False
                del listed[report.article]
                self._put("article", report.article, listed)
                return True
            if not self._as_before(report, reports[1][1]):
                return False
        reports.remove([report.at, report.id])
        self._put("article", report.article, listed)
        return True

    def save(self) -> None:
        """Write what has changed."""
        if self._changed:
            self._rows[f"{self._name}/origins"] = self.origins
            for number in range(MOST_ARTICLES // _IN_A_ROW + 1):
                some = [list(each) for each in self.head[number * _IN_A_ROW : (number + 1) * _IN_A_ROW]]
                if some != self._rows.get(self._head_row(number), []):
                    self._put_or_drop(self._head_row(number), some)
            self._changed = False

    def clear(self) -> None:
        """Forget all, on the rows too."""
        if self._sums["events"]:
            self._rows.pop(f"{self._name}/origins", None)
            for number in range(MOST_ARTICLES // _IN_A_ROW + 1):
                self._rows.pop(self._head_row(number), None)
            for kind, buckets in _BUCKETS.items():
                for bucket in range(buckets):
                    self._rows.pop(f"{self._name}/{kind}/{bucket}", None)
        self._kept, self._changed, self._stale = ([], []), False, False

    @property
    def _head(self) -> tuple[list[Article], list[str]]:
        if self._kept is None:
            head: list[Article] = []
            while some := self._rows.get(self._head_row(len(head) // _IN_A_ROW)):
                head += [Article(*each) for each in some]
                if len(some) < _IN_A_ROW:
                    break
            self._kept = head, self._rows.get(f"{self._name}/origins") or []
        return self._kept

    def _head_row(self, number: int) -> str:
        return f"{self._name}/head/{number}"

    def _as_before(self, report: Report, other_id: str) -> bool:
        """Whether it makes no difference which of two reports is the first of an article; not in the head."""
        other = self._report_of(other_id)
        if other is None or any(each.id == report.article for each in self.head):
            return False
        return Article.of(report).text == Article.of(other).text and self._beyond(report.order)

    def _beyond(self, order: tuple[float, str]) -> bool:
        return len(self.head) == MOST_ARTICLES and self.head[-1][:2] < order

    def _add(self, article: Article) -> bool:
        if self._beyond(article[:2]):
            self._count_source(article, 1)
        elif len(self.head) == MOST_ARTICLES:
            return False
        else:
            insort(self.head, article)
            self._changed = self._stale = True
        self._sums["articles"] = self.count + 1
        if article.outlet and self._count("outlet", article.outlet, 1):
            self._sums["outlet_count"] = self.outlet_count + 1
            outlets = self.outlets
            insort(outlets, article.outlet)
            self._sums["outlets"] = outlets[:MOST_ARTICLES]
        return True

    def _drop(self, article: Article) -> bool:
        if self._beyond(article[:2]):
            self._count_source(article, -1)
        elif self.count > len(self.head):
            return False
        else:
            self.head.remove(article)
            self._changed = self._stale = True
        self._sums["articles"] = self.count - 1
        if article.outlet and self._count("outlet", article.outlet, -1):
            if article.outlet in self.outlets:
                if self.outlet_count > len(self.outlets):
                    return False
                self._sums["outlets"].remove(article.outlet)
            self._sums["outlet_count"] = self.outlet_count - 1
        return True

    def _count_source(self, article: Article, more: int) -> None:
        """Count the source of an article that is not in the head, if it is none of those of the head."""
        source = own_origin(article.text)
        if source in self.origins or copied_from(article.text, [each.text for each in self.head]):
            return
        if self._count("source", source, more):
            self._sums["sources"] = self._sums.get("sources", 0) + more

    def _count(self, kind: str, what: str, more: int) -> bool:
        """Whether it is the first, or was the last."""
        row = self._row(kind, what)
        count = row.get(what, 0)
        row[what] = count + more
        if not row[what]:
            del row[what]
        self._put(kind, what, row)
        return not count or what not in row

    def _row(self, kind: str, what: str) -> dict[str, Any]:
        found: dict[str, Any] = self._rows.get(self._bucket(kind, what)) or {}
        return found

    def _put(self, kind: str, what: str, row: dict[str, Any]) -> None:
        self._put_or_drop(self._bucket(kind, what), row)

    def _put_or_drop(self, name: str, row: Any) -> None:
        if row:
            self._rows[name] = row
        else:
            self._rows.pop(name, None)

    def _bucket(self, kind: str, what: str) -> str:
        return f"{self._name}/{kind}/{crc32(what.encode()) % _BUCKETS[kind]}"
