"""Who fills which side of an act: subjects, objects and prepositional complements read off a parse.

Handles passives, coordination, relative and participial clauses, control and raising, and actors inside noun
phrases ("Japan's decision", "Chinese curbs"). Labels are spaCy's English ones (ClearNLP).
"""

from __future__ import annotations

from collections.abc import Sequence

from streams.core.company import beside, led, told_of
from streams.core.complements import MEASURES, benefits, small_clause, so_called, teller
from streams.core.mentions import Form
from streams.core.once import once
from streams.core.parse import Parse
from streams.core.referents import Mention

_RELATIVE = frozenset({"who", "which", "that", "whom"})
# Who telephones somebody to ask for something asks himself; who urges somebody to ask does not.
_MEETING = frozenset(
    "telephone phone ring call contact meet visit see write receive host join summon".split()
)
_NOMINAL = ("conj",)
_CLAUSAL = frozenset({"relcl", "acl", "advcl", "ccomp", "parataxis"})
_SUBJECT = ("nsubj", "nsubjpass")
DEPTH = 3  # how far inside a noun phrase an actor is looked for


class Syntax:
    """One parsed sentence with its mentions."""

    def __init__(self, parse: Parse, mentions: Sequence[Mention]) -> None:
        self.parse, self.mentions = parse, mentions
        self.words = frozenset(parse.lemmas)
        self.answers: dict[str, dict[int, object]] = {}
        self._actors: dict[tuple[int, int, bool], list[Mention]] = {}
        self.mention_at: dict[int, Mention] = {}
        self.head_of: dict[int, int] = {}  # id(mention) -> its head token
        for mention in mentions:
            tokens = [
                t
                for t in range(len(parse))
                if (parse.starts[t] < mention.end and mention.start < parse.ends[t])
                or (mention.end <= 0 and parse.starts[t] == parse.ends[t])  # a subject named before
            ]
            for t in tokens:
                self.mention_at.setdefault(t, mention)
            heads = [t for t in tokens if parse.heads[t] not in tokens or parse.heads[t] == t]
            if tokens:
                self.head_of[id(mention)] = heads[-1] if heads else tokens[-1]

    # ---- noun phrases

    @once
    def heads(self, token: int) -> list[int]:
        """The heads of a coordination: `token` and what is joined to it by "and" or a comma."""
        p, found = self.parse, [token]
        for child in p.kids(token, *_NOMINAL):
            if not p.is_verb(child):
                found.extend(self.heads(child))
        return found

    def actors(self, token: int, *, depth: int = DEPTH, through: bool = True) -> list[Mention]:
        """The mentions that the noun phrase at `token` names, coordination included; else those inside it."""
        key = (token, depth, through)
        if key not in self._actors:
            self._actors[key] = self._find_actors(token, depth=depth, through=through)
        return self._actors[key]

    def _find_actors(self, token: int, *, depth: int, through: bool) -> list[Mention]:
        found: list[Mention] = []
        for head in self.heads(token):
            mention = self._meant_by(head)
            if mention is not None:
                found += [*beside(self, head, mention), *(led(self, head, mention) or [mention])]
            elif through and depth:
                found.extend(self._inside(head, depth=depth))
        return _unique(found)

    def _meant_by(self, head: int) -> Mention | None:
        """The mention of which this token is the head noun; a nationality before a noun is none."""
        mention = self.mention_at.get(head)
        if mention is None or (mention.form is Form.ADJECTIVE and self.head_of[id(mention)] != head):
            return None
        return mention

    def _inside(self, head: int, *, depth: int) -> list[Mention]:
        p = self.parse
        for dep in ("poss", "nmod", "compound", "amod"):
            for child in p.kids(head, dep):
                if child in self.mention_at:
                    return [self.mention_at[child], *self.joined(child)]
        for prep in p.kids(head, "prep", "agent"):
            if p.lemmas[prep] in ("of", "from", "for", "in", "by", "between", "among", "against", "with"):
                for inner in p.kids(prep, "pobj"):
                    found = self.actors(inner, depth=depth - 1)
                    if found:
                        return found
        for child in p.kids(head, "acl"):  # "an invitation to visit India", "a text drafted by Britain"
            inside = self.patients(child) if p.tags[child] == "VB" else []
            by = [o for o in self.agents(child) if o in self.mention_at] if self.passive(child) else []
            for inner in inside or [o for o in by if self.mention_at[o].form is Form.NAME]:
                found = self.actors(inner, depth=depth - 1)
                if found:
                    return found
        for child in p.kids(head, "poss", "appos"):
            if head < p.heads[head] < child:  # an apposition stands beside its noun, not behind the verb
                continue
            found = self.actors(child, depth=depth - 1)
            if found:
                return found
        return []

    def joined(self, token: int) -> list[Mention]:
        """The mentions joined by "and" to the one at `token`."""
        return [self.mention_at[c] for c in self.parse.kids(token, "conj") if c in self.mention_at]

    def whole(self, noun: int) -> int:
        """The noun itself, or the one that measures it: "round" of "held a round of talks"."""
        p, of = self.parse, self.parse.heads[noun]
        measured = p.deps[noun] == "pobj" and p.lemmas[of] == "of" and p.lemmas[p.heads[of]] in MEASURES
        return p.heads[of] if measured else noun

    # ---- verbs

    @once
    def passive(self, verb: int) -> bool:
        """Whether the verb form is passive: by auxiliary, by subject
        label, or a bare participle behind its noun.
        """
        p = self.parse
        if p.kids(verb, "nsubjpass", "auxpass"):
            return True
        if p.deps[verb] == "conj" and p.is_verb(p.heads[verb]) and p.tags[verb] in ("VBN", "VBD"):
            alone = not p.kids(verb, "nsubj", "aux")
            return alone and p.tags[p.heads[verb]] == "VBN" and self.passive(p.heads[verb])
        if p.tags[verb] != "VBN" or p.kids(verb, "aux", "dobj"):
            return False
        return p.deps[verb] in ("acl", "advcl") or bool(p.kids(verb, "agent"))

    @once
    def agents(self, verb: int) -> list[int]:
        """Heads of the phrases that name who acts: the subject, or the by-phrase of a passive."""
        p = self.parse
        by = [o for a in p.kids(verb, "agent") for o in p.kids(a, "pobj")]
        return by if self.passive(verb) else self.subjects(verb)

    @once
    def patients(self, verb: int) -> list[int]:
        """Heads of the phrases that name who or what is acted upon."""
        p = self.parse
        if self.passive(verb):  # "was granted asylum": the thing given stays behind the verb
            return self.subjects(verb) + p.kids(verb, "dobj", "oprd")
        own = p.kids(verb, "dobj", "dative", "oprd") + [
            o for d in p.kids(verb, "dative") for o in p.kids(d, "pobj")
        ]
        own = [self._antecedent(o, verb) for o in own]
        if (
            not own
            and p.deps[verb] == "relcl"
            and not any(p.lemmas[s] in _RELATIVE for s in p.kids(verb, "nsubj"))
        ):
            return [p.heads[verb]]
        own = own or so_called(p, verb) or small_clause(p, verb)
        if not own:
            return [
                o for c in p.kids(verb, "conj") if p.is_verb(c) and c - verb <= 3 for o in p.kids(c, "dobj")
            ]
        return own

    def subjects(self, verb: int, *, seen: frozenset[int] = frozenset()) -> list[int]:
        """Heads of the grammatical subject, found through coordination, control and relative clauses."""
        p = self.parse
        if verb in seen:
            return []
        seen |= {verb}
        own = p.kids(verb, *_SUBJECT)
        if own:
            return [self._antecedent(o, verb) for o in own]
        head, dep = p.heads[verb], p.deps[verb]
        if head == verb:
            return []
        if dep in ("acl", "relcl"):
            named = p.tags[verb] != "VB" and (
                dep == "relcl" or any(map(self._meant_by, self.heads(head))) or p.tags[verb] == "VBN"
            )
            return [head] if named else self.owners(head, seen=seen)
        if dep == "pcomp":
            above = p.heads[head]
            if p.is_verb(above):
                return (
                    self._controlled(above, seen, before=verb)
                    if p.lemmas[head] in ("of", "from", "into", "for")
                    else self.subjects(above, seen=seen)
                )
            return self.owners(above, seen=seen)
        if dep == "xcomp":
            return self._controlled(head, seen, before=verb)
        if dep in ("conj", "advcl", "ccomp", "dep", "parataxis") and (
            p.is_verb(head) or p.tags[head] == "MD"
        ):
            return self.subjects(teller(p, verb, head), seen=seen)
        if dep in ("acomp", "attr") or p.tags[head] == "JJ":
            return self.subjects(head, seen=seen)
        return []

    def _controlled(self, verb: int, seen: frozenset[int], *, before: int) -> list[int]:
        objects = [o for o in self.parse.kids(verb, "dobj", "dative") if o < before]
        own = not objects or self.passive(verb) or self.parse.lemmas[verb] in _MEETING
        return self.subjects(verb, seen=seen) if own else objects

    def owners(self, noun: int, *, seen: frozenset[int] = frozenset()) -> list[int]:
        """Heads of the phrases that own a noun: its possessor, or the
        subject of the verb whose object it is.
        """
        p = self.parse
        possessors = self.possessors(noun)
        if possessors:
            return possessors
        head = p.heads[noun]
        if p.deps[noun] in ("dobj", "attr", "nsubjpass") and p.is_verb(head):
            return self.agents(head) if p.deps[noun] == "nsubjpass" else self.subjects(head, seen=seen)
        return []

    @once
    def possessors(self, noun: int) -> list[int]:
        """Heads of a noun's possessive; for "its", "their", "his" the subject
        of the clause, if they stand for nobody else.
        """
        p, found = self.parse, []
        for owner in p.kids(noun, "poss"):
            if p.tags[owner] != "PRP$" or owner in self.mention_at:
                found.append(owner)
                continue
            verb = self.clause(noun)
            found += self.agents(verb) if p.is_verb(verb) else []
        return [t for t in found if t != noun]

    def _antecedent(self, token: int, verb: int) -> int:
        p = self.parse
        if p.lemmas[token] in _RELATIVE and p.tags[token].startswith("W"):
            clause = verb
            while p.deps[clause] == "conj":
                clause = p.heads[clause]
            if p.deps[clause] == "relcl":
                return told_of(self, token, p.heads[clause], verb)
        return token

    @once
    def prepositional(self, token: int) -> list[tuple[str, int]]:
        """(preposition, head of its object) below a verb or noun, and below a verb's object and particle."""
        p = self.parse
        sources = [token]
        if p.is_verb(token):
            sources = sources + self.patients(token) + p.kids(token, "prt", "acomp", "attr", "advmod")
        found = []
        for source in sources:
            for prep in p.kids(source, "prep", "agent", "dative"):
                if p.deps[prep] == "agent" and source == token and p.is_verb(token):
                    continue
                if p.words[prep].lower() == "according":  # who says so is no party to it
                    continue
                for inner in [prep, *p.kids(prep, "prep")]:
                    found += [(p.lemmas[inner], o) for o in p.kids(inner, "pobj")]
            found += [("to", o) for verb in benefits(p, source) for o in p.kids(verb, "dobj")]
        return found

    @once
    def nested(self, token: int) -> list[tuple[str, int]]:
        """`prepositional`, and the phrases one level deeper: "took part in an exercise with Kenya"."""
        p, found = self.parse, self.prepositional(token)
        below = [
            (p.lemmas[c], o) for _, noun in found for c in p.kids(noun, "prep") for o in p.kids(c, "pobj")
        ]
        return found + [phrase for phrase in below if phrase not in found]

    @once
    def directly_prepositional(self, verb: int) -> list[tuple[str, int]]:
        """(preposition, head of its object) of a verb itself and of its particle, not of its object."""
        p = self.parse
        preps = [c for t in (verb, *p.kids(verb, "prt", "advmod")) for c in p.kids(t, "prep", "dative")]
        return [(p.lemmas[i], o) for c in preps for i in (c, *p.kids(c, "prep")) for o in p.kids(i, "pobj")]

    @once
    def modifiers(self, token: int) -> frozenset[str]:
        """Lemmas of a noun's compound and adjectival modifiers."""
        p = self.parse
        return frozenset(p.lemmas[c] for c in p.kids(token, "compound", "amod", "nmod"))

    @once
    def clause(self, token: int) -> int:
        """The verb whose clause `token` stands in; `token` itself for a verbless headline."""
        p = self.parse
        if p.is_verb(token):
            return token
        return next((a for a in p.ancestors(token) if p.is_verb(a)), token)


def _unique(mentions: Sequence[Mention]) -> list[Mention]:
    return list({id(m): m for m in mentions}.values())
