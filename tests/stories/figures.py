"""The figures of the scenario: how stories, sources, links and alerts agree with truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from schemas import Alert, DiplomacyEvent, Story, StoryStatus
from tests.stories.measures import Agreement, b_cubed, pairs
from tests.stories.running import Coded, changes, labels, outcome, true_sources
from tests.stories.scenario import Printed

ESCALATIONS = {"AFG-PAK": ("2026-04-18", "2026-04-20"), "COL-VEN": ("2026-04-22", "2026-04-23"),
               "BLR-LTU": ("2026-04-27", "2026-04-28")}  # fmt: skip
"""The planted ones: pair, first and last day."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What `python -m tests.stories` prints."""

    told: int
    """Acts that the articles tell, copies included, corrected articles left out."""
    labelled: int
    """Of these, those of which there is an event."""
    events: int
    stories: int
    pairs: Agreement
    b_cubed: Agreement
    sources: tuple[int, int]
    """Stories of which the number of independent sources is exact, of how many."""
    wrong_sources: tuple[str, ...]
    links: tuple[int, int]
    """Stories planned and happened that are told as one, of how many."""
    alerts: tuple[Alert, ...]

    @property
    def alerts_exact(self) -> bool:
        """One alert for each escalation, within its days, and no other."""
        found = sorted(alert.dyad for alert in self.alerts)
        days = all(
            alert.dyad in ESCALATIONS
            and ESCALATIONS[alert.dyad][0] <= alert.day <= ESCALATIONS[alert.dyad][1]
            for alert in self.alerts
        )
        return days and found == sorted(ESCALATIONS)

    def __str__(self) -> str:
        """Line by line."""
        alerts = ", ".join(f"{a.day} {a.dyad} {'+'.join(t.kind for t in a.triggers)}" for a in self.alerts)
        return "\n".join(
            (
                f"acts told {self.told}, found {self.labelled}; events {self.events}, stories {self.stories}",
                f"pairs {self.pairs}",
                f"B-cubed {self.b_cubed}",
                f"sources exact {self.sources[0]} of {self.sources[1]}; not: {', '.join(self.wrong_sources)}",
                f"planned and happened linked {self.links[0]} of {self.links[1]}",
                f"alerts {'exact' if self.alerts_exact else 'WRONG'}: {alerts}",
            )
        )


def figures(printed: Sequence[Printed], events: Sequence[Sequence[DiplomacyEvent]]) -> Figures:
    """Of the scenario with these events, an article each."""
    coded: Coded = list(zip(printed, events, strict=True))
    result = outcome(changes(coded))
    true = labels(coded)
    found = {each: story.story_id for story in result.stories.values() for each in story.event_ids}
    told_as: dict[str, Counter[str]] = defaultdict(Counter)
    for event_id, story in true.items():
        told_as[story][found.get(event_id, "")] += 1
    main = {story: result.stories.get(of.most_common(1)[0][0]) for story, of in told_as.items()}
    sources = true_sources(printed)
    wrong = [story for story, number in sources.items() if not _has_sources(main.get(story), number)]
    linked = _linked(printed)
    corrected = {each.article.correction_of for each in printed}
    return Figures(
        told=sum(len(each.told) for each in printed if each.article.id not in corrected),
        labelled=len(true),
        events=sum(map(len, events)),
        stories=len(result.stories),
        pairs=pairs(found, true),
        b_cubed=b_cubed(found, true),
        sources=(len(sources) - len(wrong), len(sources)),
        wrong_sources=tuple(sorted(wrong)),
        links=(sum(_is_linked(main.get(story)) for story in linked), len(linked)),
        alerts=tuple(sorted(result.alerts.values(), key=lambda alert: alert.alert_id)),
    )


def _has_sources(story: Story | None, number: int) -> bool:
    return story is not None and story.independent_sources == number


def _linked(printed: Sequence[Printed]) -> list[str]:
    """Stories that some article tells as planned and some as happened."""
    statuses: dict[str, set[str]] = defaultdict(set)
    for each in printed:
        for told in each.told:
            statuses[told.story].add(told.status)
    # A refusal that calls a plan off has happened as well: it isn't what was planned.
    refused = {told.story for each in printed for told in each.told if told.act == "REJECT"}
    return sorted(
        story for story, of in statuses.items() if {"planned", "happened"} <= of and story not in refused
    )


def _is_linked(story: Story | None) -> bool:
    steps = [step.status for step in story.history] if story else []
    return StoryStatus.PLANNED in steps and StoryStatus.HAPPENED in steps
