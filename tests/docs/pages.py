"""The Markdown pages as tests read them: code, links, headings, and the blocks made from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from streams.settings import Settings
from streams.topics import TABLE, Cleanup, Topic

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PAGES = (README, CONTRIBUTING, ROOT / "CHANGELOG.md")

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


def topics_table() -> str:
    """The table of topics, from THE topic table."""
    rows = [("topic", "key", "value", "kept", "what is in it"), ("---",) * 5, *map(_topic_row, TABLE)]
    return _table(rows)


def settings_table() -> str:
    """The table of settings, from the settings class."""
    rows: list[tuple[str, ...]] = [("setting", "default", "what it is"), ("---",) * 3]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, "") else f"`{field.default}`"
        rows.append((f"`DIPLOMACY_{name.upper()}`", default, field.description or ""))
    return _table(rows)


GENERATED = {"topics": topics_table, "settings": settings_table}
"""Block of README.md → what makes it."""


def _topic_row(topic: Topic) -> tuple[str, ...]:
    days = f"{topic.retention.days} days" if topic.retention else ""
    kept = ", ".join(filter(None, ("" if topic.cleanup is Cleanup.DELETE else "last of each key", days)))
    model = topic.model.rpartition(".")[2] if topic.model.startswith("schemas.") else topic.model
    return f"`{topic.name}`", topic.key, model, kept, topic.purpose


def _table(rows: list[tuple[str, ...]]) -> str:
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
