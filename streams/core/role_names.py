"""The body that a role speaks of: "RSF drones", "the M23 rebel movement", "Kenya Coast Guard", "member
states".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from streams.core.actors import INTERNATIONAL, Entry, Kind, Role
from streams.core.mentions import Found
from streams.core.referents import Referent

ARMED = frozenset({"MIL", "REB", "PRM", "UAF"})
_OF_BODIES = frozenset(
    {"alliance", "bloc", "member", "member state", "member country", "member nation", "union"}
)
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


def body_spoken_of(role: Role, recent: Sequence[Referent]) -> Referent | None:
    """The body whose "member states" or "alliance" is meant."""
    if role.noun not in _OF_BODIES:
        return None
    body = next((r for r in reversed(recent) if r.country in INTERNATIONAL), None)
    return replace(body, role=None, key="", how=f"the {role.noun} spoken of") if body else None


def band_before(f: Found, sector: str | None, recent: Sequence[Referent]) -> str | None:
    """The armed group that "the rebels" are, where the article has named one."""
    if sector not in ARMED or sector == "MIL" or f.owner or f.new:
        return None
    return next((r.name for r in reversed(recent) if r.name and r.sector == sector and not r.key), None)
