"""The fold of stories: events and retractions of a partition in, stories and moves out.

Within a dyad and a family of acts the reports are taken in the order of publication, and each goes to the
cluster that it fits best, or begins one. What comes of it depends on the reports alone: a late one is
put in its place, and those after it that may have to do with it are taken anew (`_replay`), unless its
cluster learns nothing new from it (`_slip_in`): then they would go where they are.
"""

from __future__ import annotations

from collections.abc import Iterable

from schemas import DiplomacyEvent, Retraction
from streams.core.folding import Emission, Rows, advance, day_number
from streams.core.stories.board import Board, await_sweep, sweep
from streams.core.stories.clusters import Cluster
from streams.core.stories.counting import seen_only
from streams.core.stories.emitting import emissions
from streams.core.stories.matching import ENOUGH, score
from streams.core.stories.reports import Report

LAYOUT = 1
"""Of the rows; to be raised with any change after which those of before would be misread."""


def fold(rows: Rows, change: DiplomacyEvent | Retraction) -> list[Emission]:
    """Take in one change; a repeated one gives nothing."""
    if isinstance(change, Retraction):
        return _retract(rows, change)
    return _tell(rows, change)


def _tell(rows: Rows, event: DiplomacyEvent) -> list[Emission]:
    report = Report.of(event)
    if report is None:
        return []
    _, today = advance(rows, report.day)
    sweep(rows, today)
    if report.until < today:
        return []
    kept = rows.get(f"{event.dyad}/e/{report.id}")
    gone: float | None = rows.get(f"{event.dyad}/g/{report.id}")
    if (kept is not None and report.coded <= kept[1]) or (gone is not None and report.coded <= gone):
        # Told before, or taken back before it came: its publication still tells the time.
        return [] if kept is not None else seen_only(event.dyads, report.day)
    found: list[Emission] = []
    if kept is not None:
        old = Report._make(kept[:-1])
        if old.same_but_for_coding(report):
            rows[f"{event.dyad}/e/{report.id}"] = [*report, kept[-1]]
            return []
        found = _remove(rows, event.dyad, old, today)
    board = Board(rows, event.dyad, report.family, since=report.order, today=today)
    if not _slip_in(board, report):
        _replay(board, [report])
    board.write()
    return [*found, *emissions(board, event.dyad)]


def _retract(rows: Rows, retraction: Retraction) -> list[Emission]:
    dyad, event_id = retraction.dyad, retraction.event_id
    at = retraction.retracted_at.timestamp()
    name = f"{dyad}/g/{event_id}"
    if (rows.get(name) or 0.0) >= at:
        return []
    today: int = rows.get("@clock") or day_number(retraction.retracted_at)
    _note_gone(rows, dyad, event_id, today)
    rows[name] = at
    kept = rows.get(f"{dyad}/e/{event_id}")
    if kept is None or kept[1] > at:
        return []
    return _remove(rows, dyad, Report._make(kept[:-1]), today)


def _note_gone(rows: Rows, dyad: str, event_id: str, today: int) -> None:
    """List it among what is forgotten in time."""
    name = f"{dyad}/w/gone/{today // 7}"
    listed = rows.get(name)
    if listed is None:
        await_sweep(rows, today // 7, dyad, "gone")
    rows[name] = [*(listed or ()), [event_id]]


def _remove(rows: Rows, dyad: str, report: Report, today: int) -> list[Emission]:
    board = Board(rows, dyad, report.family, since=report.order, today=today)
    home = board.cluster(board.home(report.id))
    board.drop_report(report)
    if home is None:
        return []
    past = home.until < today
    if [report.at, report.id] in home.marks and not past:
        _replay(board, [], left=(home, report))
    else:
        board.leave(home, report)
    board.write()
    return [] if past else emissions(board, dyad)  # what is past stays as it was told


def _slip_in(board: Board, report: Report) -> bool:
    """Put a late report to a cluster that learns nothing new from it; whether there was such a one."""
    spans = [report.cover]
    if not _later_ones(board, spans):
        return False
    lo, hi = report.cover
    near = [board.as_was(each) for each in board.near(lo - 1, hi + 1) if each.start < report.order]
    found = _best(report, [each for each in near if each.meets(lo, hi)])
    found = found or _best(report, [each for each in near if each.meets(lo - 1, hi + 1)])
    if found is None or found.copy().add(report):
        return False
    home = board.cluster(found.key)
    if home is None:
        return False
    board.slip_in(home, report)
    return True


def _replay(board: Board, reports: list[Report], *, left: tuple[Cluster, Report] | None = None) -> None:
    """Place the given reports, and anew those after them for which another cluster may now be better.

    A report is compared with the clusters that share days with it, as they were when it was published. So the
    clusters near a report that is placed are cut back to the moment before, and where one says something new,
    those near it too; then all is placed again, until none that was left alone is near one that has changed.
    """
    taken = {report.id: report for report in reports}
    cut: set[str] = set()
    spans = [report.cover for report in reports]
    if left is not None:
        spans.append(left[1].cover)
        _cut(board, {left[0].key}, taken, spans)
        cut.add(left[0].key)
    while True:
        while near := _later_ones(board, spans) - cut:
            _cut(board, near, taken, spans)
            cut |= near
        for report in sorted(taken.values(), key=lambda each: each.order):
            _place(board, report)
        spans += board.changed_covers()
        grown = set(board.touched) - cut
        if not _later_ones(board, spans) - cut - grown:
            break
        _cut(board, cut | grown, taken, spans)


def _later_ones(board: Board, spans: list[tuple[int, int]]) -> set[str]:
    """Keys of the clusters near these days that have a report after the moment."""
    near = (cluster for lo, hi in dict.fromkeys(spans) for cluster in board.near(lo - 1, hi + 1))
    return {cluster.key for cluster in near if tuple(cluster.last) > board.since}


def _cut(board: Board, keys: set[str], taken: dict[str, Report], spans: list[tuple[int, int]]) -> None:
    """Take the reports from the moment on out of these clusters."""
    for key in sorted(keys):
        for _, report_id in board.cut(key):
            report = board.report(report_id)
            if report is not None and report_id not in taken:
                taken[report_id] = report
                spans.append(report.cover)


def _place(board: Board, report: Report) -> None:
    """Put a report to the cluster that it fits best, or begin one."""
    lo, hi = report.cover
    # Of the days around its own only copies of its text are wanted, where its own days have no story.
    found = _best(report, board.near(lo, hi)) or _best(report, board.near(lo - 1, hi + 1))
    if found is None:
        kept = board.cluster(report.id)
        found = kept if kept is not None and not kept.count else Cluster(report.id, members=[])
    board.join(found, report)


def _best(report: Report, clusters: Iterable[Cluster]) -> Cluster | None:
    best: tuple[float, float, str] | None = None
    found: Cluster | None = None
    for cluster in clusters:
        points = score(report, cluster)
        rank = (-points, *cluster.start)
        if points >= ENOUGH and (best is None or rank < best):
            best, found = rank, cluster
    return found
