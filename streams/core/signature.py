"""The signature of a text: a MinHash, by which near copies are known without keeping the texts.

A. Broder, On the resemblance and containment of documents, 1997; of each minimum the low 16 bits are kept
(P. Li, A. C. König, b-Bit Minwise Hashing, 2010), so that texts that share nothing agree in no slot but by
one chance in 65,536. A signature is 64 slots and the number of shingles: 130 bytes, 176 characters in base64.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

SLOTS = 64
SHINGLE = 3
"""Words in a run."""
LEAST_WORDS = 20
"""A shorter text has no signature: two could be alike by chance."""
COPY = 0.5
"""Of the shorter text's shingles so much is in the longer one, where it is a copy of it."""
LEAST_SHARED = 8
"""Slots that a copy shares at least: fewer tell nothing of containment."""

_WORD = re.compile(r"[^\W_]+")
_ODD = np.random.default_rng(1997).integers(1, 2**63, size=SLOTS, dtype=np.uint64) * np.uint64(2) + np.uint64(
    1
)
_ADD = np.random.default_rng(2010).integers(0, 2**63, size=SLOTS, dtype=np.uint64)
_MIX = tuple(np.uint64(each) for each in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))

Slots = npt.NDArray[np.uint16]
"""The 64 slots, and last the number of shingles."""


def signature(text: str) -> str | None:
    """The signature in base64; None for a text of fewer than 20 words."""
    words = _WORD.findall(text.lower())
    if len(words) < LEAST_WORDS:
        return None
    hashed = np.fromiter((crc32(word.encode()) for word in words), dtype=np.uint64, count=len(words))
    runs = len(words) - SHINGLE + 1
    shingles = np.zeros(runs, dtype=np.uint64)
    for place, factor in enumerate(_MIX):
        shingles ^= (hashed[place : place + runs] + np.uint64(place + 1)) * factor
    shingles = np.unique(shingles ^ (shingles >> np.uint64(29)))
    least = np.full(SLOTS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(shingles), 1024):  # a long text takes no more memory than a short one
        mixed = shingles[start : start + 1024, None] * _ODD + _ADD
        mixed ^= mixed >> np.uint64(32)
        np.minimum(least, mixed.min(axis=0), out=least)
    slots = np.append((least & np.uint64(0xFFFF)).astype("<u2"), np.uint16(min(len(shingles), 0xFFFF)))
    return base64.b64encode(slots.astype("<u2").tobytes()).decode()


def slots_of(text: str) -> Slots | None:
    """The slots of a signature in base64; None where it is none of ours."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return np.frombuffer(raw, dtype="<u2") if len(raw) == 2 * (SLOTS + 1) else None


def copies(one: Slots, others: Sequence[Slots]) -> list[bool]:
    """Which of the others are near copies of the one, whole or shortened."""
    if not others:
        return []
    found: list[bool] = _alike(one[None], np.stack(others))[0].tolist()
    return found


def copy_pairs(texts: Sequence[Slots]) -> list[tuple[int, int]]:
    """The places of all pairs of texts that are near copies of one another, the earlier first."""
    if len(texts) < 2:
        return []
    table = np.stack(texts)
    return [(int(i), int(j)) for i, j in np.argwhere(np.triu(_alike(table, table), k=1))]


def _alike(some: Slots, others: Slots) -> npt.NDArray[np.bool_]:
    """Shared slots estimate the resemblance J; with the sizes, how much of the shorter is in the longer."""
    shared = (some[:, None, :SLOTS] == others[None, :, :SLOTS]).sum(axis=2)
    resemblance = shared / SLOTS
    size, sizes = some[:, None, SLOTS].astype(float), others[None, :, SLOTS].astype(float)
    contained = resemblance * (size + sizes) / ((1 + resemblance) * np.maximum(np.minimum(size, sizes), 1))
    alike: npt.NDArray[np.bool_] = (contained >= COPY) & (shared >= LEAST_SHARED)
    return alike
