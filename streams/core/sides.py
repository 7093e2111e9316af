"""The sides of an act: who did it, and towards whom, once its words have named them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from schemas import PloverType
from streams.core.arguments import Syntax
from streams.core.drafts import Party, parties
from streams.core.matching import FOR_OTHERS, Act
from streams.core.mentions import Form
from streams.core.naming import ARMS
from streams.core.referents import ABOVE_STATES, Mention

_SPOKEN_FOR = frozenset({"GOV", "MIL", None})  # sectors for which a state's officials speak
_FACTIONS = frozenset({"REB", "PRM", "UAF", "OPP"})
WITH_OWN = frozenset({PloverType.MOBILIZE, PloverType.RETREAT})  # whose object is one's own forces
AT_HOME = frozenset({PloverType.ASSAULT, PloverType.COERCE, PloverType.PROTEST})
_STATEMENTS = frozenset({"02", "10", "11", "12", "13"})  # CAMEO roots of acts that consist in words
_POSITIONS = frozenset({"050", "051", "055"})  # codes of support and apology in words
_ENFORCING = frozenset({"COP", "JUD", "MIL", "SPY"})
_DECREED = (
    "161",
    "163",
    "026",
)  # CAMEO codes of what governments do to others: envoys, sanctions, invitations
_FORCE = "15"  # CAMEO root from which on acts are done to weapons too
_PROTEST = "14"  # CAMEO root; an embassy stands abroad
_PEOPLE = frozenset({"CVL", "SOC", "LAB", "EDU"})
_AHEAD = frozenset({"will", "would", "shall"})


def sides_of(act: Act, *, offset: int) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Sources and targets as parties, nobody on both sides; `offset` is the sentence's start in the body."""
    done_to = [m for m in act.targets if act.cameo >= _FORCE or not _mere_arms(m)]
    sources, targets = parties(act.sources, offset=offset), parties(done_to, offset=offset)
    mutual = act.reciprocal or (_among(act) and len({s.referent.country for s in sources}) > 1)
    if mutual and not targets and len(sources) > 1:
        sources, targets = sources[:1], sources[1:]
    own = {s.referent.identity for s in sources}
    governments = {s.referent.country for s in sources if s.referent.sector in ("GOV", None)}
    if any(m.given for m in act.targets):
        governments = set()
    targets = tuple(
        t
        for t in targets
        if t.referent.identity not in own
        # "its spokesman warned that Moscow would answer": a government is not addressed by its own officials
        and not (
            t.referent.country in governments
            and t.referent.name is None
            and t.referent.sector in ("GOV", None)
        )
    )
    return sources, targets


def _mere_arms(mention: Mention) -> bool:
    """Whether it is a weapon of which nobody says whose it is: "declined to supply the missiles"."""
    return mention.inferred and mention.form is Form.ROLE and mention.text.split()[-1].rstrip("s") in ARMS


def _among(act: Act) -> bool:
    """Whether what several mean to do they mean to do with one another: to meet, not to give aid."""
    return act.cameo.startswith("03") and not act.cameo.startswith(FOR_OTHERS)


def spoken_by(act: Act, syntax: Syntax, sources: tuple[Party, ...], kind: PloverType) -> tuple[Party, ...]:
    """The sources of a statement, with who speaks in place of his government: "China supports Togo, Xi said".

    What a government has done, others only report: there it stays the source.
    """
    verb = act.outer if act.outer is not None else act.clause
    words = {syntax.parse.lemmas[a] for a in syntax.parse.kids(verb, "aux")}
    if kind is PloverType.AGREE:
        saying = syntax.parse.tags[verb] in ("VBZ", "VBP") or syntax.parse.tags[act.trigger].startswith("J")
    else:
        saying = act.cameo[:2] in _STATEMENTS or act.cameo[:3] in _POSITIONS or bool(words & _AHEAD)
    if not saying or words & {"have"} or kind is PloverType.CONSULT:
        return sources
    speakers = [a for m in act.attribution for a in m.actors if a.key]
    if len(speakers) != 1:
        return sources
    one = speakers[0]
    return tuple(
        replace(s, referent=one)
        if s.referent.country == one.country
        and not s.referent.name
        and s.referent.sector in ("GOV", None, "MIL")
        else s
        for s in sources
    )


