"""The words of PLOVER and CAMEO as enums and tables.

Sources: the PLOVER manual of 2021-2023 (types, modes, contexts, sectors, scores) and CAMEO 1.1b3 with the
Goldstein values of GDELT's look-up files. The tables are `plover.tsv` and `cameo.tsv`, beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType


class QuadClass(StrEnum):
    """The four corners of event data: said or done, with or against."""

    VERBAL_COOPERATION = "verbal_cooperation"
    MATERIAL_COOPERATION = "material_cooperation"
    VERBAL_CONFLICT = "verbal_conflict"
    MATERIAL_CONFLICT = "material_conflict"


class PloverType(StrEnum):
    """What kind of act an event is (PLOVER manual, section on event types)."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"

    @property
    def quad_class(self) -> QuadClass:
        """The quad class that PLOVER gives this type; CAMEO's own differs for 02, 081 and 116."""
        return _QUAD_OF_TYPE[self]


class Status(StrEnum):
    """How far the act has come, as the article tells it."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    """Announced or scheduled, not yet done."""
    HYPOTHETICAL = "hypothetical"
    """Could, would if, hopes, considers, urges someone else to."""
    DENIED = "denied"
    """The text says that it did not or will not happen."""
    HISTORICAL = "historical"
    """Background: over 30 days before publication, or undated past."""


class Sector(StrEnum):
    """Whom an actor acts for. International bodies have none."""

    AGRICULTURE = "AGR"
    BUSINESS = "BUS"
    CIVILIAN = "CVL"
    CRIMINAL = "CRM"
    EDUCATION = "EDU"
    FORMER_OFFICIAL = "ELI"
    GOVERNMENT = "GOV"
    JOURNALIST = "JRN"
    JUDICIARY = "JUD"
    LABOUR = "LAB"
    LEGISLATURE = "LEG"
    MEDICAL = "MED"
    MILITARY = "MIL"
    OPPOSITION = "OPP"
    PARAMILITARY = "PRM"
    PARTIALLY_RECOGNISED = "PRE"
    PARTY = "PTY"
    POLICE = "COP"
    REBEL = "REB"
    REFUGEE = "REF"
    RELIGIOUS = "REL"
    SOCIAL = "SOC"
    SPY = "SPY"
    UNIDENTIFIED_ARMED = "UAF"
    UNKNOWN = "UNK"


class InternationalCode(StrEnum):
    """What stands in an actor's `country` where the actor belongs to none; `name` then says which body."""

    UNITED_NATIONS = "UNO"
    EUROPEAN_UNION = "EUR"
    INTERGOVERNMENTAL = "IGO"
    NON_GOVERNMENTAL = "NGO"
    ARMED_GROUP = "IMG"
    COMPANY = "MNC"
    MOVEMENT = "ISM"


class Context(StrEnum):
    """What an act is about; an event may have several."""

    MILITARY = "military"
    INTELLIGENCE = "intelligence"
    EXECUTIVE = "executive"
    LEGISLATIVE = "legislative"
    ELECTION = "election"
    POLITICAL_INSTITUTIONS = "political_institutions"
    PRO_DEMOCRACY = "pro_democracy"
    PRO_AUTOCRACY = "pro_autocracy"
    ECONOMIC = "economic"
    LEGAL = "legal"
    REPARATIONS = "reparations"
    HUMAN_RIGHTS = "human_rights"
    RIGHTS_FREEDOMS = "rights_freedoms"
    REPRESSION = "repression"
    HUMAN_SECURITY = "human_security"
    GENDER = "gender"
    LGBT = "lgbt"
    RELIGION_ETHNICITY = "religion_ethnicity"
    INEQUALITY = "inequality"
    DIPLOMATIC = "diplomatic"
    TERRITORY = "territory"
    PEACEKEEPING = "peacekeeping"
    HEALTH = "health"
    ASYLUM = "asylum"
    MIGRATION = "migration"
    DISASTERS = "disasters"
    NATURAL_RESOURCE = "natural_resource"
    ENVIRONMENT = "environment"
    TECHNOLOGY = "technology"
    TERRORISM = "terrorism"
    CBRN = "cbrn"
    CYBER = "cyber"
    MISINFORMATION = "misinformation"
    CRIME = "crime"
    CORRUPTION = "corruption"
    ILLEGAL_DRUGS = "illegal_drugs"
    TRAFFICKING = "trafficking"


class DatePrecision(StrEnum):
    """How much of an event's date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    RANGE = "range"
    """From one day, month or year to a later one."""
    NONE = "none"
    """No date: `date_start` and `date_end` are both null."""


@dataclass(frozen=True, slots=True)
class CameoCode:
    """One line of `cameo.tsv`. `plover` is None under root 01 alone: PLOVER has no bare statements."""

    code: str
    label: str
    goldstein: float
    """Goldstein's scale of conflict (-10) and cooperation (+10)."""
    quad_class: QuadClass
    plover: PloverType | None
    mode: str | None
    contexts: tuple[Context, ...]

    @property
    def root(self) -> str:
        """The first two digits."""
        return self.code[:2]


def _lines(name: str) -> Iterator[list[str]]:
    """Yield the cells of a table beside this module, without its comments and its line of column names."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return iter(rows[1:])


def _cameo_codes() -> Iterator[CameoCode]:
    quads = list(QuadClass)
    for code, label, goldstein, quad, plover, mode, contexts in _lines("cameo.tsv"):
        yield CameoCode(
            code=code,
            label=label,
            goldstein=float(goldstein),
            quad_class=quads[int(quad) - 1],
            plover=PloverType(plover) if plover else None,
            mode=mode or None,
            contexts=tuple(Context(name) for name in contexts.split("; ") if name),
        )


_PLOVER = [
    (PloverType(name), mode, score, QuadClass(quad)) for name, mode, score, quad in _lines("plover.tsv")
]
_QUAD_OF_TYPE = {kind: quad for kind, mode, _, quad in _PLOVER if not mode}

PLOVER_MODES: Mapping[PloverType, frozenset[str]] = MappingProxyType(
    {kind: frozenset(mode for other, mode, _, _ in _PLOVER if other is kind and mode) for kind in PloverType}
)
"""The modes that PLOVER knows for each type; a mode of another type is an error."""

PLOVER_SCORES: Mapping[tuple[PloverType, str | None], float] = MappingProxyType(
    {(kind, mode or None): float(score) for kind, mode, score, _ in _PLOVER if score}
)
"""PLOVER's own scores on Goldstein's scale, by type and mode (mode None: the bare type)."""

CAMEO: Mapping[str, CameoCode] = MappingProxyType({entry.code: entry for entry in _cameo_codes()})
"""Every CAMEO code, roots included, by its digits."""
