"""The couple that an article tells of: "two Kenyan monitors", who are "the pair" from then on."""

from __future__ import annotations

import re
from dataclasses import replace

from streams.core.mentions import Form
from streams.core.referents import Mention, Referent

_TWO = re.compile(r"\b(?:two|pair of|couple of) (?:[\w-]+ ){0,2}$", re.IGNORECASE)
_WORDS = frozenset(
    {"the two", "the pair", "the duo", "both men", "both women", "the two men", "the two women"}
)
_MEMORY = 3  # sentences
# They are no part of the story.
_SAY_SO = frozenset({"official", "source", "aide", "diplomat", "person", "spokesperson"})


class Couple:
    """The last two people of a sort that were told of, without names."""

    def __init__(self) -> None:
        self._who: Referent | None = None
        self._ago = 0

    def age(self) -> None:
        """A sentence begins."""
        self._ago += 1

    def note(self, mention: Mention, text: str) -> None:
        """The sentence `text` has this mention."""
        one = mention.actors[0]
        if mention.form is not Form.ROLE or not mention.plural or len(mention.actors) > 1:
            return
        noun = one.how.rpartition("“")[2].rstrip("”")
        if noun.split()[-1:] and noun.split()[-1] in _SAY_SO:
            return
        counted = re.search(r"\btwo\b", text[mention.start : mention.end], re.IGNORECASE)
        if counted or _TWO.search(text[max(mention.start - 40, 0) : mention.start]):
            self._who, self._ago = one, 0

    def meant(self, word: str) -> Referent | None:
        """Who these words mean, if they mean the couple."""
        if self._who is None or word not in _WORDS or self._ago > _MEMORY:
            return None
        self._ago = 0
        return replace(self._who, how=f"“{word}”")
