"""How many workers a load takes: the formula of deploy/README.md, with the figures that were measured."""

from __future__ import annotations

import math
from typing import NamedTuple

# Measured by `python -m tests.bench.capacity`, in milliseconds of a core for each word of an article.
CODER_MS_A_WORD = 0.26
"""Of an article about diplomacy, in the coder process."""
WORKER_MS_A_WORD = 0.02
"""Of the same, in the worker's own process."""
OTHER_MS_A_WORD = 0.04
"""Of an article about something else, in both."""
EVENTS_A_WORD = 0.043
RAW_BYTES, RAW_BYTES_A_WORD = 410, 6.1
# On the disk of the broker, packed by gzip as the worker does it: of 100 articles of 325 words one that is
# classified took 1,472 bytes of 3,055, and their events a quarter of what they are.
CLASSIFIED_BYTES, CLASSIFIED_BYTES_A_WORD = 340, 3.0
EVENT_BYTES = 480
SEEN_BYTES = 740

# Assumed: change them to what you have.
WORDS = 500
RELEVANT = 0.3
PEAK = 3
BUSY = 0.7
COPIES = 3
RAW_DAYS, EVENT_DAYS = 7, 30
LOADS = (1_000_000, 10_000_000, 100_000_000)


class Need(NamedTuple):
    """What a number of articles a day takes."""

    articles_a_second: float
    cores: int
    workers: int
    pool_size: int
    partitions: int
    disk_gb: float
    local_gb: float


def core_ms() -> float:
    """Milliseconds of a core for an article, on the average of all."""
    about = (CODER_MS_A_WORD + WORKER_MS_A_WORD) * WORDS
    return RELEVANT * about + (1 - RELEVANT) * OTHER_MS_A_WORD * WORDS


def need(articles_a_day: int) -> Need:
    """The formula: articles a second at the peak, times what one costs, over how busy a core may be."""
    peak = PEAK * articles_a_day / 86_400
    cores = math.ceil(peak * core_ms() / 1000 / BUSY)
    pool_size = 1 if cores <= 36 else 4
    workers = max(2, math.ceil(cores / pool_size))
    partitions = max(6, 6 * math.ceil(workers / 6))
    disk_gb = articles_a_day * bytes_kept() / 1e9
    local_gb = articles_a_day * RAW_DAYS * (1 + RELEVANT) * SEEN_BYTES / workers / 1e9
    return Need(peak, cores, workers, pool_size, partitions, disk_gb, local_gb)


def bytes_kept() -> float:
    """Bytes on the brokers' disks for each article of a day, once the topics are full."""
    raw = RAW_DAYS * (RAW_BYTES + RAW_BYTES_A_WORD * WORDS)
    classified = RAW_DAYS * RELEVANT * (CLASSIFIED_BYTES + CLASSIFIED_BYTES_A_WORD * WORDS)
    events = EVENT_DAYS * RELEVANT * EVENTS_A_WORD * WORDS * 2 * EVENT_BYTES
    seen = RAW_DAYS * (1 + RELEVANT) * SEEN_BYTES
    return COPIES * (raw + classified + events + seen)


def table() -> str:
    """The loads and what they take, for the page."""
    rows = [
        (
            "| articles a day | a second, at the peak | cores | workers × coders | partitions "
            "| brokers' disks | disk of a worker |"
        ),
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for load in LOADS:
        it = need(load)
        rows.append(
            f"| {load:,} | {it.articles_a_second:,.0f} | {it.cores} | {it.workers} × {it.pool_size} "
            f"| {it.partitions} | {it.disk_gb / 1000:,.1f} TB | {it.local_gb:.0f} GB |"
        )
    return "\n".join(rows) + "\n"
