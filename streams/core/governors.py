"""Governors: the words above an act that bear upon it ("agreed" on "agreed to withdraw"), and whose they are.

Which words these are, and the effect of each, is a table (`acts/embeddings.tsv`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from streams.core.arguments import Syntax
from streams.core.referents import Mention
from streams.core.slots import mentions_at

BARE = frozenset({"agree", "threaten", "reject", "request", "demand", "accuse"})
"""Effects that make an act even of a complement that is none."""

_CLAUSAL = frozenset({"xcomp", "ccomp", "pcomp", "acl", "advcl", "parataxis"})
_NOMINAL = frozenset({"dobj", "nsubjpass", "pobj", "attr", "nsubj", "oprd"})
_THROUGH = _CLAUSAL | {"acomp", "oprd", "prt", "advmod", "dative", "agent"}  # arcs climbed without an effect
_KINDS = {"V": "verb", "N": "noun", "J": "adj"}
_WHEN = frozenset(
    "after before since until while when as because although though despite following by".split()
)
_ADJUNCT = frozenset("in during at after before since by under over amid despite near".split())
_ASKING = frozenset({"request", "demand", "allow"})
_REPORTS = frozenset("report claim allegation accusation charge suggestion rumour rumor assertion".split())
_ASSERTIVE = frozenset({"insist", "suggest", "maintain"})
STEPS = 6  # governors climbed at most


@dataclass(frozen=True, slots=True)
class Governor:
    """A word above an act: its token, its effect, whether it is negated, and whether the act is a clause."""

    token: int
    effect: str
    negated: bool
    clausal: bool = True


class Governors:
    """The table of the words that govern acts, and the climb from an act through those above it."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._effects: dict[tuple[str, str, bool], str] = {}
        for row in rows:
            for clausal in {"any": (True, False), "clause": (True,), "noun": (False,)}[row["complement"]]:
                self._effects[row["lemma"], row["kind"], clausal] = row["effect"]
        self.lemmas = frozenset(
            lemma.partition("+")[0] for (lemma, _, _), effect in self._effects.items() if effect in BARE
        )

    def effect(self, syntax: Syntax, token: int, *, clausal: bool, through: str = "") -> str | None:
        """The effect of the word at `token` on a complement of that kind, or None; `through` is the
        preposition between the two: "called for sanctions".
        """
        p = syntax.parse
        kind = _KINDS.get(p.tags[token][:1])
        lemma = p.lemmas[token]
        if kind == "verb" and p.deps[token] == "acomp":
            kind = "adj"
        if through in _ADJUNCT and not clausal:
            return self._effects.get((f"{lemma}+{through}", kind or "", clausal))
        particles = [p.lemmas[child] for child in p.kids(token, "prt")]
        particles += [p.lemmas[child] for child in p.kids(token, "advmod") if p.lemmas[child] == "back"]
        for particle in (*particles, through):
            found = self._effects.get((f"{lemma}+{particle}", kind or "", clausal))
            if found is not None:
                return found
        if particles and kind == "verb":  # to call off is not to call
            return None
        return self._effects.get((lemma, kind or "", clausal))

    def above(self, syntax: Syntax, token: int, *, clausal: bool) -> list[Governor]:
        """The words that govern the act at `token`, innermost first.

        `clausal`: it is a verb, or a noun carried by one.
        """
        p = syntax.parse
        found: list[Governor] = []
        node = token
        outside = False  # of what the verbs above say, but for who reports it
        for _ in range(STEPS * 3):
            head, dep = p.heads[node], p.deps[node]
            if head == node or len(found) >= STEPS:
                break
            if dep in ("conj", "prep"):
                node = head
                continue
            outside = outside or _adverbial(syntax, node)
            given_leave = _leave(syntax, node)
            if given_leave is not None and (effect := self.effect(syntax, given_leave, clausal=True)):
                found.append(Governor(given_leave, effect, bool(p.kids(head, "neg"))))
                node, clausal = head, True
                continue
            if (dep in _CLAUSAL and clausal) or (dep in _NOMINAL and not clausal):
                above = p.heads[head] if p.tags[head] in ("IN", "TO") else head
                effect = (
                    self.effect(
                        syntax, above, clausal=clausal, through=p.lemmas[head] if above != head else ""
                    )
                    if dep != "advcl" and dep != "nsubj"
                    else None
                )
                if effect is not None and asserted(syntax, above, node):
                    effect = "report"
                if outside and effect != "report":
                    effect = None
                if dep == "advcl" and _addressed(syntax, node):  # "press Qatar to expel Hamas"
                    asked = self.effect(syntax, head, clausal=True)
                    effect = asked if asked in _ASKING else effect
                if effect is None and dep == "pcomp" and not outside:
                    effect = self.effect(syntax, above, clausal=True)
                told = dep == "acl" and p.lemmas[head] in _REPORTS and bool(p.kids(node, "mark"))
                if told:  # "denied reports that its troops had crossed"
                    denied = self.effect(syntax, p.heads[head], clausal=False) in ("deny", "reject")
                    if p.deps[head] == "dobj" and denied:
                        found.append(Governor(p.heads[head], "deny", bool(p.kids(p.heads[head], "neg"))))
                    break
                if dep == "acl" and (effect is None or p.tags[node] != "VB"):
                    break  # "an order doubling duties" is no order to do so
                if effect is not None:
                    found.append(Governor(above, effect, bool(p.kids(above, "neg")), clausal))
                elif not p.is_verb(above) and not clausal and p.tags[above].startswith("NN"):
                    pass
                elif dep in ("advcl", "nsubj", "pobj", "attr", "dobj", "nsubjpass") and not p.is_verb(above):
                    break
                node = above
                clausal = p.is_verb(node) or p.tags[node].startswith("J") or effect is not None
                continue
            if dep not in _THROUGH:
                break
            node, clausal = head, True
        return found


