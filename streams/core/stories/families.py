"""Which acts are compared with one another, and the turns that something planned may take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from schemas import DiplomacyEvent, PloverType
from schemas.story import StoryStatus
from streams.core.knowledge import cell_list, table


@dataclass(frozen=True, slots=True)
class Family:
    """Types of act that may tell of one incident; see `families.tsv`."""

    name: str
    mutual: bool
    subject: bool


@dataclass(frozen=True, slots=True)
class Families:
    """The families by type, by name, and by the CAMEO codes that call an act of theirs off."""

    by_type: dict[PloverType, Family]
    by_name: dict[str, Family]
    cancels: dict[str, Family]


@lru_cache(maxsize=1)
def families() -> Families:
    """As the knowledge has them."""
    by_type: dict[PloverType, Family] = {}
    cancels: dict[str, Family] = {}
    for row in table("stories", "families.tsv"):
        family = Family(row["family"], bool(row["mutual"]), bool(row["subject"]))
        by_type[PloverType(row["type"])] = family
        cancels |= dict.fromkeys(cell_list(row["cancels"]), family)
    return Families(by_type, {family.name: family for family in by_type.values()}, cancels)


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Words that don't tell what an act is about."""
    return frozenset(row["word"] for row in table("stories", "common.tsv"))


@lru_cache(maxsize=1)
def _turns() -> tuple[tuple[re.Pattern[str], StoryStatus], ...]:
    rows = list(table("stories", "turns.tsv"))
    return tuple(
        (
            re.compile(
                r"\b(?:" + "|".join(r["words"] for r in rows if r["turn"] == turn) + r")\b", re.IGNORECASE
            ),
            StoryStatus(turn),
        )
        for turn in ("postponed", "cancelled")
    )


def turn_of(event: DiplomacyEvent) -> tuple[Family, StoryStatus | None]:
    """The family of the event, and whether it puts something of that family off or calls it off.

    "Cancelled the visit" is coded as a refusal to meet (125): it belongs to the talks that it cancels.
    """
    known = families()
    own = known.by_type[event.plover_act]
    cancelled = known.cancels.get(event.cameo) if event.plover_act is PloverType.REJECT else None
    if cancelled is None and own.name not in {family.name for family in known.cancels.values()}:
        return own, None
    text = event.evidence[0].text
    for words, turn in _turns():
        if words.search(text):
            return cancelled or own, turn
    return own, None
