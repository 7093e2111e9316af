"""From a web page to the article on it: its text, one block a line, and what its metadata say."""

import re
from collections import defaultdict
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from schemas import RawArticle

_UNREAD_TAGS = ["script", "style", "noscript", "template"]
_BOILERPLATE_TAGS = frozenset(
    ("nav", "footer", "aside", "figure", "form", "button", "dialog", "iframe", "svg", "select")
)
_BOILERPLATE_ROLES = frozenset(("navigation", "banner", "complementary", "contentinfo", "dialog"))
_BOILERPLATE_NAME = re.compile(
    r"(^|[-_ ])(ad|ads|advert\w*|breadcrumbs?|byline|comments?|cookies?|consent|disclaimer|menu|most-?read|"
    r"nav\w*|newsletter|paywall|popular|promo\w*|recommend\w*|related|share|sharing|sidebar|social|sponsor\w*|"
    r"subscri\w+|tags?|toolbar|trending|widget)([-_ ]|$)",
    re.IGNORECASE,
)
_BLOCKS = "p, h2, h3, h4, li, blockquote"
_CONTAINERS = ("[itemprop=articleBody]", "article", "main")
_MOST_CONTAINERS = 40
"""Elements weighed against each other: a page of thousands of nested articles is an attack."""
_SPACE = re.compile(r"[ \t\r\f\v\u00a0]+")
_LINKED = 0.5
"""Share of a block's text inside links above which it is a list of links, not prose."""
_LEAST_BODY = 80
"""Code points below which what was found is a caption or a notice, not an article."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page says; `published_at` is as written there."""

    body: str
    title: str | None
    published_at: str | None
    source: str | None
    url: str | None
    language: str | None


def complete(article: RawArticle) -> RawArticle:
    """Return `article` with a body: its own, or one made from its html, with what the metadata add.

    Raises:
        ValueError: the page holds no article text.
    """
    if article.body is not None or article.html is None:
        return article
    page = read_page(article.html)
    known = {name: value for name, value in dict(article).items() if value}
    found = {name: value for name, value in vars(page).items() if value}
    try:
        return RawArticle.model_validate({**found, **known})
    except ValueError:  # a date that we can't read shall not cost the article
        return RawArticle.model_validate({**found, "published_at": None, **known})


def read_page(html: str) -> Page:
    """Read the article on a page.

    Raises:
        ValueError: the page holds no article text.
    """
    tree = LexborHTMLParser(html)
    title = _meta(tree, "og:title") or _text(tree.css_first("h1")) or _text(tree.css_first("title"))
    page_time = tree.css_first("time[datetime]")
    published = _meta(tree, "article:published_time") or (
        page_time.attributes.get("datetime") if page_time else None
    )
    root = tree.css_first("html")
    canonical = tree.css_first("link[rel=canonical]")
    body = "\n".join(_blocks(tree))
    if len(body) < _LEAST_BODY:
        raise ValueError(f"html: no article text found ({len(body)} characters): give the text in `body`")
    return Page(
        body=body,
        title=title or None,
        published_at=published or _meta(tree, "date") or None,
        source=_meta(tree, "og:site_name"),
        url=_meta(tree, "og:url") or (canonical.attributes.get("href") if canonical else None),
        language=root.attributes.get("lang") if root else None,
    )


def _meta(tree: LexborHTMLParser, name: str) -> str | None:
    node = tree.css_first(f'meta[property="{name}"], meta[name="{name}"], meta[itemprop="{name}"]')
    return (node.attributes.get("content") or "").strip() or None if node else None


class _Prose:
    """Tells the article's own text from the page around it; remembers each element, for pages nest deeply."""

    def __init__(self) -> None:
        self._outside: dict[int, bool] = {}

    def holds(self, block: LexborNode) -> bool:
        """Return whether a block is text, not a list of links, and stands in no part of the page's frame."""
        linked = sum(len(link.text()) for link in block.css("a"))
        return linked <= _LINKED * len(block.text()) and not self._is_outside(block)

    def amount(self, node: LexborNode) -> int:
        """Return the code points of the paragraphs that a node holds."""
        return sum(len(paragraph.text()) for paragraph in node.css("p") if self.holds(paragraph))

    def _is_outside(self, block: LexborNode) -> bool:
        climbed: list[int] = []
        outside = False
        node: LexborNode | None = block
        while node is not None:
            known = self._outside.get(node.mem_id)
            climbed.append(node.mem_id)
            outside = _is_boilerplate(node) if known is None else known
            if outside or known is not None:
                break
            node = node.parent
        self._outside.update(dict.fromkeys(climbed, outside))
        return outside


def _is_boilerplate(node: LexborNode) -> bool:
    if node.tag in ("body", "html") or node.tag is None:
        return False
    names = node.attributes
    return (
        node.tag in _BOILERPLATE_TAGS
        or names.get("role") in _BOILERPLATE_ROLES
        or "hidden" in names
        or names.get("aria-hidden") == "true"
        or bool(_BOILERPLATE_NAME.search(f"{names.get('class') or ''} {names.get('id') or ''}"))
    )


def _blocks(tree: LexborHTMLParser) -> list[str]:
    """Return the paragraphs, headings and list items of the article, in the page's order."""
    tree.strip_tags(_UNREAD_TAGS)
    for node in tree.css("br"):
        node.replace_with("\n")
    prose = _Prose()
    container = _container(tree, prose)
    if container is None:
        return []
    blocks = container.css(_BLOCKS)
    if not blocks:
        return _lines(container.text(separator="\n"))
    outer = _all_ancestors(blocks)
    inner = [block for block in blocks if block.mem_id not in outer and prose.holds(block)]
    return [line for block in inner for line in _lines(block.text())]


def _all_ancestors(blocks: list[LexborNode]) -> set[int]:
    above: set[int] = set()
    for block in blocks:
        parent = block.parent
        while parent is not None and parent.mem_id not in above:
            above.add(parent.mem_id)
            parent = parent.parent
    return above


def _container(tree: LexborHTMLParser, prose: _Prose) -> LexborNode | None:
    """Return the element that holds the article: one that says so, else the one with most prose."""
    for selector in _CONTAINERS:
        named = max(tree.css(selector)[:_MOST_CONTAINERS], key=prose.amount, default=None)
        if named is not None and prose.amount(named) >= _LEAST_BODY:
            return named
    weight: defaultdict[int, int] = defaultdict(int)
    parents: dict[int, LexborNode] = {}
    for paragraph in tree.css("p"):
        if paragraph.parent is not None and prose.holds(paragraph):
            parents[paragraph.parent.mem_id] = paragraph.parent
            weight[paragraph.parent.mem_id] += len(paragraph.text())
    return parents[max(weight, key=weight.__getitem__)] if weight else tree.body


def _lines(text: str) -> list[str]:
    return [line for raw in text.splitlines() if (line := _SPACE.sub(" ", raw).strip())]


def _text(node: LexborNode | None) -> str:
    return " ".join(_lines(node.text())) if node is not None else ""
