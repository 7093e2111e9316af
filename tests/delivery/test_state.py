"""The state of a stage is what its published outputs say, whatever became of the worker that kept it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from streams.broker_topics import existing
from streams.delivery.state import LAYOUT, ROWS
from streams.errors import FatalError, TransientError
from streams.topics import STORIES, STORY_ROWS
from tests.conftest import Kafka
from tests.delivery.owner import Killed, Owner, inputs, on, published

pytestmark = pytest.mark.kafka


def test_a_restart_reads_only_what_is_new_and_a_new_disk_all_of_it(kafka: Kafka, tmp_path: Path) -> None:
    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("disk")
        await one.do(*inputs(one, 0, 5))
        assert (await one.row("a"), await one.row("@all")) == (b"5", b"5")
        await one.die()

        again = owner("disk")
        assert await again.row("a") == b"5"
        assert again.restored() == 0, "all is on disk"
        await again.do(*inputs(again, 5, 8, "b"))
        await again.die()

        elsewhere = owner("another")
        assert (await elsewhere.row("a"), await elsewhere.row("b")) == (b"5", b"3")
        assert elsewhere.state.store.get(0, elsewhere.state.kind_of(STORIES), "b") == b"3"
        assert elsewhere.restored() == 1 + 2 * 2 + 2, "the layout, of each batch two rows and its last output"
        await elsewhere.do(*inputs(elsewhere, 8, 9, "b"))
        await elsewhere.die()

        back = owner("disk")
        assert await back.row("b") == b"4"
        assert 0 < back.restored() <= 4, "what the other did meanwhile"

    on(kafka, tmp_path, play)


def test_of_what_replaces_itself_in_a_batch_the_last_alone_is_published(kafka: Kafka, tmp_path: Path) -> None:
    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("one")
        await one.do(*(one.input(n, "ab"[n % 2]) for n in range(6)))
        await one.do(one.input(6, "a"))
        assert one.state.store.get(0, one.state.kind_of(STORIES), "a") == b"4"

    assert sorted(published(on(kafka, tmp_path, play))) == [(b"a", b"3"), (b"a", b"4"), (b"b", b"3")]


def test_what_was_committed_but_not_yet_on_disk_is_read_again(kafka: Kafka, tmp_path: Path) -> None:
    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("disk")
        await one.do(*inputs(one, 0, 2))

        def killed(*_: object) -> None:
            raise Killed

        one.state.settle = killed  # type: ignore[assignment, method-assign]
        with pytest.raises(Killed):
            await one.do(*inputs(one, 2, 4))
        await one.die()
        again = owner("disk")
        # From where the group stood last; and, wrongly, from the beginning.
        await again.do(*inputs(again, 0, 6))
        assert await again.row("a") == b"6"

    assert published(on(kafka, tmp_path, play))[-1] == (b"a", b"6")


def test_what_was_published_but_not_committed_leaves_no_trace(kafka: Kafka, tmp_path: Path) -> None:
    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("disk")
        await one.do(*inputs(one, 0, 2))
        [lane] = one.plain._lanes.values()

        async def killed() -> None:
            raise Killed

        lane.producer.commit_transaction = killed
        with pytest.raises(Killed):
            await one.do(*inputs(one, 2, 4))
        await one.die()
        again = owner("disk")
        await again.do(*inputs(again, 2, 4))
        assert await again.row("a") == b"4"

    assert [value for _, value in published(on(kafka, tmp_path, play))] == [b"2", b"4"]


def test_two_topics_that_change_one_state_are_acknowledged_together(kafka: Kafka, tmp_path: Path) -> None:
    """An event and a retraction behind it: what the second builds upon is never without the first."""

    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("disk")
        await one.do(one.input(0, "a"), one.input(0, "a", retracts=True), one.input(1, "a"))
        assert len(one.plain._lanes) == 1
        await one.die()
        again = owner("another")
        await again.do(again.input(0, "a"), again.input(0, "a", retracts=True), again.input(1, "a"))
        assert (await again.row("a"), await again.row("@all")) == (b"1", b"3"), "each was folded once"

    on(kafka, tmp_path, play)


def test_a_worker_whose_partition_was_anothers_meanwhile_starts_anew(kafka: Kafka, tmp_path: Path) -> None:
    async def play(owner: Callable[[str], Owner]) -> None:
        zombie = owner("disk")
        await zombie.do(*inputs(zombie, 0, 2))
        in_flight = await zombie.work(zombie.input(2, "a"))
        heir = owner("another")
        await heir.do(*inputs(heir, 2, 5))
        with pytest.raises(TransientError, match="taken by another worker"):
            await zombie.outbox.deliver([in_flight])
        zombie.plain._fenced_at.clear()  # as if the rebalance that must follow hadn't come
        with pytest.raises(FatalError, match="another worker's meanwhile"):
            await zombie.outbox.deliver([in_flight])

    assert [value for _, value in published(on(kafka, tmp_path, play))] == [b"2", b"5"]


def test_a_changelog_that_was_made_anew_is_not_mixed_with_what_is_on_disk(
    kafka: Kafka, tmp_path: Path
) -> None:
    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("disk")
        await one.do(*inputs(one, 0, 3))
        await one.die()

        def again() -> None:
            gone = (STORY_ROWS, STORIES)
            for topic in gone:
                one.stream.delete(topic)
            deadline = time.monotonic() + 30
            while any(state.partitions for state in asyncio.run(existing(one.settings, gone))):
                assert time.monotonic() < deadline, "the broker doesn't delete them"
                time.sleep(0.1)
            one.stream.create_topics()

        await asyncio.to_thread(again)
        later = owner("disk")
        assert await later.row("a") is None

    on(kafka, tmp_path, play)


def test_rows_of_another_layout_on_the_topic_stop_the_worker(kafka: Kafka, tmp_path: Path) -> None:
    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("one")
        await one.do(*inputs(one, 0, 3))
        await one.die()
        for disk in ("one", "other"):
            newer = owner(disk)
            newer.state._layout = b"2"
            with pytest.raises(FatalError, match="another version"):
                await newer.work(newer.input(3, "a"))
            assert not newer.state.known(0)
            await newer.die()
        again = owner("one")
        await again.do(again.input(3, "a"))
        assert await again.row("a") == b"4"

    on(kafka, tmp_path, play)


def test_rows_of_another_layout_on_the_disk_alone_are_read_anew(kafka: Kafka, tmp_path: Path) -> None:
    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("one")
        await one.do(*inputs(one, 0, 3))
        one.state.store.put(0, {(ROWS, LAYOUT): b"0", (ROWS, "a"): b"[1]", (ROWS, "old"): b"1"}, {})
        await one.die()
        again = owner("one")
        assert (await again.row("a"), await again.row("old")) == (b"3", None)
        await again.do(again.input(3, "a"))
        assert await again.row("a") == b"4"

    on(kafka, tmp_path, play)


def test_what_its_topic_keeps_no_more_goes_from_the_disk(kafka: Kafka, tmp_path: Path) -> None:
    def story(last_seen: str) -> bytes:
        return orjson.dumps({"last_seen": last_seen})

    async def play(owner: Callable[[str], Owner]) -> None:
        one = owner("disk")
        await one.state.know(0)
        kind, store = one.state.kind_of(STORIES), one.state.store
        now = datetime.now(UTC).isoformat()
        stories = {(kind, f"{number:03}"): story(now) for number in range(300)}
        stories[kind, "150"] = story("2020-01-01T00:00:00Z")
        store.put(0, stories, {})
        for _ in range(4):
            one.state.show()
        assert store.get(0, kind, "150") is None
        assert store.count(kind) == 299

    on(kafka, tmp_path, play)
