"""`diplomacy explain`: an article with its events in it, then each event and the reasons for it."""

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from rich.console import Console
from rich.text import Text

from schemas import Actor, DiplomacyEvent, Location, RawArticle
from streams.core.coder import Coder
from streams.core.page import complete
from streams.core.results import Coding
from streams.terminal.consoles import notices, results
from streams.terminal.exits import Exit
from streams.terminal.sources import expand, read_all
from streams.terminal.words import act_style, actor_words, country_name, date_words, event_line


def explain(load: Callable[[], Coder], names: list[str], *, now: datetime) -> Exit:
    """Show every article of the named files with its events."""
    files = expand(names)
    coder = load()
    console = results()
    refused = False
    for entry in read_all(files):
        if entry.article is None:
            refused = True
            notices().print(f"{entry.origin}: {entry.problem}", style="red", markup=False)
            continue
        article = complete(entry.article)
        show(console, article, coder.code(article, now=now))
    return Exit.REFUSED if refused else Exit.DONE


def show(console: Console, article: RawArticle, coding: Coding) -> None:
    """Print the article, its evidence marked, and below it each event."""
    heading = article.title or article.id
    console.print(Text(f"{heading}\n{'─' * min(len(heading), console.width)}", "bold"))
    relevance = coding.relevance
    verdict = "diplomacy" if relevance.relevant else "not diplomacy"
    about = f", about {', '.join(relevance.topics)}" if relevance.topics else ""
    console.print(
        Text(
            f"{verdict} ({relevance.score:.2f}){about}; language {relevance.language}; {relevance.reason}",
            "dim",
        )
    )
    console.print(marked_body(article.body or "", coding.events, plain=not console.is_terminal))
    for number, event in enumerate(coding.events, start=1):
        show_event(console, number, event)
    if not coding.events:
        console.print(Text("No events.", style="dim"))


def marked_body(body: str, events: tuple[DiplomacyEvent, ...], *, plain: bool) -> Text:
    """Return the body with each event's evidence in its colour and underlined, the event's number before it.

    `plain` writes marks instead of colours, `[1: text ]`, for a pipe or a file.
    """
    spans = [
        (span.start, span.end, number, event)
        for number, event in enumerate(events, 1)
        for span in event.evidence
    ]
    opened = sorted(spans, key=lambda span: (span[0], -span[1]))
    closed = sorted(spans, key=lambda span: span[1])
    cuts = sorted({0, len(body), *(span[0] for span in spans), *(span[1] for span in spans)})
    text = Text()
    for start, end in pairwise(cuts):
        for span in closed:
            if span[1] == start and plain:
                text.append(f" :{span[2]}]")
        for span in opened:
            if span[0] == start:
                text.append(f"[{span[2]}: " if plain else f"[{span[2]}]", style="bold")
        inside = [span for span in spans if span[0] <= start and end <= span[1]]
        piece = Text(body[start:end])
        if inside and not plain:
            innermost = min(inside, key=lambda span: span[1] - span[0])
            piece.stylize(act_style(innermost[3]))
            piece.stylize("underline")
        text.append_text(piece)
    for span in closed:
        if span[1] == len(body) and plain:
            text.append(f" :{span[2]}]")
    return text


def show_event(console: Console, number: int, event: DiplomacyEvent, *, heading: str | None = None) -> None:
    """Print all that an event holds, and why; `heading` is a line above it."""
    console.print()
    if heading:
        console.print(Text(heading, "bold"))
    console.print(Text.assemble((f"[{number}] ", "bold"), event_line(event)), no_wrap=False, overflow="fold")
    rows = {
        "act": _act(event),
        "quad class": f"{event.quad_class.replace('_', ' ')}, Goldstein {event.goldstein:+.1f}",
        "source": "; ".join(_actor(actor) for actor in event.source),
        "target": "; ".join(_actor(actor) for actor in event.target),
        "reciprocal": "yes, both sides do it together" if event.reciprocal else "",
        "status": f"{event.status}, {date_words(event) if event.date_start or event.date_end else 'undated'}",
        "place": _place(event.location),
        "subject": event.subject or "",
        "said by": event.attribution or "",
        "contexts": ", ".join(event.contexts),
        "evidence": " | ".join(f"“{span.text}” [{span.start}, {span.end})" for span in event.evidence),
        "confidence": f"{event.confidence:.2f}",
    }
    for name, value in rows.items():
        if value:
            console.print(Text.assemble((f"    {name:<11}", "dim"), value))
    for place, reason in enumerate(event.why):
        console.print(Text.assemble((f"    {'why' if place == 0 else '':<11}", "dim"), reason))


def _act(event: DiplomacyEvent) -> str:
    mode = f":{event.plover_mode}" if event.plover_mode else ""
    by_tense = f", by PLOVER's tense rule {event.plover}" if event.plover is not event.plover_act else ""
    return f"{event.plover_act}{mode}, CAMEO {event.cameo} {event.cameo_label}{by_tense}"


def _actor(actor: Actor) -> str:
    facts = (
        actor.role.replace("_", " ") if actor.role else None,
        f"“{actor.span.text}”" if actor.span else None,
    )
    return ", ".join([actor_words(actor), *(fact for fact in facts if fact)])


def _place(location: Location | None) -> str:
    if location is None:
        return ""
    where = (
        f" ({location.lat:.2f}, {location.lon:.2f})"
        if location.lat is not None and location.lon is not None
        else ""
    )
    return f"{location.name}{', ' + country_name(location.country) if location.country else ''}{where}"
