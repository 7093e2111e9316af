"""How stories, dyads and alerts read to a person: a line each, as rich text."""

from rich.text import Text

from schemas import Alert, DyadWindows, Story
from streams.terminal.words import country_name, event_line

_CALM, _TENSE = 25.0, 50.0


def story_line(story: Story) -> Text:
    """Return one line: the act as an event's line has it, then who tells it."""
    line = event_line(story)
    line.append(f"  {told_by(story)}", style="dim")
    return line


def told_by(story: Story) -> str:
    """Return how it came to stand so, and by how many it is told."""
    turns = [str(change.status) for change in story.history]
    history = [" ▸ ".join(turns)] if len(turns) > 1 else []
    counts = (
        (story.article_count, "article"),
        (story.outlet_count, "outlet"),
        (story.independent_sources, "independent source"),
    )
    disputed = [f"disputed: {', '.join(str(each.field) for each in story.contradictions)}"]
    told = [f"{count} {what}{'s' if count != 1 else ''}" for count, what in counts if count]
    return "; ".join([*history, ", ".join(told), *(disputed if story.contradictions else [])])


def dyad_line(dyad: DyadWindows) -> Text:
    """Return one line: the day, the pair, and for each window its tension and its stories."""
    line = Text(no_wrap=True, overflow="ellipsis", end="")
    line.append(f"{dyad.as_of}  ")
    line.append(f"{dyad.dyad:<7} ", style="bold")
    for window in dyad.windows:
        days = f"{window.days} day{'s' if window.days != 1 else ''}"
        stories = f"{window.stories} stor{'ies' if window.stories != 1 else 'y'}"
        line.append(f"  {days}: {stories}, ", style="" if window.stories else "dim")
        colour = "green" if window.tension < _CALM else "yellow" if window.tension < _TENSE else "red"
        line.append(f"tension {window.tension:.0f}", style=colour if window.stories else "dim")
    return line


def alert_line(alert: Alert) -> Text:
    """Return one line: the day, the pair, and what is unlike what was usual."""
    line = Text(no_wrap=True, overflow="ellipsis", end="")
    line.append(f"{alert.day}  ")
    line.append(f"{alert.dyad:<7} ", style="bold")
    for trigger in alert.triggers:
        line.append(f" {str(trigger.kind).replace('_', ' ')}", style="bold red")
        if trigger.usual is not None:
            line.append(f" {trigger.value:g}, usually {trigger.usual:g}", style="dim")
    line.append(f"  {' and '.join(map(country_name, alert.dyad.split('-')))}")
    return line
