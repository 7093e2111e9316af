"""Names that last: event ids and dyads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from schemas import Actor


def event_id(
    *, article_id: str, cameo: str, source: Sequence[Actor], target: Sequence[Actor], evidence_start: int
) -> str:
    """A deterministic id: the same article, act, actors and first
    evidence give the same 24 hexadecimal digits.
    """
    parts = [article_id, cameo, _sides(source), _sides(target), str(evidence_start)]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def _sides(actors: Sequence[Actor]) -> str:
    return ",".join(f"{a.country}/{a.sector}/{a.name}" for a in actors)


def kind_of(label: str) -> str:
    """A CAMEO label as an identifier: "Sign formal agreement" → "sign_formal_agreement"."""
    words = re.sub(r",? not spec\w* below|\(.*?\)", "", label.lower())
    return re.sub(r"[^a-z0-9]+", "_", words).strip("_")
