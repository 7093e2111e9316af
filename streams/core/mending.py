"""Mending: frequent errors of the parser, put right by the words that it has before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streams.core.parse import Parse

_CONSEQUENCE = frozenset("draw prompt spark trigger provoke earn force".split())
_SAYING = frozenset("say tell deny add announce claim insist declare state confirm".split())
_SPEECH = frozenset(
    "accuse appeal apologise apologize ask blame call condemn criticise criticize demand denounce deny "
    "dismiss pledge praise promise reject thank threaten urge vow warn welcome".split()
)  # verbs of which whoever has said something is the subject, rather than whom he spoke of
_FINITE = ("VBD", "VBZ", "VBP")
_SUBJECT = ("nsubj", "nsubjpass")


def mend(parse: Parse) -> None:
    """Mend two frequent errors: a finite verb joined by "and" to an infinitive belongs to the verb above
    ("called on all to stop, and pledged aid"), a verb of speech joined to what was said to who said it
    ("denied that it had struck the town and accused Kyiv"), the subject of an auxiliary to its verb.
    """
    _give_back_the_subject(parse)
    _take_for_verbs(parse)
    for token, head in enumerate(parse.heads):
        if parse.deps[token] == "conj" and parse.tags[token] in _FINITE:
            _begin_anew(parse, token)
        if parse.deps[token] in _SUBJECT and parse.deps[head] in ("aux", "auxpass"):
            parse.heads[token] = parse.heads[head]
        if parse.deps[token] != "conj" or parse.tags[token] not in _FINITE or parse.tags[head] != "VB":
            continue
        above = head
        while parse.heads[above] != above and parse.tags[above] not in _FINITE:
            above = parse.heads[above]
        plain = not any(
            h == head and parse.deps[t] == "aux" and parse.tags[t] == "MD" for t, h in enumerate(parse.heads)
        )
        past = parse.tags[token] == "VBD" and parse.lemmas[above] in _SAYING  # "would shut it and asked"
        if parse.tags[above] in _FINITE and (plain or past):
            parse.heads[token] = above
    for token, head in enumerate(parse.heads):
        if parse.lemmas[token] in _CONSEQUENCE and parse.tags[token] == "VBG" and parse.deps[head] == "relcl":
            comma = token and parse.words[token - 1] == ","
            matrix = parse.heads[parse.heads[head]]
            if parse.deps[token] == "advcl" and comma and parse.tags[matrix].startswith("VB"):
                parse.heads[token] = matrix
        above = parse.heads[head]
        speech = parse.lemmas[token] in _SPEECH and parse.lemmas[above] in _SAYING
        speech = speech and above < head  # not "urged both to talk, the Elysee said"
        if parse.deps[token] == "conj" and parse.deps[head] == "ccomp" and speech and _bare(parse, token):
            parse.heads[token] = above


def _give_back_the_subject(parse: Parse) -> None:
    """A subject that was joined to the phrase in front of it ("At a summit in Rome, Chad and Niger agreed
    …") belongs to its verb.
    """
    verb = next((t for t, h in enumerate(parse.heads) if h == t), 0)
    first = next((t for t in range(len(parse)) if parse.words[t] == ","), 0)
    named = first + 1
    if not first or named >= verb or parse.tags[verb] not in _FINITE or parse.tags[0] != "IN":
        return
    if any(h == verb and parse.deps[t] in (*_SUBJECT, "expl", "csubj") for t, h in enumerate(parse.heads)):
        return
    while named < verb and not (parse.deps[named] in ("conj", "appos") and parse.heads[named] < first):
        named += 1
    if named == verb or any(parse.words[t] == "," for t in range(named + 1, verb)):
        return
    passive = any(h == verb and parse.deps[t] == "auxpass" for t, h in enumerate(parse.heads))
    parse.heads[named], parse.deps[named] = verb, "nsubjpass" if passive else "nsubj"


def _take_for_verbs(parse: Parse) -> None:
    """A noun behind "to" that stands as a verb's complement is an infinitive: "offered to host talks"."""
    for to, word in enumerate(parse.heads):
        if parse.tags[to] == "TO" and parse.deps[to] == "aux" and parse.tags[word] == "NN":
            parse.tags[word] = "VB"


def _begin_anew(parse: Parse, verb: int) -> None:
    """The noun right before a verb that "and" joins to another is its subject, however it was joined to the
    first one's object: "expelled three diplomats and Moscow vowed to answer".
    """
    noun = verb - 1
    while noun > 0 and parse.tags[noun] == "RB":
        noun -= 1
    owned = any(h == verb and parse.deps[t] in _SUBJECT for t, h in enumerate(parse.heads))
    first = parse.heads[verb]
    if owned or parse.deps[noun] != "conj" or not parse.tags[noun].startswith("NN"):
        return
    if first < parse.heads[noun] < noun and parse.tags[first].startswith("VB"):
        parse.heads[noun], parse.deps[noun] = verb, "nsubj"


def _bare(parse: Parse, token: int) -> bool:
    """Whether a past form has neither auxiliary nor subject of its own."""
    own = any(
        head == token and parse.deps[t] in ("aux", "auxpass", "nsubj", "nsubjpass", "mark")
        for t, head in enumerate(parse.heads)
    )
    return parse.tags[token] in ("VBD", "VBN", "VBZ") and not own
