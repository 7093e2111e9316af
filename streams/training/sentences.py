"""The project's own training sentences: news sentences with a marked
source and target, and the type of act between them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas import EntityHint, RawArticle

FOLDER = Path(__file__).parent / "sentences"
_MARK = re.compile(r"<(/?)([st])>")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence as an article with two given actors; `source` and
    `target` are `[start, end)` in code points.
    """

    article: RawArticle
    source: tuple[int, int]
    target: tuple[int, int]
    label: str
    writer: str


def unmarked(text: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The plain text of a marked sentence, and the span of each mark (`s`, `t`).

    Raises ValueError where a mark is not closed.
    """
    parts, position, spans = [], 0, dict[str, list[int]]()
    for m in _MARK.finditer(text):
        parts.append(text[position : m.start()])
        position = m.end()
        span = spans.setdefault(m[2], [])
        if len(span) == bool(m[1]):
            span.append(sum(map(len, parts)))
    parts.append(text[position:])
    if any(len(span) != 2 for span in spans.values()):
        raise ValueError(f"a mark is not closed: {text}")
    return "".join(parts), {name: (span[0], span[1]) for name, span in spans.items()}


def marked_sentences(folder: Path = FOLDER) -> Iterator[Marked]:
    """Every sentence of every writer's file, in the order of the files' names."""
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
            if not line.strip():
                continue
            row = json.loads(line)
            text, spans = unmarked(row["marked_text"])
            hints = tuple(EntityHint(start=a, end=b) for a, b in (spans["s"], spans["t"]))
            article = RawArticle(id=f"{file.stem}-{number}", body=text, language="en", entities=hints)
            yield Marked(article, spans["s"], spans["t"], row["plover_root15"], file.stem)
