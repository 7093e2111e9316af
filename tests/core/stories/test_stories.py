"""What is one story and what are two, what becomes of a plan, and who says so independently."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas import Magnitude, MagnitudeKind, StoryStatus
from streams.core.signature import signature
from tests.core.stories.telling import event, stories

EIDE, VIK = ("Espen Barth Eide", "Hakan Fidan"), ("Anna Vik", "Mehmet Kaya")
OSLO, ANKARA = ("Oslo", "NOR"), ("Ankara", "TUR")
WIRE = (
    "The two ministers spoke for three hours about the stranded survey vessel, the price of dried "
    "cod and a loan that falls due next year, and will see one another again in the spring, "
    "officials of both countries said."
)
OWN = (
    "Reporters who waited in the rain outside the guest house saw the delegations leave by separate "
    "doors, and no statement was made; people who were told of the conversation called it polite and "
    "short on substance."
)


def test_reports_of_one_meeting_are_one_story() -> None:
    (one,) = stories(
        [event(f"e{n}", f"03-04T{n + 10}:00", day="2026-03-04", names=EIDE, place=ANKARA) for n in range(5)]
    )
    assert (one.events, one.article_count, one.outlet_count, one.status) == (5, 5, 5, "happened")
    assert one.first_seen != one.last_seen


def test_where_only_the_text_tells_the_day_the_report_is_of_that_day() -> None:
    undated = event("e1", "03-04", day="2026-03-03", coded=datetime(2026, 11, 30, tzinfo=UTC))
    told = undated.article.model_copy(update={"published_at": None, "published_on": "2026-03-04"})
    later = event("e2", "03-06", day="2026-03-03")
    (one,) = stories([undated.model_copy(update={"article": told}), later])
    assert one.article_count == 2, "coded months later, it would make the other too old for a story"


def test_two_meetings_on_two_days_stay_two() -> None:
    days = [event(f"e{n}", f"03-{n:02}", day=f"2026-03-{n:02}", names=EIDE, place=ANKARA) for n in (4, 5)]
    assert len(stories(days)) == 2


def test_two_meetings_of_others_on_one_day_stay_two() -> None:
    meetings = [
        event("e1", "03-04", day="2026-03-04", names=EIDE),
        event("e2", "03-04", day="2026-03-04", names=VIK),
    ]
    assert len(stories(meetings)) == 2


def test_who_accused_whom_makes_two_stories() -> None:
    there = event("e1", "03-04", act="ACCUSE", cameo="112", day="2026-03-04", quote="violated its airspace")
    back = event(
        "e2", "03-04", act="ACCUSE", cameo="112", day="2026-03-04", quote="violated its airspace",
        source="TUR", target="NOR",
    )  # fmt: skip
    assert len(stories([there, back])) == 2


def test_accusations_of_different_things_on_one_day_stay_two() -> None:
    one = event(
        "e1", "03-04", act="ACCUSE", cameo="112", day="2026-03-04", quote="spying on fishing trawlers"
    )
    other = event(
        "e2", "03-04", act="ACCUSE", cameo="112", day="2026-03-04", quote="dumping cheap frozen salmon"
    )
    assert len(stories([one, other])) == 2


def test_a_visit_of_days_and_the_talks_in_it_are_one_story() -> None:
    visit = event("e1", "03-04", cameo="042", day="2026-03-04", until="2026-03-06", names=EIDE, place=ANKARA)
    talks = event("e2", "03-05", day="2026-03-05", names=EIDE, place=ANKARA)
    assert len(stories([visit, talks])) == 1


def test_a_plan_and_what_came_of_it_are_one_story() -> None:
    planned = event(
        "e1", "03-01", status="planned", cameo="036", day="2026-03-02", until="2026-03-08", names=EIDE
    )
    happened = event("e2", "03-04", day="2026-03-04", names=EIDE, place=ANKARA)
    (one,) = stories([planned, happened])
    assert [(step.status, step.event_ids) for step in one.history] == [
        ("planned", ("e1",)),
        ("happened", ("e2",)),
    ]
    assert (one.story_id, one.event_id, one.date_start) == ("e1", "e2", "2026-03-04")


def test_a_plan_that_is_called_off_is_no_refusal_of_its_own() -> None:
    planned = event("e1", "03-01", status="planned", cameo="036", day="2026-03-08", names=EIDE)
    off = event(
        "e2",
        "03-03",
        act="REJECT",
        cameo="125",
        day="2026-03-03",
        reciprocal=False,
        quote="called off a visit",
    )
    (one,) = stories([planned, off])
    assert (one.status, one.event_id, one.plover_act) == (StoryStatus.CANCELLED, "e1", "CONSULT")


def test_a_plan_put_off_takes_place_on_its_new_day() -> None:
    planned = event("e1", "03-01", status="planned", cameo="036", day="2026-03-05", names=EIDE)
    put_off = event(
        "e2",
        "03-03",
        status="planned",
        cameo="036",
        day="2026-03-12",
        quote="postponed to March 12",
        names=EIDE,
    )
    (waiting,) = stories([planned, put_off])
    assert (waiting.status, waiting.date_start) == (StoryStatus.POSTPONED, "2026-03-12")
    happened = event("e3", "03-12", day="2026-03-12", names=EIDE)
    (one,) = stories([planned, put_off, happened])
    assert [step.status for step in one.history] == ["planned", "postponed", "happened"]


def test_an_old_plan_printed_late_brings_no_plan_back() -> None:
    planned = event("e1", "03-01", status="planned", cameo="036", day="2026-03-08", names=EIDE)
    off = event(
        "e2", "03-03", act="REJECT", cameo="125", reciprocal=False, quote="cancelled the trip", names=EIDE
    )
    late = event("e3", "03-04", status="planned", cameo="036", day="2026-03-08", names=EIDE)
    (one,) = stories([planned, off, late])
    assert one.status is StoryStatus.CANCELLED
    assert one.history[0].event_ids == ("e1", "e3")


def test_a_refusal_to_meet_is_a_story_of_its_own() -> None:
    happened = event("e1", "03-04", day="2026-03-04", names=EIDE)
    refused = event(
        "e2", "03-04", act="REJECT", cameo="125", day="2026-03-04", reciprocal=False, quote="refused"
    )
    assert len(stories([happened, refused])) == 2


def test_a_denial_stays_visible_beside_what_others_report() -> None:
    told = event("e1", "03-04", day="2026-03-04", names=EIDE)
    denied = event("e2", "03-05", status="denied", day="2026-03-04", names=EIDE)
    (one,) = stories([told, denied])
    assert one.status is StoryStatus.HAPPENED
    assert [step.status for step in one.history] == ["happened", "denied"]
    (contradiction,) = one.contradictions
    assert [(c.value, c.event_ids) for c in contradiction.claims] == [
        ("denied", ("e2",)),
        ("happened", ("e1",)),
    ]


def test_two_counts_of_the_dead_are_a_contradiction() -> None:
    raids = [
        event(
            f"e{n}", "03-04", act="ASSAULT", cameo="190", day="2026-03-04", reciprocal=False,
            magnitude=(Magnitude(kind=MagnitudeKind.KILLED, value=n, text=f"{n} killed"),),
        )
        for n in (4, 7)
    ]  # fmt: skip
    (one,) = stories(raids)
    assert [(each.field, len(each.claims)) for each in one.contradictions] == [("killed", 2)]


def test_the_canonical_event_is_sure_and_precise() -> None:
    vague = event("e1", "03-04T09:00", names=EIDE, place=ANKARA, confidence=0.9)
    precise = event("e2", "03-04T10:00", day="2026-03-04", names=EIDE, place=ANKARA, confidence=0.8)
    unsure = event("e3", "03-04T11:00", day="2026-03-04", names=EIDE, place=ANKARA, confidence=0.4)
    (one,) = stories([vague, precise, unsure])
    assert one.event_id == "e2"


def test_copies_of_one_text_are_one_source() -> None:
    told = [
        event(f"e{n}", f"03-04T{n + 10}:00", day="2026-03-04", signature=signature(text), outlet=outlet)
        for n, (outlet, text) in enumerate(
            [
                ("Post", WIRE),
                ("Herald", WIRE + " More follows."),
                ("Star", " ".join(WIRE.split()[:24])),
                ("Echo", OWN),
            ]
        )
    ]
    (one,) = stories(told)
    assert one.independent_sources == 2
    assert [article.origin for article in one.articles] == ["post", "post", "post", "echo"]


def test_what_credits_one_agency_is_one_source() -> None:
    told = [
        event(
            "e1",
            "03-04T10:00",
            day="2026-03-04",
            outlet="Reuters",
            credit="reuters",
            signature=signature(WIRE),
        ),
        event(
            "e2", "03-04T11:00", day="2026-03-04", outlet="Post", credit="reuters", signature=signature(OWN)
        ),
        event("e3", "03-04T12:00", day="2026-03-04", outlet="Reuters"),
        event("e4", "03-04T13:00", day="2026-03-04", outlet="Post"),
    ]
    (one,) = stories(told)
    assert [article.origin for article in one.articles] == ["reuters", "reuters", "reuters", "post"]
    assert one.independent_sources == 2


def test_background_is_no_story() -> None:
    assert stories([event("e1", "03-04", day="2019"), event("e2", "03-04", status="historical")]) == []


def test_a_feed_from_the_future_does_not_age_the_others() -> None:
    old = event("e1", "03-04", day="2026-03-04", names=EIDE)
    bogus = event("e2", "12-30", source="CHL", target="PER", coded=old.coded_at)
    again = event("e3", "03-05", day="2026-03-04", names=EIDE)
    bogus = bogus.model_copy(update={"coded_at": old.article.published_at})
    assert [one.events for one in stories([old, bogus, again])] == [2, 1]
