"""The Markdown pages as tests read them: code, links, headings, and the blocks made from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PRODUCERS = ROOT / "schemas" / "PRODUCERS.md"
CONSUMERS = ROOT / "schemas" / "CONSUMERS.md"
KNOWLEDGE = ROOT / "streams" / "core" / "knowledge" / "README.md"
OPERATORS = ROOT / "deploy" / "README.md"
RUNBOOK = ROOT / "deploy" / "RUNBOOK.md"
DELIVERY = ROOT / "streams" / "delivery" / "README.md"
PAGES = (
    README,
    CONTRIBUTING,
    ROOT / "CHANGELOG.md",
    PRODUCERS,
    CONSUMERS,
    KNOWLEDGE,
    OPERATORS,
    RUNBOOK,
    DELIVERY,
)

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")


class Fence(NamedTuple):
    """A fenced block: its language ("" where none is named) and what is in it."""

    language: str
    text: str


def fences(page: Path, language: str) -> list[str]:
    """What stands in the page's fenced blocks of that language."""
    found = (Fence(*m.groups()) for m in _FENCE.finditer(page.read_text(encoding="utf-8")))
    return [fence.text for fence in found if fence.language == language]


def commands(page: Path) -> Iterator[str]:
    """What a reader may type: inline code, and the lines of `sh` blocks without their comments."""
    yield from _INLINE.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
    for block in fences(page, "sh"):
        yield from (line.partition("#")[0] for line in block.splitlines())


def links(page: Path) -> list[str]:
    """Targets of the page's links that lead into the project."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return [target for target in _LINK.findall(text) if "://" not in target]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def block(page: Path, name: str) -> str:
    """What stands between `<!-- name:begin -->` and `<!-- name:end -->`."""
    text = page.read_text(encoding="utf-8")
    return text.partition(f"<!-- {name}:begin -->\n")[2].partition(f"<!-- {name}:end -->")[0]


def with_block(text: str, name: str, content: str) -> str:
    """The text of a page with that block replaced."""
    before, begin, rest = text.partition(f"<!-- {name}:begin -->\n")
    _, end, after = rest.partition(f"<!-- {name}:end -->")
    return before + begin + content + end + after
