"""The arcs by the model's own weights are those that spaCy computes."""

from __future__ import annotations

from typing import Any

import pytest

from streams.bench import corpora
from streams.core.encoder import Encoder
from streams.core.transitions import Transitions

pytestmark = pytest.mark.model

ODD = [
    "",
    "Talks failed.",
    "Mr  Holt  ,  (who had left)  came back   with it . ",
    "A visit to Oslo by the envoy was called off, whom did he mean? It was him that they had asked about.",
    "no no no no",
]


def test_arcs_are_those_of_spacy(spacy_pipeline: Any) -> None:
    texts = [*ODD, *corpora.sentences()[::20], *corpora.samples()[0].body.split("\n\n")]  # type: ignore[union-attr]
    docs = [spacy_pipeline.make_doc(text) for text in texts]
    words = [[token.text for token in doc] for doc in docs]
    arcs = Transitions(spacy_pipeline).arcs(Encoder(spacy_pipeline).vectors(docs), words)

    for ours, theirs in zip(arcs, spacy_pipeline.pipe(texts), strict=True):
        assert ours == ([t.head.i for t in theirs], [t.dep_ for t in theirs])


def test_no_sentence_has_no_arcs(spacy_pipeline: Any) -> None:
    assert Transitions(spacy_pipeline).arcs([], []) == []
