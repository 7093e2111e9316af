"""Company: further actors that a role's noun phrase means beside its own, or in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from streams.core.mentions import Form
from streams.core.referents import Mention

if TYPE_CHECKING:
    from streams.core.arguments import Syntax

_SAYING = frozenset(
    "accuse ask back call condemn consider demand deny denounce describe dismiss insist oppose recognise "
    "recognize refuse reject say see seek support threaten urge view vow want warn".split()
)
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


def told_of(syntax: Syntax, word: int, head: int, verb: int) -> int:
    """The noun that a relative clause is about: the state beside its "which" that says something, rather
    than a noun before it ("the return of curbs on Chad, which called them unjust").
    """
    p = syntax.parse
    name = word - 2
    mention = syntax.mention_at.get(name) if name > 0 and p.words[word - 1] == "," else None
    if mention is None or head in syntax.mention_at or p.lemmas[verb] not in _SAYING:
        return head
    able = mention.form is Form.NAME and mention.actors[0].how.startswith(("country", "capital", "body"))
    return name if able and head in p.ancestors(name) and p.tags[verb] != "VBP" else head
