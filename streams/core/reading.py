"""A reading: an article's sentences with their mentions and dates, and which of them are worth parsing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from schemas import EntityHint, RawArticle
from streams.core.actors import ActorDictionary
from streams.core.datelines import DATELINES, dateline, filed_in, publication_day, stamp
from streams.core.dates import DateMention, DateRange, find_dates
from streams.core.discourse import Discourse
from streams.core.lists import with_subjects
from streams.core.mentions import Form
from streams.core.parse import Placeholder
from streams.core.places import Place, built_in_gazetteer
from streams.core.referents import Mention, Referent
from streams.core.text import LONGEST_SENTENCE, Sentence, SentenceKind, fold, heading, sentences

_WRONGLY = r"(?:incorrectly|wrongly|mistakenly|erroneously|inaccurately|falsely)"
_SAID = r"(?:said|stated|reported|suggested|implied|claimed)"
_WITHDRAWN = re.compile(
    r"\b(?:earlier|previous|original|first|initial) (?:version|edition|headline|report)s?\b[^.;]{0,60}?"
    rf"\b(?:{_WRONGLY}|{_SAID})\b"
    rf"|\b(?:this|the|our) (?:article|story|report) (?:originally|initially|previously|{_WRONGLY}) {_SAID}\b"
    rf"|\bwe {_WRONGLY} {_SAID}\b",
    re.IGNORECASE,
)
"""The words with which a correction tells what it withdraws."""


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence with what was found in it.

    `skip` code points of dateline or time stamp stand before its first word; `live` says that it stands in a
    stamped paragraph of a live blog, which is of the day; `withdrawn` that it tells what an earlier version
    of the article said wrongly.
    """

    sentence: Sentence
    mentions: tuple[Mention, ...]
    dates: tuple[DateMention, ...]
    skip: int
    live: bool = False
    section: int = 0  # of a round-up: its items are told apart
    withdrawn: bool = False
    elided: int | None = None  # where its subject lacks, which its first mention names: that of a list


@dataclass(frozen=True, slots=True)
class Reading:
    """An article read once from top to bottom.

    `day` is its publication day in its own time zone, `filed` where its dateline says that it was written;
    of `seats` the article names the capital alone.
    """

    article: RawArticle
    body: str
    day: date | None
    discourse: Discourse
    sentences: tuple[ReadSentence, ...]
    filed: Place | None = None
    seats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """An article split into sentences, its day known: what `Reading` says of it before anybody is named."""

    article: RawArticle
    body: str
    day: date | None
    sentences: tuple[Sentence, ...]

    @property
    def written(self) -> list[Sentence]:
        """The sentences that are no furniture of the page."""
        return [s for s in self.sentences if s.kind is not SentenceKind.FURNITURE]


def read(
    article: RawArticle, dictionary: ActorDictionary, *, longest_sentence: int = LONGEST_SENTENCE
) -> Reading:
    """Read `article.body` (an article without one has no sentences)."""
    page = opened(article, longest_sentence=longest_sentence)
    return dated(named(page, dictionary))


def opened(article: RawArticle, *, longest_sentence: int = LONGEST_SENTENCE) -> Opened:
    """The article's sentences and its day."""
    body = article.body or ""
    parts = sentences(body, maximum=longest_sentence)
    if len(parts) == 1 and parts[0].kind is not SentenceKind.BODY:
        parts = [Sentence(parts[0].start, parts[0].end, parts[0].text, 0)]
    written = [s for s in parts if s.kind is not SentenceKind.FURNITURE]
    filed = filed_in(written, built_in_gazetteer(), countries=frozenset())
    day = publication_day(article.published_at, written, fold(body), filed=filed)
    return Opened(article, body, day, tuple(parts))


def named(page: Opened, dictionary: ActorDictionary) -> Reading:
    """The reading with everybody whom the sentences name; its dates are still to be found."""
    article, day, written = page.article, page.day, page.written
    title = fold(article.title or "")
    discourse = Discourse(
        dictionary, day=day.isoformat() if day else None, sentences=page.sentences, title=title
    )
    if title:
        discourse.read(Sentence(0, len(title), title, -1, SentenceKind.HEADLINE))
    found: list[ReadSentence] = []
    live: set[int] = set()  # paragraphs that begin with a time stamp
    section = 0
    for part in page.sentences:
        if item := heading(part):
            section += 1
            discourse.turn(item)
        if part.kind is SentenceKind.FURNITURE:
            continue
        timed = stamp(part.text)
        if timed:
            live.add(part.paragraph)
        skip = timed or (dateline(part.text) if len(found) < DATELINES else 0)
        mentions = [m for m in discourse.read(part, skip=skip) if m.start >= skip]
        if article.entities:
            mentions = with_given(mentions, article.entities, part, discourse)
        found.append(ReadSentence(part, tuple(mentions), (), skip, part.paragraph in live, section))
    filed = filed_in(written, built_in_gazetteer(), countries=discourse.countries)
    spoken = {
        a.country for s in found for m in s.mentions for a in m.actors if not a.how.startswith("capital")
    }
    told = tuple(with_subjects(found))
    return Reading(article, page.body, day, discourse, told, filed, discourse.countries - spoken)


