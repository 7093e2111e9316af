"""The metrics add up, stay few whatever comes in, and show a zero before the first fault."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client import generate_latest

from schemas import RawArticle
from streams.ops.busiest import SHOWN, BusiestDyads
from streams.ops.metrics import Metrics
from tests.agents.fake_coder import event_of

STAGES = ("classify", "code")


def started() -> Metrics:
    metrics = Metrics()
    metrics.begin(STAGES)
    return metrics


def test_what_an_alert_watches_is_zero_before_the_first_fault() -> None:
    page = generate_latest(started().registry).decode()
    for series in (
        'diplomacy_messages_done_total{outcome="published",stage="code"} 0.0',
        'diplomacy_dead_letters_total{error="MalformedArticle",stage="decode"} 0.0',
        'diplomacy_dead_letters_total{error="CoderKilled",stage="code"} 0.0',
        'diplomacy_pool_restarts_total{reason="died"} 0.0',
        'diplomacy_articles_classified_total{relevant="true"} 0.0',
        'diplomacy_transactions_total{outcome="aborted"} 0.0',
    ):
        assert f"\n{series}\n" in page


def test_an_event_is_counted_by_what_it_is() -> None:
    metrics = started()
    metrics.count_event(event_of(RawArticle(id="a", body="Talks."), now=datetime.now(UTC)))
    page = generate_latest(metrics.registry).decode()
    assert (
        'diplomacy_events_coded_total{plover="CONSULT",quad_class="verbal_cooperation",status="happened"} 1.0'
    ) in page
    assert "\ndiplomacy_event_confidence_count 1.0\n" in page
    assert 'diplomacy_dyad_events{dyad="JPN-USA"} 1.0' in page


def test_however_many_dyads_there_are_only_the_busiest_are_shown() -> None:
    dyads = BusiestDyads("dyads")
    for number in range(10 * SHOWN):
        for _ in range(number + 1):
            dyads.count(f"dyad-{number}")
    [family] = dyads.collect()
    shown = {sample.labels["dyad"]: sample.value for sample in family.samples}
    assert len(shown) == SHOWN
    assert max(shown.values()) == shown[f"dyad-{10 * SHOWN - 1}"] == 10 * SHOWN


def test_a_dyad_is_forgotten_after_an_hour() -> None:
    now = 0.0
    dyads = BusiestDyads("dyads", now=lambda: now)
    dyads.count("JPN-USA")
    now = 3599.0
    dyads.count("FRA-DEU")
    assert [sample.labels["dyad"] for family in dyads.collect() for sample in family.samples] == [
        "JPN-USA",
        "FRA-DEU",
    ]
    now = 3600.0
    assert [sample.labels["dyad"] for family in dyads.collect() for sample in family.samples] == ["FRA-DEU"]
