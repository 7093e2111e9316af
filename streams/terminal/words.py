"""How an event or a story reads to a person: its date, act, actors and colours, as rich text."""

from functools import cache

from rich.style import Style
from rich.text import Text

from schemas import Actor, DiplomacyEvent, Party, QuadClass, Sector, Status, Story, StoryStatus
from streams.core.knowledge.tables import table

QUAD_STYLE = {
    QuadClass.VERBAL_COOPERATION: "cyan",
    QuadClass.MATERIAL_COOPERATION: "green",
    QuadClass.VERBAL_CONFLICT: "yellow",
    QuadClass.MATERIAL_CONFLICT: "red",
}
_STATUS_STYLE: dict[Status | StoryStatus, str] = {
    Status.HAPPENED: "bold",
    Status.ONGOING: "bold",
    Status.PLANNED: "italic",
    Status.HYPOTHETICAL: "dim italic",
    Status.DENIED: "dim strike",
    Status.HISTORICAL: "dim",
    StoryStatus.CANCELLED: "strike",
    StoryStatus.POSTPONED: "italic",
}
_SILENT_SECTORS = (None, Sector.GOVERNMENT)


def act_style(event: DiplomacyEvent | Story) -> Style:
    """Return the colour of the event's quad class."""
    return Style.parse(QUAD_STYLE[event.quad_class])


def event_line(event: DiplomacyEvent | Story) -> Text:
    """Return one line: date, status, dyad, confidence, act, who, what about, where; the last may be cut."""
    line = Text(no_wrap=True, overflow="ellipsis", end="")
    line.append(f"{date_words(event):<13} ")
    line.append(f"{event.status:<12} ", style=_STATUS_STYLE[event.status])
    line.append(f"{event.dyad:<7} ", style="bold")
    line.append(f"{event.confidence:.2f}  ", style="dim")
    line.append(act_words(event), style=act_style(event))
    line.append(f"  {sides(event)}")
    if event.subject:
        line.append(f" · {event.subject}", style="italic")
    if event.location:
        line.append(f" · {event.location.name}")
    return line


def date_words(event: DiplomacyEvent | Story) -> str:
    """Return the event's date, a range short: `2025-10-27…28`."""
    start, end = event.date_start, event.date_end
    if start is None:
        return f"…{end}" if end else "-"
    if end is None:
        return f"{start}…"
    if end == start:
        return start
    for length in (8, 5):
        if start[:length] == end[:length]:
            return f"{start}…{end[length:]}"
    return f"{start}…{end}"


def act_words(event: DiplomacyEvent | Story) -> str:
    """Return the act's label, without CAMEO's reminders that it is a rest class."""
    return event.cameo_label.replace(", not specified below", "")


def sides(event: DiplomacyEvent | Story) -> str:
    """Return `source → target`, or `source ⇄ target` where both do the act together."""
    source = " + ".join(actor_words(actor) for actor in event.source) or "?"
    if not event.target:
        return source
    target = " + ".join(actor_words(actor) for actor in event.target)
    return f"{source} {'⇄' if event.reciprocal else '→'} {target}"


def actor_words(actor: Actor | Party) -> str:
    """Return the actor as a newspaper would: name and country, sector where it isn't the government."""
    country = country_name(actor.country) if actor.country else None
    sector = None if actor.sector in _SILENT_SECTORS else str(actor.sector)
    if actor.name and actor.name != country:
        marks = ", ".join(mark for mark in (actor.country, sector) if mark)
        return f"{actor.name} ({marks})" if marks else actor.name
    mention = actor.span.text if isinstance(actor, Actor) and actor.span else "?"
    return " ".join(part for part in (country or mention, f"({sector})" if sector else None) if part)


@cache
def _country_names() -> dict[str, str]:
    return {row["iso3"]: row["name"] for row in table("actors", "countries.tsv")}


def country_name(code: str) -> str:
    """Return the country's English name, or the code itself where it is an international body's."""
    return _country_names().get(code, code)
