"""Company: further actors that a role's noun phrase means beside its own, or in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.core.mentions import Form
from streams.core.referents import Mention

if TYPE_CHECKING:
    from streams.core.arguments import Syntax

_LED = frozenset({"lead", "head", "launch", "fire", "operate", "own", "fly", "send"})


def beside(syntax: Syntax, head: int, mention: Mention) -> list[Mention]:
    """The other owners of "Irish and British ministers", "delegations from Congo and the M23"."""
    p = syntax.parse
    if mention.form is not Form.ROLE:
        return []
    owners = [c for c in p.kids(head, "amod", "nmod", "compound") if p.kids(c, "conj")]
    named = (syntax.mention_at.get(o) for c in owners for o in syntax.heads(c))
    nations = [m for m in named if m and m is not mention and m.form in (Form.ADJECTIVE, Form.NAME)]
    inside = [
        o for a in p.kids(head, "prep") for o in p.kids(a, "pobj") if syntax.mention_at.get(o) is mention
    ]
    return [*nations, *(m for o in inside for m in syntax.joined(o) if m is not mention)]


def led(syntax: Syntax, head: int, mention: Mention) -> list[Mention]:
    """Who is meant by "a delegation led by Mia Mottley", where nothing else tells whose it is."""
    p = syntax.parse
    if not mention.inferred:
        return []
    by = [o for c in p.kids(head, "acl") if p.lemmas[c] in _LED for o in syntax.agents(c)]
    return [m for o in by if (m := syntax.mention_at.get(o)) is not None and m is not mention]
