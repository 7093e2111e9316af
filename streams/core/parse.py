"""Dependency parses of candidate sentences, with every known mention folded into one placeholder token.

Only spaCy's tok2vec, tagger and parser run. Lemmas come from the model's own rule tables, looked up by word
and tag.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from streams.core.encoder import Encoder, Tagger
from streams.core.lean_spacy import lean_spacy
from streams.core.mending import mend
from streams.core.transitions import Transitions

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

BATCH = 128  # sentences
SENTENCES = 600  # remembered
_Origin = list[tuple[int, int, int]]
_Key = tuple[str, tuple[tuple[int, int, str], ...]]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A stretch `[start, end)` of a sentence that the parser is to see as the one word `word`."""

    start: int
    end: int
    word: str


@dataclass(slots=True)
class Parse:
    """One parsed sentence. Token offsets are code points of the sentence; `heads[i] == i` is a root."""

    words: list[str]
    lemmas: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    starts: list[int]
    ends: list[int]
    children: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        mend(self)
        self.children = [[] for _ in self.words]
        for token, head in enumerate(self.heads):
            if head != token:
                self.children[head].append(token)

    def __len__(self) -> int:
        return len(self.words)

    def kids(self, token: int, *deps: str) -> list[int]:
        """Children of `token` whose arc label is one of `deps`."""
        children = self.children[token]
        return [c for c in children if self.deps[c] in deps] if children else []

    def subtree(self, token: int, *, without: frozenset[str] = frozenset()) -> list[int]:
        """`token` and all below it, in text order, not entering children labelled with one of `without`."""
        found, stack = [], [token]
        while stack:
            here = stack.pop()
            found.append(here)
            stack.extend(c for c in self.children[here] if self.deps[c] not in without)
        return sorted(found)

    def ancestors(self, token: int) -> Iterator[int]:
        """The heads above `token`, nearest first."""
        while self.heads[token] != token:
            token = self.heads[token]
            yield token

    def is_verb(self, token: int) -> bool:
        """Whether the tagger read `token` as a verb form."""
        return self.tags[token].startswith("VB")

    def is_infinitive(self, token: int) -> bool:
        """Whether `token` is a verb's base form behind its own "to"."""
        return self.tags[token] == "VB" and any(self.lemmas[a] == "to" for a in self.kids(token, "aux"))


_SMALL = frozenset(
    "a an and as at but by for from in into is its nor of off on or over per the to up via vs with".split()
)
_WORD = re.compile(r"[^\W\d_]+")


class Lemmas:
    """Lemmas of words by Penn tag, from the rule, exception and index tables of the model's lemmatizer."""

    _GROUP: ClassVar = {"V": "verb", "N": "noun", "J": "adj", "R": "adv"}

    def __init__(self, tables: Any) -> None:
        self._rules, self._exceptions, self._index = (
            {group: tables.get_table(name).get(group, {}) for group in self._GROUP.values()}
            for name in ("lemma_rules", "lemma_exc", "lemma_index")
        )
        self.of = lru_cache(maxsize=50_000)(self._lemma)

    def _lemma(self, word: str, tag: str) -> str:
        group, low = self._GROUP.get(tag[:1]), word.lower()
        if group is None or tag in ("VB", "NN", "JJ"):
            return low
        if tag in ("NNP", "NNPS"):
            return low
        exceptions = self._exceptions[group].get(low)
        if exceptions:
            return str(exceptions[0])
        known: list[str] = []
        unknown: list[str] = []
        for old, new in self._rules[group]:
            if low.endswith(old) and len(low) > len(old):
                form = low[: len(low) - len(old)] + new
                (known if form in self._index[group] else unknown).append(form)
        return str((known or unknown or [low])[0])


