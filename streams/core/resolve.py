"""One mention out of its article to an actor: what `diplomacy resolve` answers."""

from __future__ import annotations

from datetime import date

from schemas import Actor, Sector
from streams.core.actors import INTERNATIONAL, ActorDictionary
from streams.core.discourse import Discourse
from streams.core.mentions import Form
from streams.core.referents import Mention
from streams.core.text import Sentence, fold

_SECTORS = frozenset(s.value for s in Sector)


def resolve(text: str, *, context: str | None, day: date | None, dictionary: ActorDictionary) -> Actor | None:
    """The country, sector, role and name of a mention.

    `context` is the sentence around it (may be None): it settles what the mention's own words leave open.
    """
    mention = fold(text)
    surroundings = fold(context or "")
    sentences = [Sentence(0, len(mention), mention, 0)]
    if surroundings:
        sentences.insert(0, Sentence(0, len(surroundings), surroundings, 0))
    discourse = Discourse(dictionary, day=day.isoformat() if day else None, sentences=sentences)
    if surroundings:
        at = surroundings.find(mention)
        for found in discourse.read(sentences[0]):
            if (
                at >= 0
                and found.start <= at
                and found.end >= at + len(mention)
                and found.form is not Form.PAIR
            ):
                return _actor([found])
    return _actor(discourse.read(sentences[-1]))


def _actor(found: list[Mention]) -> Actor | None:
    """The actor that heads the phrase: a person before a role before a
    name; the country from whichever says it.
    """
    if not found:
        return None
    ranked = sorted(found, key=lambda m: (_RANK.get(m.form, 9), m.start))
    head = ranked[0].actors[0]
    country = head.country
    if ranked[0].inferred or country is None:
        stated = next((m.actors[0].country for m in found if not m.inferred and m.actors[0].country), None)
        country = stated or country
    sector = head.sector if head.sector in _SECTORS else None
    if country in INTERNATIONAL and sector == "GOV":
        sector = None
    return Actor(country=country, sector=Sector(sector) if sector else None, role=head.role, name=head.name)


_RANK = {Form.PERSON: 0, Form.ROLE: 1, Form.NAME: 2, Form.ADJECTIVE: 3}
