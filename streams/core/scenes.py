"""Where an act took place: what its own clause says, and what the story implies of the rest.

An act's own clause names its place behind a locative; a visit takes place at its host's. What says nothing of
its place is where the story plays: at the meeting, or where the report was filed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas import CAMEO, PloverType, Status
from streams.core.arguments import Syntax
from streams.core.dates import DateRange
from streams.core.drafts import Draft
from streams.core.matching import Act
from streams.core.places import LOCATIVE, Gazetteer, Place, PlaceMention
from streams.core.reading import Reading, ReadSentence


def place_of(
    act: Act,
    read: ReadSentence,
    syntax: Syntax,
    *,
    reading: Reading,
    gazetteer: Gazetteer,
    places: Sequence[PlaceMention],
) -> Place | None:
    """The place that the act's own clause names behind a locative; the target's for visits."""
    p = syntax.parse
    own = {act.trigger, act.clause, *act.used}
    best: tuple[int, Place] | None = None
    for mention in places:
        token = next(
            (t for t in range(len(p)) if p.starts[t] < mention.end and mention.start < p.ends[t]), None
        )
        if token is None or mention.start < read.skip:
            continue
        head = token
        while p.deps[head] in ("compound", "nmod", "appos", "amod", "conj") and p.heads[head] != head:
            head = p.heads[head]
        prep = p.heads[head]
        if p.deps[head] != "pobj" or p.lemmas[prep] not in LOCATIVE:
            continue
        moving = p.lemmas[prep] in ("to", "from", "on", "over", "off", "across", "throughout")
        if moving and not (p.lemmas[prep] == "to" and act.cameo[:3] in ("042", "036")):
            continue
        node, steps = prep, 0
        while node not in own and p.heads[node] != node:
            if p.is_verb(node):
                steps += 3
            node, steps = p.heads[node], steps + 1
        if node in own and steps <= 5:
            rank = steps * 2 + (mention.place.kind == "country")
            if best is None or rank < best[0]:
                best = (rank, mention.place)
    if best is not None:
        return best[1]
    if act.cameo[:3] in ("042", "036") and act.frame is not None and act.frame.place:
        for target in act.targets:
            inside = gazetteer.find(target.text, countries=reading.discourse.countries)
            if inside:
                return inside[0].place
            if target.actors[0].country:
                return gazetteer.country(target.actors[0].country)
    return None


def completed(drafts: Sequence[Draft], *, reading: Reading, gazetteer: Gazetteer) -> list[Draft]:
    """The drafts of one article with what the story implies: the
    story's day, and the place where it happens.
    """
    day = reading.day
    story = next(
        (
            d.when.first
            for d in drafts
            if d.when and d.status is Status.HAPPENED and d.when.precision == "day" and d.when.first
        ),
        day.isoformat() if day else None,
    )
    if story and day and abs((day - type(day).fromisoformat(story)).days) > 3:
        story = day.isoformat()
    scene = _scene(drafts)
    dateline = _dateline(reading, gazetteer)
    found = []
    for d in drafts:
        if d.when is None and d.status is Status.HAPPENED and not d.background and story:
            d = replace(d, when=DateRange(story, story, "day"))
        today = d.status in (Status.HAPPENED, Status.ONGOING) and (d.when is None or d.when.first == story)
        if d.where is None and today:
            d = replace(d, where=_implied_place(d, scene, dateline))
        found.append(d)
    return found


def _scene(drafts: Sequence[Draft]) -> Draft | None:
    """The meeting or visit at a named town around which the article is built, if there is one."""
    meetings = [
        d
        for d in drafts
        if d.act is PloverType.CONSULT and d.where and d.where.kind != "country" and d.sources
    ]
    return next((d for d in meetings if d.status in (Status.HAPPENED, Status.ONGOING)), None)


def _dateline(reading: Reading, gazetteer: Gazetteer) -> Place | None:
    """The town in which the report was filed."""
    for s in reading.sentences[:3]:
        if s.skip:
            places = gazetteer.find(s.sentence.text[: s.skip].title(), countries=reading.discourse.countries)
            if places:
                return places[0].place
    return None


def _implied_place(d: Draft, scene: Draft | None, dateline: Place | None) -> Place | None:
    """Where an act of the story's day took place if its own clause does not
    say: at the meeting, or where its source sits.
    """
    if scene is not None and len(d.countries() & scene.countries()) > 1:
        return scene.where
    spoken = CAMEO[d.cameo].quad_class.value.startswith("verbal")
    if dateline is not None and spoken and any(p.referent.country == dateline.country for p in d.sources):
        return dateline
    return None
