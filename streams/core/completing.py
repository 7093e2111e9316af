"""What the story implies of an act that does not say it: its day, and the place where it happened.

An undated act is of the story's day. What says nothing of its place is where the story plays: at the meeting,
in the capital where envoys are summoned, where its speaker spoke before, or where the report was filed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from schemas import CAMEO, PloverType, Status
from streams.core.dates import DateMention, DateRange
from streams.core.drafts import Draft
from streams.core.places import Gazetteer, Place
from streams.core.reading import Reading, ReadSentence
from streams.core.scenes import PHONE
from streams.core.text import SentenceKind

_EARLIER = re.compile(r"\b(?:after|since|following|before|until|by) $")
_RECENT = 3  # days before publication that a story may play on


def completed(drafts: Sequence[Draft], *, reading: Reading, gazetteer: Gazetteer) -> list[Draft]:
    """The drafts of one article with what the story implies: the
    story's day, and the place where it happens.
    """
    story = _story_day(drafts, reading)
    scenes: dict[int, Draft | None] = {}
    found: list[Draft] = []
    for d in drafts:
        if d.cameo.startswith("043") and _visits(d, drafts):  # who greets his host meets him
            d = replace(d, cameo="040", reciprocal=True, why=(*d.why, "a visitor meets his host → 040"))
        if d.when is None and d.status is Status.HAPPENED and not d.background and story:
            d = replace(d, when=DateRange(story, story, "day"))
        item = reading.sentences[d.sentence].section
        if item not in scenes:
            scenes[item] = _scene([x for x in drafts if reading.sentences[x.sentence].section == item])
        scene = scenes[item]
        if d.where is None and not d.cameo.startswith(PHONE):
            today = d.when is None or d.when.first == story
            d = replace(d, where=_implied(d, found, scene, reading=reading, gazetteer=gazetteer, today=today))
        found.append(d)
    return found


def _story_day(drafts: Sequence[Draft], reading: Reading) -> str | None:
    """The day on which the story is told: the last one in its lead ("fought on Thursday, officials said on
    Friday"), else that of its first dated act, else publication.
    """
    day = reading.day
    lead = next((s for s in reading.sentences if s.sentence.kind is SentenceKind.BODY and s.dates), None)
    told = [
        d.past.first
        for d in (lead.dates if lead else ())
        if d.past.precision == "day" and d.past.first and not _dates_other(lead, d)
    ]
    told += [
        d.when.first
        for d in drafts
        if d.when and d.status is Status.HAPPENED and d.when.precision == "day" and d.when.first
    ][:1]
    if day is None:
        return told[-1] if told else None
    near = [t for t in told if 0 <= (day - date.fromisoformat(t)).days <= _RECENT]
    return max(near, default=day.isoformat())


def _dates_other(s: ReadSentence | None, when: DateMention) -> bool:
    """Whether a date of the sentence tells of something earlier: "after Sunday's raid", "since Monday"."""
    text = s.sentence.text if s else ""
    return text.startswith("'s", when.end) or bool(_EARLIER.search(text[: when.start]))


def _scene(drafts: Sequence[Draft]) -> Draft | None:
    """The meeting or visit at a named town around which the article is built, if there is one."""
    meetings = [
        d
        for d in drafts
        if d.act is PloverType.CONSULT and d.where and d.where.kind != "country" and d.sources
    ]
    return next((d for d in meetings if d.status in (Status.HAPPENED, Status.ONGOING)), None)


def _implied(
    d: Draft,
    earlier: Sequence[Draft],
    scene: Draft | None,
    *,
    reading: Reading,
    gazetteer: Gazetteer,
    today: bool,
) -> Place | None:
    """Where an act took place if its own clause does not say."""
    done = d.status in (Status.HAPPENED, Status.ONGOING)
    sources = {p.referent.country for p in d.sources}
    if done and d.cameo == "114" and len(sources) == 1:  # envoys are summoned to the foreign ministry
        return _seat(d, gazetteer)
    if d.cameo.startswith("043") and len(sources) == 1 and not (done and today):
        return gazetteer.country(d.sources[0].referent.country or "")
    if done and d.cameo.startswith("075") and len(sources) == 1:  # asylum is given at home
        return gazetteer.country(d.sources[0].referent.country or "")
    if done and d.cameo.startswith("040") and (host := _host_of_envoy(d)):
        return gazetteer.capital(host)
    if not (done and today):
        return _of_visit(d, scene, gazetteer) if not done else None
    filed = reading.filed
    spoken = CAMEO[d.cameo].quad_class.value.startswith("verbal")
    if filed is not None and filed.kind == "headquarters" and spoken and _sitting(d):
        return filed
    if scene is not None and len(d.countries() & scene.countries()) > 1 and _one_day(d, scene):
        return scene.where
    if spoken and (place := _said_before(d, earlier, reading)):
        return place
    if filed is not None and filed.kind == "headquarters":
        return filed if spoken and (_diplomatic(d) or d.cameo.startswith("129")) else None
    at_home = filed is not None and filed.country in sources
    if at_home and (spoken or d.cameo.startswith("161") or _police(d)):
        return filed
    if d.cameo.startswith("161") and len(sources) == 1:
        return gazetteer.country(d.sources[0].referent.country or "")
    if filed is not None and spoken and _accredited(d):
        return filed
    if d.cameo.startswith("043") and len(sources) == 1:
        return gazetteer.country(d.sources[0].referent.country or "")
    if spoken and any(p.referent.role == "spokesperson" and p.referent.sector == "GOV" for p in d.sources):
        return _seat(d, gazetteer)
    return None


def _visits(d: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether the source of an act is on a visit to the target's state."""
    own, hosts = {p.referent.identity for p in d.sources}, {p.referent.country for p in d.targets}
    return bool(hosts) and any(
        v.cameo.startswith("042")
        and v.status in (Status.HAPPENED, Status.ONGOING)
        and own & {p.referent.identity for p in v.sources}
        and hosts <= {p.referent.country for p in v.targets}
        for v in drafts
    )


def _host_of_envoy(d: Draft) -> str | None:
    """The state in whose capital an ambassador meets its officials."""
    sides = (d.sources, d.targets)
    for envoys, hosts in (sides, sides[::-1]):
        accredited = any(p.referent.role == "ambassador" for p in envoys)
        host = next((p.referent.country for p in hosts if p.referent.sector == "GOV"), None)
        if accredited and host not in {p.referent.country for p in envoys}:
            return host
    return None


def _seat(d: Draft, gazetteer: Gazetteer) -> Place | None:
    return gazetteer.capital(d.sources[0].referent.country or "") if d.sources else None


def _of_visit(d: Draft, scene: Draft | None, gazetteer: Gazetteer) -> Place | None:
    """The host's country, for a meeting that is still to come between those who are on the visit."""
    if (
        scene is None
        or scene.where is None
        or d.act is not PloverType.CONSULT
        or d.status is not Status.PLANNED
    ):
        return None
    if d.countries() != scene.countries() or scene.where.country not in d.countries():
        return None
    return gazetteer.country(scene.where.country or "")


def _said_before(d: Draft, earlier: Sequence[Draft], reading: Reading) -> Place | None:
    """Where the same speaker spoke in the same paragraph."""
    paragraph = reading.sentences[d.sentence].sentence.paragraph
    own = {p.referent.identity for p in d.sources}
    for before in reversed(earlier[-4:]):
        if reading.sentences[before.sentence].sentence.paragraph != paragraph:
            break
        verbal = CAMEO[before.cameo].quad_class.value.startswith("verbal")
        if before.where and verbal and own & {p.referent.identity for p in before.sources}:
            return before.where
    return None


def _diplomatic(d: Draft) -> bool:
    """Whether an act belongs to a sitting of the United Nations: the body's own, or an envoy's."""
    return _accredited(d) or any(p.referent.country == "UNO" for p in (*d.sources, *d.targets))


def _sitting(d: Draft) -> bool:
    """Whether the United Nations themselves act, as they do where they sit."""
    return any(p.referent.country == "UNO" for p in d.sources)


def _one_day(d: Draft, scene: Draft) -> bool:
    """Whether nothing says that an act and the scene were on different days."""
    one, other = d.when, scene.when
    if one is None or other is None or not one.first or not other.first:
        return True
    return one.first <= (other.last or one.first) and other.first <= (one.last or other.first)


def _accredited(d: Draft) -> bool:
    return any(
        "ambassador" in (p.referent.role or "") or "envoy" in (p.referent.role or "") for p in d.sources
    )


def _police(d: Draft) -> bool:
    return any(p.referent.sector in ("COP", "JUD") for p in d.sources)
