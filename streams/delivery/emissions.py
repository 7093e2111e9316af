"""What the folds emit, as records for the topics of one environment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streams.core.folding import Emission, Kind
from streams.delivery.codec import to_json
from streams.delivery.headers import fold_headers, passed_on
from streams.delivery.record import Inbound, Outbound
from streams.settings import Settings
from streams.topics import ALERTS, DYADS, MOVES, STORIES

_MODELS = {Kind.STORY: "Story", Kind.MOVE: "Move", Kind.DYAD: "DyadWindows", Kind.ALERT: "Alert"}
_TOPICS = {Kind.STORY: STORIES, Kind.MOVE: MOVES, Kind.DYAD: DYADS, Kind.ALERT: ALERTS}


class Emitted:
    """Records of what one stage emits."""

    def __init__(self, stage: str, settings: Settings) -> None:
        self._stage = stage
        self._topics = {kind: topic.full_name(settings.topic_prefix) for kind, topic in _TOPICS.items()}

    def records(self, emissions: Iterable[Emission], inbound: Inbound) -> Iterator[Outbound]:
        """Each record; of those for one key on one topic the last alone, for it replaces the others.

        They are on the partition of the number of the input's, so that whoever has the state has them too;
        moves go to the pair that they are about.
        """
        latest: dict[object, Emission] = {
            number if each.kind is Kind.MOVE else (each.kind, each.key): each
            for number, each in enumerate(emissions)
        }
        for each in latest.values():
            value = None if each.value is None else to_json(each.value)
            headers = fold_headers(each.kind.value, _MODELS[each.kind], each.key, value, stage=self._stage)
            yield Outbound(
                topic=self._topics[each.kind],
                key=each.key.encode(),
                value=value,
                headers=(*headers, *passed_on(inbound)),
                partition=None if each.kind is Kind.MOVE else inbound.partition,
            )
