"""Demands made by a reported "must": "said the European Union must be ready to mediate"."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from streams.core.arguments import Syntax
from streams.core.governors import Governors, obligation
from streams.core.matching import Act
from streams.core.slots import mentions_at


def demands(syntax: Syntax, governors: Governors, code: Callable[[str, str], str]) -> Iterator[Act]:
    """What speakers say that somebody else must do; `code` gives the CAMEO code of an effect upon another."""
    p = syntax.parse
    for token in range(len(p)):
        if not p.is_verb(token) or governors.effect(syntax, token, clausal=True) != "report":
            continue
        for clause in (c for c in p.kids(token, "ccomp") if p.is_verb(c)):
            effect = obligation(syntax, clause)
            addressed = tuple(mentions_at(syntax, syntax.subjects(clause)))
            speakers = tuple(m for m in mentions_at(syntax, syntax.agents(token)) if m not in addressed)
            own = any(p.tags[o] == "PRP$" for s in p.kids(clause, "nsubj") for o in p.kids(s, "poss"))
            if effect and addressed and speakers and not own:  # not "said his country must have a port"
                cameo = code(effect, "")
                yield Act(
                    token,
                    token,
                    cameo,
                    speakers,
                    addressed,
                    None,
                    2.0,
                    outer=token,
                    used=frozenset({token, clause}),
                    why=(f"embedded: {p.lemmas[token]} … must → {cameo}",),
                )
