"""The fifteen classes in which the arbiter thinks: PLOVER's types after the tense rule, CONCEDE and RETREAT
as YIELD.

Imposed sanctions (CAMEO 163) stand under COERCE here, as in the labels of the annotated pairs that the field
uses; the events themselves say SANCTION.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas import CAMEO, PloverType, Status
from streams.core.arguments import Syntax
from streams.core.drafting import after_tense_rule
from streams.core.matching import Act
from streams.core.status import AHEAD, status_of
from streams.core.text import SentenceKind

CODES = {
    "AGREE": "030", "CONSULT": "040", "SUPPORT": "050", "COOPERATE": "060", "AID": "070",
    "YIELD": "080", "REQUEST": "020", "ACCUSE": "110", "REJECT": "120", "THREATEN": "130",
    "PROTEST": "140", "SANCTION": "160", "MOBILIZE": "150", "COERCE": "170", "ASSAULT": "190",
}  # fmt: skip
"""The unspecific CAMEO code of each class: what an act gets that no frame has worded."""


def lens(cameo: str, status: Status) -> str | None:
    """The class of an act by its code and status; None for codes without a PLOVER type."""
    if cameo.startswith("163") and status not in AHEAD:
        return "COERCE"
    code = CAMEO.get(cameo)
    if code is None or code.plover is None:
        return None
    kind = after_tense_rule(code.plover, status)
    return "YIELD" if kind in (PloverType.CONCEDE, PloverType.RETREAT) else kind.value


def typed(acts: Sequence[Act], syntax: Syntax, *, kind: SentenceKind) -> list[tuple[Act, str]]:
    """The acts with their class after the tense rule; acts outside PLOVER are left out."""
    found = []
    for act in acts:
        name = lens(act.cameo, status_of(act, syntax, kind=kind))
        if name is not None:
            found.append((act, name))
    return found
