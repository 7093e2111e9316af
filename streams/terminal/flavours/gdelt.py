"""Columns with the names and meanings of GDELT's event files, as far as we know what belongs there.

http://data.gdeltproject.org/documentation/GDELT-Data_Format_Codebook.pdf
"""

from collections.abc import Mapping

from schemas import Actor, DiplomacyEvent, QuadClass
from streams.terminal.flavours.pairs import Column, date_of, day_of, digits, name_of, place_of

_QUAD_NUMBER: Mapping[QuadClass, int] = {quad: number for number, quad in enumerate(QuadClass, start=1)}

COLUMNS: tuple[Column, ...] = (
    Column("GLOBALEVENTID", str, "our `event_id`; GDELT's is a number", lambda p: p.event.event_id),
    Column("SQLDATE", int, "day of the event, YYYYMMDD", lambda p: digits(day_of(p.event))),
    Column("MonthYear", int, "YYYYMM", lambda p: digits(_month(p.event))),
    Column("Year", int, "YYYY", lambda p: digits((date_of(p.event) or "")[:4])),
    Column("Actor1Code", str, "country and sector: USAGOV", lambda p: _code(p.source)),
    Column("Actor1Name", str, "the name", lambda p: name_of(p.source)),
    Column("Actor1CountryCode", str, "three letters", lambda p: p.source.country if p.source else None),
    Column("Actor1Type1Code", str, "the sector", lambda p: p.source.sector if p.source else None),
    Column("Actor2Code", str, "the same of the target", lambda p: _code(p.target)),
    Column("Actor2Name", str, "the same of the target", lambda p: name_of(p.target)),
    Column("Actor2CountryCode", str, "three letters", lambda p: p.target.country if p.target else None),
    Column("Actor2Type1Code", str, "the sector", lambda p: p.target.sector if p.target else None),
    Column("EventCode", str, "CAMEO code", lambda p: p.event.cameo),
    Column("EventBaseCode", str, "its first three digits", lambda p: p.event.cameo[:3]),
    Column("EventRootCode", str, "its first two", lambda p: p.event.cameo[:2]),
    Column("QuadClass", int, "1 to 4, as in GDELT", lambda p: _QUAD_NUMBER[p.event.quad_class]),
    Column("GoldsteinScale", float, "-10 to 10", lambda p: p.event.goldstein),
    Column("NumMentions", int, "pieces of evidence in the one article", lambda p: len(p.event.evidence)),
    Column("ActionGeo_FullName", str, "where", lambda p: place_of(p).name),
    Column(
        "ActionGeo_CountryCode",
        str,
        "ISO 3166-1 alpha-3; GDELT has FIPS",
        lambda p: place_of(p).country,
    ),
    Column("ActionGeo_Lat", float, "degrees north", lambda p: place_of(p).lat),
    Column("ActionGeo_Long", float, "degrees east", lambda p: place_of(p).lon),
    Column("DATEADDED", int, "coded on, YYYYMMDD", lambda p: int(f"{p.event.coded_at:%Y%m%d}")),
    Column("SOURCEURL", str, "of the article", lambda p: p.event.article.url),
    Column("Status", str, "ours: `happened` and `ongoing` took place", lambda p: p.event.status.value),
    Column("Confidence", float, "ours", lambda p: p.event.confidence),
)


def _code(actor: Actor | None) -> str | None:
    """CAMEO's actor code: country and sector in one word, USAGOV."""
    return f"{actor.country or ''}{actor.sector or ''}" or None if actor else None


def _month(event: DiplomacyEvent) -> str | None:
    date = date_of(event)
    return date[:7] if date and len(date) >= len("2026-03") else None
