"""The demo's end: what the stages of stories and dyads have made of the events."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from rich.console import Console
from rich.text import Text

from schemas import DyadWindows, Story
from streams.terminal.consoles import heading
from streams.terminal.folded import dyad_line, told_by
from streams.terminal.words import event_line
from streams.terminal.worker_process import WorkerProcess
from streams.topics import EVENTS, MOVES

_POLL_S = 0.2
_BUSIEST = 5
_PAGE = 500
_PATIENCE_S = 30.0


def await_stories(worker: WorkerProcess, *, within_s: float) -> None:
    """Wait until the worker has folded all that it has published itself, or time is up."""
    deadline = time.monotonic() + within_s
    while not _folded(worker.metrics()) and time.monotonic() < deadline:
        worker.check()
        time.sleep(_POLL_S)


def _folded(metrics: dict[str, float]) -> bool:
    def total(name: str, label: str) -> float:
        return sum(value for each, value in metrics.items() if each.startswith(name) and label in each)

    # Moves are published while stories are folded, so these are asked for first.
    return all(
        total("diplomacy_messages_done_total", f'stage="{stage}"')
        >= total("diplomacy_messages_published_total", f'topic="{topic.name}"')
        for stage, topic in (("stories", EVENTS), ("dyads", MOVES))
    )


def tell_stories(console: Console, worker: WorkerProcess) -> None:
    """Print the stories that several articles tell, and what passed between the pairs with most of them."""
    stories = [Story.model_validate(each) for each in _stories(worker)]
    shared = [story for story in stories if story.article_count > 1]
    heading(console, "Stories")
    for story in sorted(shared, key=lambda story: (-story.article_count, story.story_id)):
        told = [
            f"{article.outlet or '?'}, {article.published_at.day} {article.published_at:%B}"
            for article in story.articles
            if article.published_at
        ]
        _print(console, Text("  ").append_text(event_line(story)))
        _print(console, Text(f"      {told_by(story)}", "bold"))
        _print(console, Text(f"      {'; '.join(told)}", "dim"))
    _print(console, Text(f"  {len(stories) - len(shared)} more are told by one article each", "dim"))
    heading(console, "Between two countries")
    for dyad in islice(_dyads(worker, stories), _BUSIEST):
        _print(console, Text("  ").append_text(dyad_line(dyad)))


def _print(console: Console, line: Text) -> None:
    console.print(line, no_wrap=True, overflow="ellipsis")


def _dyads(worker: WorkerProcess, stories: list[Story]) -> Iterator[DyadWindows]:
    """Those with something in the last 30 days, the ones with most stories first."""
    counts = Counter(story.dyad for story in stories if "-" in story.dyad)
    for dyad, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        found = _get(worker, f"/api/dyads/{'/'.join(map(quote, dyad.split('-')))}")
        if found is not None:
            yield DyadWindows.model_validate(found)


def _stories(worker: WorkerProcess) -> Iterator[dict[str, Any]]:
    after: str | None = ""
    while after is not None:
        page = _get(worker, f"/api/stories?limit={_PAGE}{f'&after={quote(after)}' if after else ''}")
        if page is None:
            return
        yield from page["stories"]
        after = page["next"]


def _get(worker: WorkerProcess, path: str) -> dict[str, Any] | None:
    try:
        with urlopen(f"{worker.url}{path}", timeout=_PATIENCE_S) as page:  # noqa: S310  # loopback, our own worker
            answer: dict[str, Any] = json.load(page)
            return answer
    except HTTPError as error:
        with error:
            if error.code == HTTPStatus.NOT_FOUND:
                return None
            raise
