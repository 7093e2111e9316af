"""What an act is about, as a short noun phrase of the text, and who is quoted as saying so."""

from __future__ import annotations

from collections.abc import Sequence

from streams.core.arguments import Syntax
from streams.core.dates import DateMention
from streams.core.matching import Act
from streams.core.referents import Mention

_ABOUT = ("on", "over", "about", "for", "regarding", "concerning", "against", "to", "in", "of")
_TRIM = frozenset({"det", "poss", "case", "punct"})
WORDS = 14  # a subject is cut behind so many words


def subject_of(act: Act, syntax: Syntax, text: str, dates: Sequence[DateMention]) -> str | None:
    """The noun phrase of what the act is about; None where the clause has none beside its actors."""
    p = syntax.parse
    taken = {t for m in (*act.sources, *act.targets) for t, at in syntax.mention_at.items() if at is m}
    choices: list[int] = []
    verbs = [act.trigger, *sorted(act.used)]
    for token in verbs:
        for prep in p.kids(token, "prep"):
            if p.lemmas[prep] in _ABOUT[:6]:
                choices += p.kids(prep, "pobj")
    for token in verbs:
        choices += [t for t in p.kids(token, "dobj") if t not in act.used]
    for token in verbs:
        for clause in p.kids(token, "xcomp", "ccomp"):
            choices += [*p.kids(clause, "dobj"), clause]
    choices += [t for t in verbs if p.tags[t].startswith("NN")]
    for token in choices:
        if token in taken or any(d.start < p.ends[token] and p.starts[token] < d.end for d in dates):
            continue
        words = p.subtree(token, without=frozenset({"relcl", "appos", "conj", "cc"}))
        while words and (p.deps[words[0]] in _TRIM or words[0] in taken) and words[0] != token:
            words = words[1:]
        words = [w for w in words if w <= words[0] + WORDS]
        if words and not all(w in taken for w in words):
            return text[p.starts[words[0]] : p.ends[words[-1]]].strip(" ,.;:'\"")
    return None


def attribution_of(act: Act, syntax: Syntax) -> str | None:
    """Who is quoted as saying that the act took place; None where the speaker is himself its source."""
    speakers: Sequence[Mention] = act.attribution
    if not speakers:
        return None
    said = speakers[0]
    if any(a.identity == b.identity for a in said.actors for m in act.sources for b in m.actors):
        return None
    return (said.actors[0].name if said.actors else None) or said.text
