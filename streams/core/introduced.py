"""Whom an article has introduced: the people that it has named, and the offices that they hold."""

from __future__ import annotations

from dataclasses import replace

from streams.core.actors import Role
from streams.core.referents import Referent
from streams.core.spelling import short_names

_LEADERS = ("head_of_state", "head_of_government", "royal")
_LOOSE = frozenset({"minister", "leader", "diplomat", "politician"})  # said of holders of several offices
_GENERIC = frozenset(
    {"official", "source", "spokesman", "spokeswoman", "spokesperson", "aide", "counterpart"}
)


class Introduced:
    """The people of one article. `names` has each under every form that may stand for him later."""

    def __init__(self) -> None:
        self.names: dict[str, Referent] = {}
        self._roles: dict[tuple[str, str | None], Referent] = {}

    def known(self, name: str) -> Referent | None:
        """Who bears this name in the article so far: not "Jane Smith" where John Smith is known."""
        one = self.names.get(name) or self.names.get(name.split()[-1])
        other = (
            one is not None and one.name and " " in name and not set(name.split()) <= set(one.name.split())
        )
        return None if other else one

    def introduce(self, referent: Referent, name: str, noun: str | None) -> None:
        """Somebody is named, perhaps behind the title `noun`."""
        full = referent.name or name
        for form in {full, name, *(w for n in (name, full) for w in short_names(n, referent.country))}:
            self.names.setdefault(form, referent)
        if noun:
            self.hold(referent, noun)
        elif referent.role and referent.sector != "ELI":  # "Trump", of whom it then says "the president"
            for owner in (referent.country, None):
                self._roles.setdefault((referent.role, owner), referent)

    def hold(self, referent: Referent, noun: str) -> None:
        """Somebody is called by his office."""
        for key in {noun, referent.role or noun}:
            self._roles[key, referent.country] = referent
            self._roles[key, None] = referent

    def holder(self, role: Role, owner: str | None) -> Referent | None:
        """Who "the president" or "the Iranian minister" is: who was called so, or the only one to mean."""
        for key in (role.role, role.noun, *(_LEADERS if role.noun == "leader" else ())):
            held = self._roles.get((key, owner)) if key and role.noun not in _GENERIC else None
            if held is not None:
                return replace(held, how=f"the article's {role.noun}")
        one = self._only(role, owner) if owner or role.noun == "minister" else None
        return replace(one, how=f"the article's only such {role.noun}") if one else None

    def _only(self, role: Role, owner: str | None) -> Referent | None:
        if role.noun not in _LOOSE:
            return None
        people = {r.key: r for r in self.names.values() if r.key and r.sector != "ELI"}
        fit = [
            r
            for r in people.values()
            if owner in (None, r.country)
            and (role.noun != "minister" or (owner and not r.role) or "minister" in (r.role or ""))
        ]
        return fit[0] if len(fit) == 1 else None
