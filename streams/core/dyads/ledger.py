"""The rows of one pair of countries: what counted on which day, and on which day each story counts.

DYAD/s/STORY   day of the story          DYAD/d/DAY    acts of the day, by story
DYAD/t/DAY     totals of the day         DYAD/days     days that have acts
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


class Ledger:
    """Reads and writes the rows of one pair."""

    def __init__(self, rows: Rows, dyad: str) -> None:
        self.dyad = dyad
        self._rows = rows
        self.days: list[int] = rows.get(f"{dyad}/days") or []
        self._totals: dict[int, Totals] = {}

    def take(self, move: Move, today: int) -> int | None:
        """Put a story on its day in place of the one it had; returns the earliest day that has changed."""
        name = f"{self.dyad}/s/{move.story_id}"
        before: int | None = self._rows.get(name)
        act = move.act
        # What has taken place by a day that is yet to come was misread.
        if act is not None and not today - KEPT < act.day <= move.seen + 1:
            act = None
        changed: list[int] = []
        if before is not None and (act is None or act.day != before):
            acts = self.acts(before)
            acts.pop(move.story_id, None)
            self._put(before, acts)
            del self._rows[name]
            changed.append(before)
        if act is not None:
            acts = self.acts(act.day)
            if acts.get(move.story_id) != act:
                self._put(act.day, {**acts, move.story_id: act})
                self._rows[name] = act.day
                changed.append(act.day)
        return min(changed, default=None)

    def acts(self, day: int) -> dict[str, Act]:
        """How the stories of a day count."""
        row = self._rows.get(f"{self.dyad}/d/{day}") or {}
        return {story_id: Act(day=day, **act) for story_id, act in row.items()}

    def story_ids(self, day: int) -> list[str]:
        """The stories of a day."""
        return sorted(self._rows.get(f"{self.dyad}/d/{day}") or ())

    def totals(self, day: int) -> Totals:
        """The sums of a day."""
        if day not in self._totals:
            row = self._rows.get(f"{self.dyad}/t/{day}")
            self._totals[day] = NOTHING if row is None else Totals(**row)
        return self._totals[day]

    def between(self, first: int, last: int) -> list[int]:
        """The days that have acts from the first to the last."""
        return [day for day in self.days if first <= day <= last]

    def expire(self, today: int) -> None:
        """Forget the days that are past keeping."""
        for day in self.between(0, today - KEPT):
            for story_id in self._rows.get(f"{self.dyad}/d/{day}") or {}:
                self._rows.pop(f"{self.dyad}/s/{story_id}", None)
            self._put(day, {})

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

    def _put(self, day: int, acts: dict[str, Act]) -> None:
        days = [each for each in self.days if each != day]
        if acts:
            kept = {key: acts[key].model_dump(mode="json", exclude={"day"}) for key in sorted(acts)}
            self._rows[f"{self.dyad}/d/{day}"] = kept
            self._totals[day] = Totals.of(acts.values())
            self._rows[f"{self.dyad}/t/{day}"] = self._totals[day].to_row()
            days = sorted([*days, day])
        else:
            self._rows.pop(f"{self.dyad}/d/{day}", None)
            self._rows.pop(f"{self.dyad}/t/{day}", None)
            self._totals.pop(day, None)
        if days != self.days:
            self.days = days
            if days:
                self._rows[f"{self.dyad}/days"] = days
            else:
                self._rows.pop(f"{self.dyad}/days", None)


def live_dyads(rows: Rows) -> list[str]:
    """The pairs of the partition that have acts."""
    return sorted(dyad for bucket in range(BUCKETS) for dyad in rows.get(f"@live/{bucket}") or ())
