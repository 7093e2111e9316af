"""The demo's story: each article with the events that came of it, then the dead letters."""

from rich.console import Console
from rich.text import Text

from schemas import ClassifiedArticle, DeadLetter, DiplomacyEvent
from streams.settings import Settings
from streams.terminal.accounting import Account
from streams.terminal.consoles import heading
from streams.terminal.messages import excerpt
from streams.terminal.publish import Delivery
from streams.terminal.words import event_line
from streams.topics import RAW

_EVIDENCE = 150
"""Code points of the evidence that are shown."""


def tell(console: Console, account: Account, settings: Settings) -> None:
    """Print every published article, what came of it, and all the dead letters."""
    raw_topic = RAW.full_name(settings.topic_prefix)
    dead: list[tuple[Delivery, DeadLetter]] = []
    for delivery in account.deliveries:
        letter = account.dead_letter(delivery, raw_topic)
        if letter is not None:
            dead.append((delivery, letter))
            continue
        article = delivery.entry.article
        if article is None:
            continue
        classified = account.classified.get(article.id)
        events = sorted(account.events[article.id].values(), key=lambda event: event.evidence[0].start)
        _tell_article(console, delivery, classified, events)
    if dead:
        heading(console, "Dead letters")
        for delivery, letter in dead:
            _tell_dead_letter(console, delivery, letter)


def _tell_article(
    console: Console, delivery: Delivery, classified: ClassifiedArticle | None, events: list[DiplomacyEvent]
) -> None:
    article = classified or delivery.entry.article
    if article is None:
        return
    title = article.title or _first_line(article.body or "")
    known = [article.source, f"{article.published_at:%d %B %Y}" if article.published_at else None, article.id]
    console.print()
    console.print(Text(title, "bold"), no_wrap=True, overflow="ellipsis")
    console.print(Text(f"  {', '.join(part for part in known if part)}", "dim"))
    if classified is None:
        console.print(Text("  not about diplomacy, or not in a language the coder reads: no events", "dim"))
    elif not events:
        console.print(Text("  about diplomacy, but no event found", "dim"))
    for event in events:
        console.print(Text("  ").append_text(event_line(event)), no_wrap=True, overflow="ellipsis")
        quote = event.evidence[0].text
        quote = quote if len(quote) <= _EVIDENCE else quote[: _EVIDENCE - 1] + "…"
        console.print(Text(f"      “{' '.join(quote.split())}”", "dim"), no_wrap=True, overflow="ellipsis")


def _tell_dead_letter(console: Console, delivery: Delivery, letter: DeadLetter) -> None:
    console.print(Text.assemble((f"  {letter.stage}: {letter.error_class}", "red"), f"  {letter.message}"))
    origin = delivery.entry.origin.rpartition("/")[2]
    where = f"{letter.topic}[{letter.partition}]@{letter.offset}"
    console.print(
        Text(f"      {origin}, {where}: {excerpt(letter.value or b'')}", "dim"),
        no_wrap=True,
        overflow="ellipsis",
    )


def _first_line(body: str) -> str:
    return next((line.strip() for line in body.splitlines() if line.strip()), "(no text)")[:100]
