"""The rows of one pair of countries: what counted on which day, and on which day each story counts.

DYAD/s/STORY   how the story counts      DYAD/d/DAY    stories of the day, where they are on Goldstein's scale
DYAD/t/BLOCK   totals of sixteen days    DYAD/days     days that have acts
DYAD/unusual   what was unusual, by day  DYAD/told     digests of what was published
@live/BUCKET   pairs that have acts, to be told anew every day
"""

from __future__ import annotations

from typing import Any
from zlib import crc32

from streams.core.dyads.totals import NOTHING, Totals
from streams.core.folding import Rows
from streams.core.moves import Act, Move

KEPT = 190
"""Days for which acts are kept: a month of alerts, two in which they cool down, three of what was usual."""
BUCKETS = 64
_BLOCK = 16
"""Days whose totals are one row: what is unusual is asked of ninety."""


class Ledger:
    """Reads and writes the rows of one pair."""

    def __init__(self, rows: Rows, dyad: str) -> None:
        self.dyad = dyad
        self._rows = rows
        self.days: list[int] = rows.get(f"{dyad}/days") or []
        self._blocks: dict[int, dict[str, Any]] = {}
        self._totals: dict[int, Totals] = {}

    def take(self, move: Move, today: int) -> int | None:
        """Put a story on its day in place of the one it had; returns the earliest day that has changed."""
        name = f"{self.dyad}/s/{move.story_id}"
        kept: dict[str, Any] | None = self._rows.get(name)
        act = move.act
        # What has taken place by a day that is yet to come was misread.
        if act is not None and not today - KEPT < act.day <= move.seen + 1:
            act = None
        now = act.model_dump(mode="json") if act is not None else None
        if kept == now:
            return None
        changed: list[int] = []
        if kept is not None:
            before = Act.model_validate(kept)
            self._put(before.day, move.story_id, before, there=False)
            changed.append(before.day)
        if act is not None:
            self._put(act.day, move.story_id, act, there=True)
            self._rows[name] = now
            changed.append(act.day)
        else:
            del self._rows[name]
        return min(changed)

    def stories(self, day: int) -> dict[str, float]:
        """The stories of a day, and where on Goldstein's scale they are."""
        return dict(self._rows.get(f"{self.dyad}/d/{day}") or {})

    def totals(self, day: int) -> Totals:
        """The sums of a day."""
        if day not in self._totals:
            row = self._block(day // _BLOCK).get(str(day))
            self._totals[day] = NOTHING if row is None else Totals(*row)
        return self._totals[day]

    def between(self, first: int, last: int) -> list[int]:
        """The days that have acts from the first to the last."""
        return [day for day in self.days if first <= day <= last]

    def expire(self, today: int) -> None:
        """Forget the days that are past keeping."""
        for day in self.between(0, today - KEPT):
            for story_id in self.stories(day):
                self._rows.pop(f"{self.dyad}/s/{story_id}", None)
            self._close(day)

    def list_live(self) -> None:
        """See that the pair is among those that are told anew every day, or is not, where it has no acts."""
        name = f"@live/{crc32(self.dyad.encode()) % BUCKETS}"
        listed: list[str] = self._rows.get(name) or []
        if bool(self.days) != (self.dyad in listed):
            others = [each for each in listed if each != self.dyad]
            self._rows[name] = sorted([*others, self.dyad]) if self.days else others

    def note(self, name: str) -> dict[str, Any]:
        """A small row: `told` or `unusual`."""
        return dict(self._rows.get(f"{self.dyad}/{name}") or {})

    def put_note(self, name: str, value: dict[str, Any]) -> None:
        """Keep it; an empty one is dropped."""
        if value:
            self._rows[f"{self.dyad}/{name}"] = dict(sorted(value.items()))
        else:
            self._rows.pop(f"{self.dyad}/{name}", None)

    def _put(self, day: int, story_id: str, act: Act, *, there: bool) -> None:
        """Have the act among those of a day, or have it no longer."""
        stories = self.stories(day)
        totals = self.totals(day).plus(Totals.of(act), 1 if there else -1)
        if there:
            stories[story_id] = act.goldstein
        else:
            stories.pop(story_id, None)
        if not stories:
            self._close(day)
            return
        self._rows[f"{self.dyad}/d/{day}"] = {each: stories[each] for each in sorted(stories)}
        self._put_totals(day, totals)
        self._put_days({*self.days, day})

    def _close(self, day: int) -> None:
        """Forget a day."""
        self._rows.pop(f"{self.dyad}/d/{day}", None)
        self._put_totals(day, NOTHING)
        self._put_days({*self.days} - {day})

    def _put_totals(self, day: int, totals: Totals) -> None:
        self._totals[day] = totals
        block = self._block(day // _BLOCK)
        block.pop(str(day), None)
        if totals.stories:
            block[str(day)] = totals.to_row()
        name = f"{self.dyad}/t/{day // _BLOCK}"
        if block:
            self._rows[name] = dict(sorted(block.items()))
        else:
            self._rows.pop(name, None)

    def _block(self, number: int) -> dict[str, Any]:
        if number not in self._blocks:
            self._blocks[number] = self._rows.get(f"{self.dyad}/t/{number}") or {}
        return self._blocks[number]

    def _put_days(self, days: set[int]) -> None:
        if days != set(self.days):
            self.days = sorted(days)
            if days:
                self._rows[f"{self.dyad}/days"] = self.days
            else:
                self._rows.pop(f"{self.dyad}/days", None)


def live_dyads(rows: Rows) -> list[str]:
    """The pairs of the partition that have acts."""
    return sorted(dyad for bucket in range(BUCKETS) for dyad in rows.get(f"@live/{bucket}") or ())
