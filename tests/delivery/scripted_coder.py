"""A coder that codes what the article says: each line `JPN USA 042` is an event whose evidence it is.

A line `broken` makes it fail until the file of SCRIPT_MENDED is there. SCRIPT_VERSION is the
coder's version, and SCRIPT_BLIND_TO a CAMEO code of which that version knows nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from schemas import Actor, DiplomacyEvent, RawArticle, Span
from schemas.ontology import CAMEO, PloverType, Status
from streams.core.identity import event_id
from streams.core.results import Coding, Relevance
from tests.agents.fake_coder import FakeCoder


class ScriptedCoder(FakeCoder):
    """Events from lines."""

    version = os.environ.get("SCRIPT_VERSION", "scripted-1")

    def classify(self, article: RawArticle) -> Relevance:
        relevant = "irrelevant" not in (article.body or "")
        return Relevance(relevant=relevant, score=float(relevant), language="en", topics=(), reason="script")

    def code_many(self, articles: Sequence[RawArticle], *, now: datetime) -> list[Coding]:
        return [self.code(article, now=now) for article in articles]

    def code(self, article: RawArticle, *, now: datetime) -> Coding:
        body, start = article.body or "", 0
        events = []
        for line in body.splitlines(keepends=True):
            text = line.strip()
            if text == "broken" and not Path(os.environ["SCRIPT_MENDED"]).exists():
                raise RuntimeError("not mended yet")
            words = text.split()
            if len(words) == 3 and words[2] != os.environ.get("SCRIPT_BLIND_TO"):
                events.append(self._event(article, Span(start=start, end=start + len(text), text=text), now))
            start += len(line)
        return Coding(article.id, self.classify(article), tuple(events))

    def _event(self, article: RawArticle, evidence: Span, now: datetime) -> DiplomacyEvent:
        one, other, cameo = evidence.text.split()
        source, target = (Actor(country=one),), (Actor(country=other),)
        code = CAMEO[cameo]
        dyad = "-".join(sorted((one, other)))
        return DiplomacyEvent(
            event_id=event_id(
                article_id=article.id,
                cameo=cameo,
                source=source,
                target=target,
                evidence_start=evidence.start,
            ),
            article_id=article.id,
            kind="scripted",
            plover_act=code.plover or PloverType.CONSULT,
            plover=code.plover or PloverType.CONSULT,
            cameo=cameo,
            cameo_label=code.label,
            goldstein=code.goldstein,
            quad_class=code.quad_class,
            source=source,
            target=target,
            dyad=dyad,
            dyads=(dyad,),
            status=Status.HAPPENED,
            evidence=(evidence,),
            confidence=0.5,
            coder_version=self.version,
            coded_at=now,
        )


def load(model: str = "", **_: object) -> ScriptedCoder:
    return ScriptedCoder()
