"""How sure the coder is of an event: the probability that its type and both its sides are right.

A logistic score over what was found. Its weights were fitted on annotated articles and sentences; `make eval`
prints how often events of each confidence are right there, which flatters the score, being the same ones.
"""

from __future__ import annotations

from math import exp

from schemas import PloverType
from streams.core.drafts import Draft

BASE = -2.1
BOTH_SIDES = 1.2
TWO_STATES = 0.6
PROBABILITY = 1.8  # of the arbiter, for the act's type between its two sides
UNWORDED = -1.3  # no frame words the act: it rests on the arbiter alone
FORCE = -0.5  # acts of force are often told of third parties
BY_ROLE = -0.3  # a side named by a common noun alone
_FORCE = frozenset({PloverType.ASSAULT, PloverType.COERCE, PloverType.MOBILIZE, PloverType.THREATEN})


def confidence(draft: Draft) -> float:
    """Probability in (0, 1) that the event's type and actors are right."""
    parties = (*draft.sources, *draft.targets)
    score = BASE + PROBABILITY * draft.probability
    alone = draft.act is PloverType.MOBILIZE  # "tested a missile" has no other side to find
    score += BOTH_SIDES * bool(draft.sources and (draft.targets or alone))
    score += TWO_STATES * (len(draft.countries()) > 1)
    score += UNWORDED * any(reason.startswith("arbiter alone") for reason in draft.why)
    score += FORCE * (draft.act in _FORCE)
    score += BY_ROLE * any("role" in p.referent.how for p in parties)
    return round(1 / (1 + exp(-score)), 3)
