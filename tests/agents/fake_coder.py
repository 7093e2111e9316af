"""A coder that reads nothing: the article says what it does, so that a test can make it misbehave."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from schemas import Actor, ActorEntry, DiplomacyEvent, RawArticle, Span
from schemas.ontology import CAMEO, DatePrecision, PloverType, QuadClass, Status
from streams.core.results import Coding, Relevance


class FakeCoder:
    """One event an article; or it hangs, dies, raises, grows when the first word of the body says so."""

    version = "fake-1"

    def __init__(self) -> None:
        self._grown: list[bytearray] = []

    def use_actors(self, entries: Sequence[ActorEntry]) -> None:
        pass

    def classify(self, article: RawArticle) -> Relevance:
        relevant = "irrelevant" not in (article.body or "")
        return Relevance(relevant=relevant, score=float(relevant), language="en", topics=(), reason="fake")

    def code_many(self, articles: Sequence[RawArticle], *, now: datetime) -> list[Coding]:
        return [self.code(article, now=now) for article in articles]

    def code(self, article: RawArticle, *, now: datetime) -> Coding:
        body = article.body or ""
        word, _, argument = body.partition(" ")
        if word == "hang":
            time.sleep(3600)
        elif word == "sleep":
            time.sleep(float(argument))
        elif word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "raise":
            raise RuntimeError(argument)
        elif word == "eat":
            while True:
                self._grown.append(bytearray(16 * 1024 * 1024))
        elif word == "grow":
            self._grown.append(bytearray(os.urandom(1024)) * 1024 * int(argument))
        return Coding(article.id, self.classify(article), (event_of(article, now=now),))


def event_of(article: RawArticle, *, now: datetime) -> DiplomacyEvent:
    """The one event: Japan and the United States consult."""
    code = CAMEO["040"]
    body = article.body or ""
    return DiplomacyEvent(
        event_id=f"event-{article.id}",
        article_id=article.id,
        kind="consulted",
        plover_act=PloverType.CONSULT,
        plover=PloverType.CONSULT,
        cameo="040",
        cameo_label=code.label,
        goldstein=1.0,
        quad_class=QuadClass.VERBAL_COOPERATION,
        source=(Actor(country="JPN"),),
        target=(Actor(country="USA"),),
        dyad="JPN-USA",
        dyads=("JPN-USA",),
        status=Status.HAPPENED,
        # Too long ago for a story: thousands of one act on one day would be a single one, and a slow one.
        date_start="2000-01-01",
        date_end="2000-01-01",
        date_precision=DatePrecision.DAY,
        evidence=(Span(start=0, end=len(body), text=body),),
        confidence=0.5,
        coder_version=FakeCoder.version,
        coded_at=now,
    )


def load(model: str = "", longest_sentence: int = 0) -> FakeCoder:
    return FakeCoder()


def load_at_the_third_try(**_: object) -> FakeCoder:
    """Killed twice while it loads; CODER_DEATHS is the folder that remembers how often."""
    deaths = Path(os.environ["CODER_DEATHS"])
    died = len(list(deaths.iterdir()))
    if died < 2:
        (deaths / str(died)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return FakeCoder()


def load_when_told(**_: object) -> FakeCoder:
    """Loads until the file that CODER_MAY_LOAD names is there."""
    while not Path(os.environ["CODER_MAY_LOAD"]).exists():
        time.sleep(0.05)
    return FakeCoder()