def asserted(syntax: Syntax, verb: int, clause: int) -> bool:
    """Whether what is insisted on is said to be so: "insists it is safe", not "insists that it leave"."""
    p = syntax.parse
    stated = p.tags[clause] in ("VBZ", "VBD") or any(p.tags[a] == "MD" for a in p.kids(clause, "aux"))
    stated = stated or any(p.tags[a] in ("VBZ", "VBD") for a in p.kids(clause, "aux", "auxpass"))
    return p.lemmas[verb] in _ASSERTIVE and stated and p.deps[clause] == "ccomp"


def _adverbial(syntax: Syntax, node: int) -> bool:
    """Whether the clause of `node` only says when or why: "refused to land days after Belarus scrambled"."""
    p = syntax.parse
    if p.deps[node] == "pcomp":
        return p.lemmas[p.heads[node]] in _WHEN
    return p.deps[node] == "advcl" and (
        p.tags[node] in ("VBD", "VBZ", "VBP")
        or any(p.lemmas[m] in _WHEN for m in p.kids(node, "mark", "advmod"))
    )


def _addressed(syntax: Syntax, node: int) -> bool:
    """Whether the clause of `node` is what somebody before it is to do: "press Qatar to expel Hamas"."""
    p = syntax.parse
    return p.is_infinitive(node) and any(o < node for o in p.kids(p.heads[node], "dobj"))


def _leave(syntax: Syntax, node: int) -> int | None:
    """The noun that governs a "for … to" clause: "gave approval for the UN to deliver aid"."""
    p = syntax.parse
    verb = p.heads[node]
    if (
        p.deps[node] != "advcl"
        or p.tags[node] != "VB"
        or not any(p.lemmas[m] == "for" for m in p.kids(node, "mark"))
    ):
        return None
    return next(iter(p.kids(verb, "dobj")), None)


def obligation(syntax: Syntax, token: int) -> str | None:
    """What a reported "must" or "should" makes of a statement:

    "said Indonesia must ensure security" is a demand.
    """
    p = syntax.parse
    verb = syntax.clause(token)
    words = {p.lemmas[a] for a in p.kids(verb, "aux")}
    return "demand" if words & {"must"} else "request" if words & {"should", "ought"} else None


def owners_above(syntax: Syntax, governor: int) -> list[Mention]:
    """Who agrees, threatens or plans: the agents of a governing verb, the owners of a governing noun."""
    if syntax.parse.is_verb(governor):
        return mentions_at(syntax, syntax.agents(governor))
    return owners_of(syntax, governor)


def owners_of(syntax: Syntax, noun: int) -> list[Mention]:
    """Whose an offer, a threat or a readiness is: the actors behind a governing noun or adjective."""
    p = syntax.parse
    if p.tags[noun].startswith("J"):
        return mentions_at(
            syntax, syntax.subjects(p.heads[noun]) if p.is_verb(p.heads[noun]) else [p.heads[noun]]
        )
    phrases = [o for prep, o in syntax.prepositional(noun) if prep in ("by", "from", "of")]
    return (
        mentions_at(syntax, syntax.possessors(noun))
        or mentions_at(syntax, phrases)
        or mentions_at(syntax, syntax.owners(noun))
        or mentions_at(
            syntax, [c for c in p.kids(noun, "compound", "amod", "nmod") if c in syntax.mention_at]
        )
    )


def prospect(syntax: Syntax, word: int) -> int | None:
    """The verb of which it is said that it is to come: "begin" of "are to begin", of "are due to begin"."""
    p = syntax.parse
    verbs = (v for v in p.kids(word, "xcomp") if any(p.tags[a] == "TO" for a in p.kids(v, "aux")))
    return next(verbs, None)


def addressed_in(syntax: Syntax, clause: int, *, asked: bool) -> list[int]:
    """Where a clause names whom its governor is about; who is `asked` for something is rather who is to do
    it: "demanded that Chad end its rule of the islands".
    """
    doing, done_to = syntax.parse.kids(clause, "nsubj"), syntax.patients(clause)
    named = [*doing, *done_to] if asked else [*done_to, *doing]
    return [*named, *(o for _, o in syntax.prepositional(clause))]
