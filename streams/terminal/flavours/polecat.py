"""Columns with the names and meanings of POLECAT's files, as far as we know what belongs there.

https://dataverse.harvard.edu/dataverse/POLECAT
"""

from schemas import DiplomacyEvent
from streams.terminal.flavours.pairs import Column, day_of, mention_of, name_of, place_of

COLUMNS: tuple[Column, ...] = (
    Column("Event ID", str, "our `event_id`", lambda p: p.event.event_id),
    Column("Event Date", str, "YYYY-MM-DD, where a day is known", lambda p: day_of(p.event)),
    Column("Event Type", str, "PLOVER type", lambda p: p.event.plover.value),
    Column("Event Mode", str, "PLOVER mode", lambda p: p.event.plover_mode),
    Column("Intensity", float, "Goldstein's value of the CAMEO code", lambda p: p.event.goldstein),
    Column("Quad Code", str, "quad class, in words", lambda p: p.event.quad_class.replace("_", " ").upper()),
    Column("Contexts", str, "joined by `;`", lambda p: ";".join(p.event.contexts)),
    Column("Actor Name", str, "the name", lambda p: name_of(p.source)),
    Column("Actor Country", str, "three letters", lambda p: p.source.country if p.source else None),
    Column("Primary Actor Sector", str, "the sector", lambda p: p.source.sector if p.source else None),
    Column("Actor Title", str, "the office", lambda p: p.source.role if p.source else None),
    Column("Actor Name Raw", str, "the mention", lambda p: mention_of(p.source)),
    Column("Recipient Name", str, "the name", lambda p: name_of(p.target)),
    Column("Recipient Country", str, "three letters", lambda p: p.target.country if p.target else None),
    Column("Primary Recipient Sector", str, "the sector", lambda p: p.target.sector if p.target else None),
    Column("Recipient Title", str, "the office", lambda p: p.target.role if p.target else None),
    Column("Recipient Name Raw", str, "the mention", lambda p: mention_of(p.target)),
    Column("Placename", str, "where", lambda p: place_of(p).name),
    Column("Country", str, "where, three letters", lambda p: place_of(p).country),
    Column("Latitude", float, "degrees north", lambda p: place_of(p).lat),
    Column("Longitude", float, "degrees east", lambda p: place_of(p).lon),
    Column("Source", str, "the outlet", lambda p: p.event.article.source),
    Column("Publication Date", str, "YYYY-MM-DD", lambda p: _published(p.event)),
    Column("Headline", str, "of the article", lambda p: p.event.article.title),
    Column("Event Text", str, "the clause that states it", lambda p: p.event.evidence[0].text),
    Column("Version", str, "of the coder", lambda p: p.event.coder_version),
    Column("Status", str, "ours", lambda p: p.event.status.value),
    Column("Confidence", float, "ours", lambda p: p.event.confidence),
)


def _published(event: DiplomacyEvent) -> str | None:
    moment = event.article.published_at
    return f"{moment:%Y-%m-%d}" if moment else None
