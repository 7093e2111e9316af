"""How sure the coder is of an event: a logistic score over what was
found, calibrated on annotated sentences.
"""

from __future__ import annotations

from math import exp

from streams.core.drafts import Draft


def confidence(draft: Draft) -> float:
    """Probability in (0, 1) that the event's type and actors are right."""
    both = bool(draft.sources) and bool(draft.targets)
    named = all(p.referent.country for p in (*draft.sources, *draft.targets))
    score = (
        -0.6 + 0.25 * min(draft.strength, 6.0) + 0.6 * both + 0.4 * named + 1.5 * (draft.probability - 0.5)
    )
    score += 0.3 * (len(draft.evidence) > 1)
    return round(1 / (1 + exp(-score)), 3)
