"""How names are written: surnames, and spellings that no table has ("Gorbachov", "Culiacan")."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

LEAST_LETTERS = 6  # shorter names differ from others by a letter too often
ALIKE = 0.87  # from here two names of one skeleton's start are one
ALIKE_SURNAME = 0.92


def plain(name: str) -> str:
    """The name in lower case without accents, apostrophes and hyphens."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(c for c in letters if c.isalnum() or c == " ").strip()


def skeleton(name: str) -> str:
    """What transliterations keep: the first sound and the consonants, doubled ones once."""
    text = plain(name).replace(" ", "").replace("ph", "f").replace("x", "ks").replace("ck", "k")
    text = text.translate(str.maketrans("qcw", "kkv", "h"))
    kept = ("a" if text[:1] in "aeiouy" else text[:1]) + "".join(c for c in text[1:] if c not in "aeiouyj")
    return "".join(c for i, c in enumerate(kept) if i == 0 or c != kept[i - 1])


class NearNames:
    """Known names, to be found by a spelling that no entry has."""

    def __init__(self, names: Iterable[str]) -> None:
        self._buckets: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for name in names:
            if len(name) >= LEAST_LETTERS - 1:
                self._buckets[skeleton(name)[:3]].append((plain(name), name))

    def find(self, name: str) -> tuple[str, bool] | None:
        """The known name most like `name`, and whether it is like enough for a surname; None without one."""
        want = plain(name)
        if len(want) < LEAST_LETTERS:
            return None
        best, found = 0.0, None
        words = want.count(" ")
        for candidate, original in self._buckets.get(skeleton(name)[:3], ()):
            if candidate.count(" ") != words or abs(len(candidate) - len(want)) > 2:
                continue
            matcher = SequenceMatcher(None, want, candidate, autojunk=False)
            if matcher.quick_ratio() > best and (ratio := matcher.ratio()) > best:
                best, found = ratio, original
        return (found, best >= ALIKE_SURNAME) if found is not None and best >= ALIKE else None


_LINKS = frozenset("of for the and on in de da del la le al bin ibn ben van von der den di dos el".split())


class Forms:
    """Under which form an article names each person and body best."""

    def __init__(self) -> None:
        self._fullest: dict[str, str] = {}

    def note(self, name: str | None, form: str) -> None:
        """The article has `form` for who is called `name` in the tables; only proper names of several words
        count.
        """
        words = [w for w in form.split() if w.lower() not in _LINKS]
        if name is None or len(words) < 2 or not all(w[:1].isupper() for w in words):
            return
        form = name if plain(form) == plain(name) else form  # "U.N. Security Council" is the table's own
        if form.endswith(f" {name}"):
            return  # "Emperor Naruhito" is Naruhito
        if len(form.split()) > len(self._fullest.get(name, "").split()):
            self._fullest[name] = form

    def best(self, name: str | None) -> str | None:
        """The name as the article itself gives it: "Vassily Nebenzia" where a table has "Vasily Nebenzya"."""
        return self._fullest.get(name, name) if name else name


_FAMILY_NAME_FIRST = frozenset({"CHN", "TWN", "HKG", "MAC", "KOR", "PRK", "VNM", "SGP", "KHM"})


_GIVEN_NAME_STANDS = frozenset({"MYS", "THA", "IDN", "ETH", "ERI", "ISL", "LAO", "BTN", "VNM", "KHM"})


def short_names(name: str, country: str | None) -> set[str]:
    """The parts of a personal name that may stand alone later in an article: "Anwar" of Anwar Ibrahim too."""
    words = name.split()
    either = {words[0], words[-1]} if country in _GIVEN_NAME_STANDS else set()
    return {surname(name, country)} | {word for word in either if len(word) > 2}


def surname(name: str, country: str | None) -> str:
    """The part of a personal name that stands alone later in an article:
    the first word in East Asia, else the last.
    """
    words = name.split()
    return words[0] if country in _FAMILY_NAME_FIRST else words[-1]