def dated(reading: Reading) -> Reading:
    """The reading with its dates, and with what a correction withdraws: needed where acts are looked for."""
    found: list[ReadSentence] = []
    told: DateRange | None = None  # the last date
    for s in reading.sentences:
        text = s.sentence.text
        dates = tuple(d for d in find_dates(text, published=reading.day, told=told) if d.start >= s.skip)
        told = next((d.past for d in reversed(dates) if not d.hinge and not d.deadline), told)
        found.append(replace(s, dates=dates, withdrawn=bool(_WITHDRAWN.search(text))))
    return replace(reading, sentences=tuple(found))


def with_given(
    mentions: Sequence[Mention], entities: Sequence[EntityHint], sentence: Sentence, discourse: Discourse
) -> list[Mention]:
    """The mentions of a sentence with the upstream annotator's spans in place of those that they overlap."""
    given = []
    for hint in entities:
        start, end = hint.start - sentence.start, hint.end - sentence.start
        if start < 0 or end > len(sentence.text):
            continue
        text = sentence.text[start:end]
        start, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
        inside = [m for m in mentions if m.start < end and start < m.end and m.form is not Form.PRONOUN]
        text = sentence.text[start:end]
        given.append(_given(hint, start, end, text, inside, discourse))
    kept = [m for m in mentions if not any(m.start < g.end and g.start < m.end for g in given)]
    return sorted([*kept, *given], key=lambda m: m.start)


def _given(
    hint: EntityHint, start: int, end: int, text: str, inside: Sequence[Mention], discourse: Discourse
) -> Mention:
    people = [m for m in inside if m.form is Form.PERSON]
    roles = [m for m in inside if m.form is Form.ROLE]
    if " and " in text and not people:
        chosen = tuple(a for m in inside for a in m.actors)
    else:
        chosen = (people or roles or list(inside))[0].actors if inside else ()
    if hint.country or hint.name or not chosen:
        base = chosen[0] if chosen else Referent(discourse.home, None, None, text, "given by the annotator")
        sector = hint.sector.value if hint.sector else base.sector
        chosen = (
            Referent(
                hint.country or base.country,
                sector,
                base.role,
                hint.name or base.name,
                "given by the annotator",
                base.key,
            ),
        )
    return Mention(
        start,
        end,
        Form.GIVEN,
        chosen,
        text,
        plural=len(chosen) > 1 or any(m.plural for m in inside),
        place=any(m.place for m in inside) and len(inside) == 1,
        person=bool(people),
        given=True,
    )


def placeholders(read_sentence: ReadSentence) -> list[Placeholder]:
    """What the parser sees instead of names: persons as "Smith", bodies and
    countries of several words as "NATO", "Germany".
    """
    found = []
    text = read_sentence.sentence.text
    if read_sentence.skip:
        found.append(Placeholder(0, read_sentence.skip, ""))
    if (at := read_sentence.elided) is not None:
        found.append(Placeholder(at, at + 1, f"NATO {text[at].lower()}"))
    for m in read_sentence.mentions:
        start = m.start
        if m.end <= 0:  # named in the sentence before
            continue
        if m.form is Form.PERSON or (
            m.form is Form.GIVEN and m.person and " and " not in m.text and "," not in m.text
        ):
            found.append(Placeholder(start, m.end, "Smith"))
        elif (
            m.form in (Form.NAME, Form.GIVEN) and " " in m.text and " and " not in m.text and _is_name(m.text)
        ):
            word = "Germany" if m.place or m.actors[0].name is None else "NATO"
            if text[max(0, start - 4) : start].lower() == "the " and word == "Germany":
                start -= 4
            found.append(Placeholder(start, m.end, word))
    for quantity in _QUANTITY.finditer(text):  # "up to 16 advisers": the parser reads "up" as a particle
        if not any(f.start < quantity.end() and quantity.start() < f.end for f in found):
            found.append(Placeholder(quantity.start(), quantity.end(), quantity[1]))
    found += [Placeholder(m.start(), m.end(), "undesirable") for m in _UNWELCOME.finditer(text)]
    for again in _AGAIN.finditer(text):  # the tokenizer makes three words of "re-opened"
        if not any(f.start < again.end() and again.start() < f.end for f in found):
            found.append(Placeholder(again.start(), again.end(), again[1]))
    for run in _NO_WORD.finditer(text):
        if not any(f.start < run.end() and run.start() < f.end for f in found):
            found.append(Placeholder(run.start(), run.end(), "this"))
    return sorted(found, key=lambda f: f.start)


# An address or junk: the tokenizer's time grows with its square, 0.8 s for one of 2,000.
_UNWELCOME = re.compile(r"\bperson(?:a|ae|as) non grat(?:a|ae)\b", re.I)  # no English to the parser
_AGAIN = re.compile(
    r"\bre-([a-z]{4,}(?:ed|ing|s)|(?:open|establish|impose|enter|start|join|engage|elect)\b)", re.I
)
_NO_WORD = re.compile(r"\S{100,}")
_QUANTITY = re.compile(
    r"\b(?:up to|at least|as many as|as much as|more than|fewer than|less than|an estimated|in excess of) "
    r"(\d[\d,.]*\d|\d|two|three|four|five|six|seven|eight|nine|ten|a dozen|\w+ hundred)\b",
    re.I,
)


def _is_name(text: str) -> bool:
    words = [
        w
        for w in re.findall(r"[\w.&'-]+", text)
        if w.lower() not in ("of", "for", "the", "and", "on", "in", "de", "al")
    ]
    return bool(words) and all(w[0].isupper() for w in words)
