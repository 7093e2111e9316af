"""What is published of the clusters that a change has touched; what is as it was is left out."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from schemas.story import StoryStatus
from streams.core.folding import Emission, Kind
from streams.core.moves import Move
from streams.core.stories.board import Board, Change
from streams.core.stories.clusters import Cluster, Place
from streams.core.stories.counting import moves
from streams.core.stories.reports import Report
from streams.core.stories.roll import FEW
from streams.core.stories.steps import standing
from streams.core.stories.tally import Tally
from streams.core.stories.telling import canonical, story_of


def emissions(board: Board, dyad: str) -> list[Emission]:
    """Stories and moves that are new, other than before, or gone."""
    found: list[Emission] = []
    for key, change in sorted(board.touched.items()):
        cluster = board.cluster(key)
        if cluster is None or not cluster.count:
            found += _gone(board, key, change)
            continue
        tally = _tallied(board, cluster, change)
        status = standing([StoryStatus(step["status"]) for step in tally.sums["steps"]])
        chosen = board.report(canonical(tally, status))
        if chosen is None:
            raise AssertionError(f"the canonical report of {key} is missing")
        story = story_of(key, dyad, tally, chosen)
        digest = blake2b(story.model_dump_json().encode(), digest_size=12).hexdigest()
        if digest != change.told.get("story"):
            found.append(Emission(Kind.STORY, key, story))
        known = change.told.get("moves", {})
        now = {
            pair: move.model_dump(mode="json")
            for pair, move in moves(story, tally, chosen, board, known).items()
        }
        found += [
            Emission(Kind.MOVE, pair, Move.model_validate(move))
            for pair, move in now.items()
            if known.get(pair) != move
        ]
        cluster.told = {"story": digest, "moves": {pair: now[pair] for pair in story.dyads}}
        board.save(cluster)
    return found


def _tallied(board: Board, cluster: Cluster, change: Change) -> Tally:
    """The sums over its reports: of few from these, of many from those that are new or gone."""
    if cluster.count <= FEW:
        if change.count > FEW:
            board.tally(cluster).clear()
        tally = Tally({}, "", board.report)
        for report in _reports(board, board.roll(cluster).all()):
            tally.insert(report)
        return tally
    tally = board.tally(cluster)
    if change.count > FEW and _amend(board, tally, change):
        tally.save()
    else:
        tally.make(_reports(board, board.roll(cluster).all()))
    return tally


def _amend(board: Board, tally: Tally, change: Change) -> bool:
    was, now = {(at, each) for at, each in change.was}, {(at, each) for at, each in change.now}
    for _, report_id in sorted(was - now):
        report = board.dropped.get(report_id) or board.report(report_id)
        if report is None or not tally.remove(report):
            return False
    return all(tally.insert(report) for report in _reports(board, map(list, sorted(now - was))))


def _reports(board: Board, places: Iterable[Place]) -> Iterable[Report]:
    return (report for _, report_id in places if (report := board.report(report_id)) is not None)


def _gone(board: Board, key: str, change: Change) -> list[Emission]:
    if change.count > FEW:
        board.tally(Cluster(key)).clear()
    if not change.told:
        return []
    takes_back = [
        Emission(Kind.MOVE, pair, Move.model_validate({**move, "act": None}))
        for pair, move in change.told.get("moves", {}).items()
    ]
    return [Emission(Kind.STORY, key, None), *takes_back]
