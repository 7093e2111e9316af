"""What several do to "each other" is between them."""

from __future__ import annotations

from dataclasses import replace

from streams.core.matching import Act

_ONE_ANOTHER = frozenset({"each other", "one another", "the other"})


def between_them(act: Act) -> Act:
    """What several do to "each other" is between them: "Chad and Niger accused each other", "each side blamed
    the other".
    """
    if not act.sources or not all(m.text.lower() in _ONE_ANOTHER for m in act.targets or act.sources):
        return act
    if len(act.sources) > 1:
        return replace(act, sources=act.sources[:1], targets=act.sources[1:], reciprocal=True)
    return replace(act, targets=(), reciprocal=True) if len(act.sources[0].actors) > 1 else act