class Parser:
    """spaCy's tagger and dependency parser behind one method, which remembers the last sentences.

    Loading takes about half a second; parsing never raises.
    """

    def __init__(self, model: str) -> None:
        spacy = lean_spacy()
        from thinc.api import NumpyOps, set_current_ops

        # spaCy's blis runs its generic kernel on many machines: 2 x slower
        set_current_ops(NumpyOps(use_blis=False))
        self._nlp: Language = spacy.load(model, exclude=["ner", "senter"])
        self.lemmas = Lemmas(self._nlp.get_pipe("lemmatizer").lookups)
        self._encoder = Encoder(self._nlp)
        self._tagger = Tagger(self._nlp)
        self._transitions = Transitions(self._nlp)
        self._remembered: OrderedDict[_Key, Parse] = OrderedDict()

    def forget(self) -> None:
        """Remember no sentence."""
        self._remembered.clear()

    def parse(self, sentences: Sequence[tuple[str, Sequence[Placeholder]]]) -> list[Parse]:
        """Parse each (folded text, placeholders in text order); the
        result stands in the order of the input.
        """
        keys = [(text, tuple((p.start, p.end, p.word) for p in places)) for text, places in sentences]
        known = {key: found for key in keys if (found := self._remembered.get(key))}
        new = {key: each for key, each in zip(keys, sentences, strict=True) if key not in known}
        known.update(zip(new, self._parsed(list(new.values())), strict=True))
        for key in new:
            self._remembered[key] = known[key]
        while len(self._remembered) > SENTENCES:
            self._remembered.popitem(last=False)
        return [known[key] for key in keys]

    def _parsed(self, sentences: Sequence[tuple[str, Sequence[Placeholder]]]) -> list[Parse]:
        texts = [_substitute(text, placeholders) for text, placeholders in sentences]
        docs = [self._nlp.make_doc(text) for text, _ in texts]
        found: dict[int, Parse] = {}
        alike = sorted(range(len(docs)), key=lambda i: len(docs[i]))  # the longest of a batch sets its time
        for first in range(0, len(alike), BATCH):
            batch = alike[first : first + BATCH]
            parses = self._read([docs[i] for i in batch], [texts[i] for i in batch])
            found.update(zip(batch, parses, strict=True))
        return [found[i] for i in range(len(docs))]

    def _read(self, docs: Sequence[Doc], texts: Sequence[tuple[str, _Origin]]) -> Iterator[Parse]:
        vectors = self._encoder.vectors(docs)
        # An array for each sentence: making a Token object for every look costs more than the parse.
        spans = [doc.to_array(["IDX", "LENGTH"]).tolist() for doc in docs]
        words = [
            [text[start : start + length] for start, length in places]
            for places, (text, _) in zip(spans, texts, strict=True)
        ]
        arcs = self._transitions.arcs(vectors, words)
        for rows, forms, places, (_, origin), (heads, deps) in zip(
            vectors, words, spans, texts, arcs, strict=True
        ):
            tags = self._tagger.tags(rows)
            starts = [start for start, _ in places]
            ends = [start + length for start, length in places]
            yield Parse(
                words=forms,
                lemmas=list(map(self.lemmas.of, forms, tags)),
                tags=tags,
                deps=deps,
                heads=heads,
                starts=[_original(start, origin, at_end=False) for start in starts] if origin else starts,
                ends=[_original(end, origin, at_end=True) for end in ends] if origin else ends,
            )


def _substitute(text: str, placeholders: Sequence[Placeholder]) -> tuple[str, _Origin]:
    """The text that the parser sees, and its (offset there, offset in
    the original, length there) breakpoints.
    """
    parts, origin, position, shifted = [], [], 0, 0
    between = _lowered(text, placeholders)
    for p in placeholders:
        if p.start < position:
            continue
        parts.append(between[position : p.start])
        shifted += p.start - position
        origin.append((shifted, p.start, len(p.word)))
        parts.append(p.word)
        shifted += len(p.word)
        origin.append((shifted, p.end, 0))
        position = p.end
    parts.append(between[position:])
    return "".join(parts), origin


def _lowered(text: str, placeholders: Sequence[Placeholder]) -> str:
    """A headline in Title Case with its words in lower case, or the tagger takes them all for names."""
    kept = list(text)
    for p in placeholders:
        kept[p.start : p.end] = " " * (p.end - p.start)
    words = [w for w in _WORD.findall("".join(kept)) if len(w) > 1 and w.lower() not in _SMALL]
    if len(words) < 3 or not all(w[0].isupper() for w in words):
        return text
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


def _original(offset: int, origin: _Origin, *, at_end: bool) -> int:
    """The code point of the original sentence for one of the substituted text."""
    result = offset
    for here, there, length in origin:
        if here > offset or (at_end and here == offset and length):
            break
        if length and here <= offset < here + length:
            return there
        result = there + (offset - here)
    return result
