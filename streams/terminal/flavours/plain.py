"""Our own columns: one row an event, what is many joined by semicolons."""

from schemas import Actor, DiplomacyEvent
from streams.terminal.flavours.pairs import Column, name_of, place_of

COLUMNS: tuple[Column, ...] = (
    Column("event_id", str, "the event; upsert by it", lambda p: p.event.event_id),
    Column("article_id", str, "the article", lambda p: p.event.article_id),
    Column("date_start", str, "first day, month or year", lambda p: p.event.date_start),
    Column("date_end", str, "the last", lambda p: p.event.date_end),
    Column("date_precision", str, "day, month, year, range or none", lambda p: p.event.date_precision.value),
    Column("status", str, "how far the act has come", lambda p: p.event.status.value),
    Column("dyad", str, "the first pair of countries", lambda p: p.event.dyad),
    Column("source_countries", str, "who acts; joined by `;`", lambda p: _countries(p.event.source)),
    Column("source_sectors", str, "in the same order", lambda p: _sectors(p.event.source)),
    Column("source_names", str, "in the same order", lambda p: _names(p.event.source)),
    Column("target_countries", str, "towards whom; joined by `;`", lambda p: _countries(p.event.target)),
    Column("target_sectors", str, "in the same order", lambda p: _sectors(p.event.target)),
    Column("target_names", str, "in the same order", lambda p: _names(p.event.target)),
    Column("reciprocal", bool, "both sides do it together", lambda p: p.event.reciprocal),
    Column("plover_act", str, "the act itself", lambda p: p.event.plover_act.value),
    Column("plover", str, "after PLOVER's tense rule", lambda p: p.event.plover.value),
    Column("plover_mode", str, "PLOVER's mode", lambda p: p.event.plover_mode),
    Column("cameo", str, "CAMEO code", lambda p: p.event.cameo),
    Column("cameo_label", str, "the same in words", lambda p: p.event.cameo_label),
    Column("quad_class", str, "quad class", lambda p: p.event.quad_class.value),
    Column("goldstein", float, "-10 to 10", lambda p: p.event.goldstein),
    Column("contexts", str, "joined by `;`", lambda p: ";".join(p.event.contexts)),
    Column("subject", str, "what it is about", lambda p: p.event.subject),
    Column("attribution", str, "who says so", lambda p: p.event.attribution),
    Column("place", str, "where", lambda p: place_of(p).name),
    Column("place_country", str, "where", lambda p: place_of(p).country),
    Column("lat", float, "degrees north", lambda p: place_of(p).lat),
    Column("lon", float, "degrees east", lambda p: place_of(p).lon),
    Column("confidence", float, "0 to 1", lambda p: p.event.confidence),
    Column("evidence", str, "the clause that states it", lambda p: p.event.evidence[0].text),
    Column("url", str, "of the article", lambda p: p.event.article.url),
    Column("title", str, "of the article", lambda p: p.event.article.title),
    Column("outlet", str, "of the article", lambda p: p.event.article.source),
    Column("published_at", str, "of the article", lambda p: _iso(p.event)),
    Column("coder_version", str, "version of the coder", lambda p: p.event.coder_version),
    Column("coded_at", str, "when it was coded", lambda p: p.event.coded_at.isoformat()),
)


def _iso(event: DiplomacyEvent) -> str | None:
    moment = event.article.published_at
    return moment.isoformat() if moment else None


def _countries(actors: tuple[Actor, ...]) -> str:
    return ";".join(actor.country or "" for actor in actors)


def _names(actors: tuple[Actor, ...]) -> str:
    return ";".join(name_of(actor) or "" for actor in actors)


def _sectors(actors: tuple[Actor, ...]) -> str:
    return ";".join(actor.sector or "" for actor in actors)
