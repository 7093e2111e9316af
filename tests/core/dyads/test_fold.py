"""Windows count stories on their days and close by the stream's time; alerts tell what is unusual, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas import CAMEO, Alert, DyadWindows
from streams.core.dyads.alerting import STANDING
from streams.core.dyads.fold import fold
from streams.core.folding import Emission, Kind, Rows, day_text
from streams.core.moves import Act, Move

DAY = 20_500
CODES = {"CONSULT": "040", "ACCUSE": "112", "SANCTION": "163", "ASSAULT": "190", "AID": "070"}


def move(story: str, day: int, *, plover: str = "CONSULT", dyad: str = "NOR-TUR", **changes: Any) -> Move:
    """A story on a day, counted from the stream's first; told on that day."""
    code = CAMEO[changes.get("cameo", CODES[plover])]
    act = Act.model_validate(
        {
            "day": DAY + day,
            "plover": plover,
            "cameo": code.code,
            "quad_class": code.quad_class,
            "goldstein": code.goldstein,
            "sources": changes.get("sources", 2),
        }
    )
    seen = DAY + changes.get("seen", day)
    return Move(story_id=story, dyad=dyad, seen=seen, act=None if changes.get("gone") else act)


def told(moves: Iterable[Move], rows: Rows | None = None) -> dict[tuple[Kind, str], Any]:
    """What is left of all that was published."""
    kept_rows: Rows = {} if rows is None else rows
    kept: dict[tuple[Kind, str], Any] = {}
    for each in moves:
        for emission in fold(kept_rows, each):
            _keep(kept, emission)
    return kept


def _keep(kept: dict[tuple[Kind, str], Any], emission: Emission) -> None:
    kept.pop((emission.kind, emission.key), None)
    if emission.value is not None:
        kept[emission.kind, emission.key] = emission.value


def windows(kept: dict[tuple[Kind, str], Any], dyad: str = "NOR-TUR") -> DyadWindows:
    found = kept[Kind.DYAD, dyad]
    assert isinstance(found, DyadWindows)
    return found


def alerts(kept: dict[tuple[Kind, str], Any]) -> list[Alert]:
    return sorted((v for v in kept.values() if isinstance(v, Alert)), key=lambda alert: alert.alert_id)


def test_windows_count_each_story_on_its_day() -> None:
    kept = told([move("a", 0), move("b", 5, plover="ACCUSE"), move("c", 9, plover="AID"), move("d", 9)])
    day, week, month = windows(kept).windows
    assert [window.stories for window in (day, week, month)] == [2, 3, 4]
    assert [(each.quad_class, each.stories) for each in week.by_quad_class] == [
        ("verbal_cooperation", 1), ("material_cooperation", 1), ("verbal_conflict", 1)
    ]  # fmt: skip
    assert week.goldstein_sum == pytest.approx(1.0 + 7.0 - 2.0)
    assert week.cooperation_share == pytest.approx(2 / 3, abs=1e-3)
    assert windows(kept).story_ids == ("c", "d", "b")


def test_the_tension_index_is_what_is_documented() -> None:
    _, week, _ = windows(
        told([move("a", 1), move("b", 1, plover="SANCTION"), move("c", 2, plover="ACCUSE")])
    ).windows
    below = -CAMEO["163"].goldstein - CAMEO["112"].goldstein
    above = CAMEO["040"].goldstein
    assert week.tension == pytest.approx(100 * below / (below + above + 10), abs=0.01)


def test_a_late_story_changes_the_window_of_its_day() -> None:
    kept = told([move("a", 10), move("b", 4, seen=10), move("c", 3, seen=10)])
    assert [window.stories for window in windows(kept).windows] == [1, 2, 3]


def test_a_story_that_moves_or_goes_is_counted_where_it_is_now() -> None:
    kept = told([move("a", 10), move("b", 10), move("a", 2, seen=10), move("b", 10, gone=True)])
    assert [window.stories for window in windows(kept).windows] == [0, 0, 1]


def test_windows_close_when_others_tell_that_time_has_passed() -> None:
    kept = told([move("a", 0), move("x", 3, dyad="CHL-PER")])
    assert [window.stories for window in windows(kept).windows] == [0, 1, 1]
    assert windows(kept).as_of == day_text(DAY + 3)


def test_a_pair_with_nothing_left_in_a_month_is_taken_back() -> None:
    rows: Rows = {}
    kept = told([move("a", 0), move("x", 30, dyad="CHL-PER")], rows)
    assert (Kind.DYAD, "NOR-TUR") not in kept
    told([move("x", 200, dyad="CHL-PER")], rows)
    assert not [key for key in rows if key.startswith("NOR-TUR")]


