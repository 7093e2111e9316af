"""What is published of the clusters that a change has touched; what is as it was is left out."""

from __future__ import annotations

from hashlib import blake2b

from streams.core.folding import Emission, Kind
from streams.core.moves import Move
from streams.core.stories.board import Board
from streams.core.stories.counting import moves
from streams.core.stories.telling import story_of


def emissions(board: Board, dyad: str) -> list[Emission]:
    """Stories and moves that are new, other than before, or gone."""
    found: list[Emission] = []
    for key, before in sorted(board.touched.items()):
        cluster = board.cluster(key)
        if cluster is None or not cluster.members:
            found += _gone(key, before)
            continue
        reports = [report for _, each in cluster.members if (report := board.report(each)) is not None]
        story = story_of(key, dyad, reports)
        digest = blake2b(story.model_dump_json().encode(), digest_size=12).hexdigest()
        if digest != before.get("story"):
            found.append(Emission(Kind.STORY, key, story))
        known = before.get("moves", {})
        now = {pair: move.model_dump(mode="json") for pair, move in moves(story, reports, known).items()}
        found += [
            Emission(Kind.MOVE, pair, Move.model_validate(move))
            for pair, move in now.items()
            if known.get(pair) != move
        ]
        cluster.told = {"story": digest, "moves": {pair: now[pair] for pair in story.dyads}}
        board.save(cluster)
    return found


def _gone(key: str, before: dict[str, object]) -> list[Emission]:
    if not before:
        return []
    known = before.get("moves")
    told = known if isinstance(known, dict) else {}
    takes_back = [
        Emission(Kind.MOVE, pair, Move.model_validate({**move, "act": None})) for pair, move in told.items()
    ]
    return [Emission(Kind.STORY, key, None), *takes_back]