def done_by_teller(
    act: Act,
    syntax: Syntax,
    sources: tuple[Party, ...],
    targets: Sequence[Party],
    *,
    offset: int,
    ahead: bool,
) -> tuple[Party, ...]:
    """The sources; where a passive names none, who tells of it, if it is his to do: "police said two Kenyans
    had been detained", "the Kremlin said the envoys would be expelled".
    """
    verb = act.trigger
    if sources or not syntax.parse.is_verb(verb) or not syntax.passive(verb) or syntax.agents(verb):
        return sources
    able = _ENFORCING | ({"GOV"} if ahead or act.cameo.startswith(_DECREED) else set())
    if not act.cameo.startswith(("17", *_DECREED)):
        return sources
    own = {t.referent.country for t in targets}
    tellers = [
        p
        for p in parties(act.attribution, offset=offset)
        if p.referent.sector in able
        and p.referent.country not in ABOVE_STATES
        and (p.referent.country not in own or p.referent.sector in _ENFORCING)
    ]
    return tuple(tellers[:1])


def hosts_of(act: Act, syntax: Syntax, targets: tuple[Party, ...], *, offset: int) -> tuple[Party, ...]:
    """A visit's hosts: those whom the sentence names behind the place, if any ("will travel to Ankara to meet
    Hakan Fidan").
    """
    place = next((m for m in act.targets if m.place), None)
    passing = not syntax.parse.is_verb(act.trigger) and act.clause not in act.used  # "during a visit to Baku"
    if not act.cameo.startswith("042") or place is None or len(targets) != 1 or passing:
        return targets
    country = targets[0].referent.country
    behind = [
        m
        for m in syntax.mentions
        if m.start >= place.end and m.person and m.actors[0].key and m.actors[0].country == country
    ]
    return parties(behind, offset=offset) or targets


def guests_of_state(act: Act, targets: tuple[Party, ...]) -> tuple[Party, ...]:
    """A visit's targets, with who visits a town taken for its state's guest."""
    if not act.cameo.startswith("042") or not any(m.place for m in act.targets):
        return targets
    return tuple(
        replace(t, referent=replace(t.referent, sector="GOV")) if t.referent.sector == "CVL" else t
        for t in targets
    )


def not_its_own(act: Act, sources: tuple[Party, ...], targets: tuple[Party, ...]) -> tuple[Party, ...]:
    """The targets of an act of force without arms of which no state is told, taken for those of who uses
    force against them: "the ministry said it shot down 31 drones".
    """
    loose = {a.identity for m in act.targets if _mere_arms(m) for a in m.actors}
    own = {s.referent.country for s in sources if s.referent.sector in ("GOV", "MIL")}
    return tuple(t for t in targets if t.referent.identity not in loose or t.referent.country not in own)


def abroad(
    act: Act, sources: tuple[Party, ...], targets: tuple[Party, ...], *, states: int
) -> tuple[tuple[Party, ...], bool]:
    """The targets without those of the source's own state, and whether that leaves a state's own affair.

    Where the article speaks of several `states`, neither a place at home ("moved a battalion to Ubon") nor
    people of whom no state is told nor the source's own citizens are targets, but for factions against it.
    """
    own = {s.referent.country for s in sources}
    inner = any(p.referent.sector in _FACTIONS for p in (*sources, *targets))
    if states < 2 or len(own) != 1 or None in own or own & ABOVE_STATES or inner:
        return targets, False
    loose = {a.identity for m in act.targets if m.place or m.inferred for a in m.actors}
    citizens = any(t.referent.country in own and t.referent.identity not in loose for t in targets)
    kept = tuple(t for t in targets if t.referent.country not in own)
    return kept, citizens and not kept


def at_the_scene(
    act: Act, sources: tuple[Party, ...], targets: tuple[Party, ...], *, country: str | None
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """The sides with people of whom no state is told taken for those of the `country` where it happens:
    "hundreds rallied outside the Chadian embassy in Tunis", "police shot nine people in Gao".
    """
    loose = {a.identity for m in (*act.sources, *act.targets) if m.inferred for a in m.actors}

    def placed(side: tuple[Party, ...], other: tuple[Party, ...]) -> tuple[Party, ...]:
        guests = {p.referent.country for p in other if p.referent.identity not in loose}
        if country is None or (country in guests and act.cameo.startswith(_PROTEST)):
            return side
        return tuple(
            replace(p, referent=replace(p.referent, country=country))
            if p.referent.identity in loose and p.referent.sector in _PEOPLE
            else p
            for p in side
        )

    return placed(sources, targets), placed(targets, sources)


def political(sources: Sequence[Party], targets: Sequence[Party]) -> bool:
    """Whether at least one side is a political actor (ANNOTATION, "One event")."""
    return any(p.referent.political for p in (*sources, *targets))
