"""The name of the body that a role speaks of: "RSF drones", "the M23 rebel movement", "Kenya Coast Guard"."""

from __future__ import annotations

from streams.core.actors import INTERNATIONAL, Entry, Kind, Role
from streams.core.mentions import Found

ARMED = frozenset({"MIL", "REB", "PRM", "UAF"})
_MEMBERS = frozenset("ally member country state nation government leader peacekeeper".split())


def body_name(f: Found, role: Role, body: Entry | None, text: str) -> str | None:
    """The name of `body`, the role's owner, where its arms and members act for it; else the role's own, if it
    is a proper name. None for "Pentagon officials" and for bodies without a name: "the Polish army".
    """
    if body is not None:
        armed = role.sector in ARMED or body.sector in ARMED
        member = body.country in INTERNATIONAL and role.noun in _MEMBERS
        return body.name if (armed or member) and role.kind != "title" else None
    words = text[f.start : f.end].split()
    country = any(e.kind is Kind.COUNTRY for e in f.owner)
    proper = country and role.kind == "body" and role.sector not in ("GOV", "LEG") and len(words) > 2
    return " ".join(words) if proper and all(w[0].isupper() and w.isalpha() for w in words) else None