def quiet(days: int) -> list[Move]:
    """A meeting every other day and an accusation a week."""
    talks = [move(f"q{day}", day) for day in range(0, days, 2)]
    return sorted(
        [*talks, *(move(f"a{day}", day, plover="ACCUSE") for day in range(3, days, 7))],
        key=lambda each: each.seen,
    )


def escalation(first: int) -> list[Move]:
    """Three days of accusations, threats carried out, and blows."""
    return [
        move(f"x{day}-{n}", day, plover=plover)
        for day in range(first, first + 3)
        for n, plover in enumerate(("ACCUSE", "ACCUSE", "SANCTION", "ASSAULT"))
    ]


def test_an_escalation_is_told_once_with_its_stories() -> None:
    found = alerts(told([*quiet(40), *escalation(40)]))
    (one,) = found
    assert one.day == day_text(DAY + 40)
    kinds = {trigger.kind for trigger in one.triggers}
    assert {"first_sanction", "first_assault"} <= kinds
    assert set(one.story_ids) >= {"x40-0", "x40-2", "x40-3"}


def test_tension_alone_is_told_by_its_distance_from_what_was_usual() -> None:
    storm = [move(f"s{day}-{n}", day, plover="ACCUSE") for day in (40, 41) for n in range(12)]
    (one,) = alerts(told([*quiet(40), *storm]))
    assert [trigger.kind for trigger in one.triggers] == ["tension", "volume"]
    assert all((trigger.score or 0) >= 4 for trigger in one.triggers)


def test_quiet_days_and_single_incidents_give_no_alert() -> None:
    assert (
        alerts(told([*quiet(60), move("one", 60, plover="ACCUSE"), move("two", 61, plover="ACCUSE")])) == []
    )


def test_a_few_meetings_where_nothing_ever_happens_are_no_wonder() -> None:
    elsewhere = [move(f"x{day}", day, dyad="CHL-PER") for day in range(0, 40, 2)]
    assert alerts(told([*elsewhere, *(move(f"m{day}", day) for day in (40, 41, 42))])) == []


def test_nothing_is_unusual_before_something_is_usual() -> None:
    assert alerts(told(escalation(2))) == []


def test_a_first_of_its_kind_takes_two_sources_and_is_no_first_again() -> None:
    assert alerts(told([*quiet(30), move("s", 30, plover="SANCTION", sources=1)])) == []
    kept = told([*quiet(30), move("s", 30, plover="SANCTION"), move("t", 50, plover="SANCTION")])
    assert [[trigger.kind for trigger in alert.triggers] for alert in alerts(kept)] == [["first_sanction"]]


def test_an_alert_whose_causes_are_retracted_is_taken_back() -> None:
    storm = escalation(40)
    gone = [each.model_copy(update={"act": None}) for each in storm]
    assert alerts(told([*quiet(40), *storm, *gone])) == []


@st.composite
def orders(draw: st.DrawFn) -> tuple[list[Move], list[Move]]:
    """Moves of a month twice: in the order of their days, and in any order with repetitions.

    What comes later than an alert can be mended brings none: an alert stands for 30 days.
    """
    kinds = st.sampled_from(["CONSULT", "ACCUSE", "SANCTION", "ASSAULT"])
    days = draw(
        st.lists(st.tuples(st.integers(0, STANDING - 1), kinds, st.sampled_from(["NOR-TUR", "CHL-PER"])))
    )
    storm = escalation(draw(st.integers(12, STANDING - 4))) if draw(st.booleans()) else []
    moves = [
        *(move(f"s{n}", day, plover=kind, dyad=dyad) for n, (day, kind, dyad) in enumerate(days)),
        *storm,
    ]
    again = draw(st.lists(st.sampled_from(moves), max_size=5)) if moves else []
    return sorted(moves, key=lambda each: each.seen), draw(st.permutations([*moves, *again]))


@settings(max_examples=150, deadline=None)
@given(orders())
@example(
    (
        [move("s2", 0), move("s0", 12, plover="SANCTION"), move("s1", 29)],
        [move("s0", 12, plover="SANCTION"), move("s1", 29), move("s2", 0)],
    )
)
def test_windows_and_alerts_follow_from_the_moves_whatever_their_order(
    moves: tuple[list[Move], list[Move]],
) -> None:
    one, other = map(told, moves)
    assert {key: v.model_dump_json() for key, v in one.items()} == {
        key: v.model_dump_json() for key, v in other.items()
    }
