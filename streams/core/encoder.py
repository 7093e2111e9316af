"""The model's word vectors in context, by its own weights: what spaCy's `tok2vec` gives, in half the time.

What a word brings with it (its embedding) is kept once it was seen; the layers that look at its neighbours
are four matrix products over all sentences of a batch at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

WORDS = 12_000  # embeddings kept: 384 bytes each
Vectors = NDArray[np.float32]


class Encoder:
    """`tok2vec` of a spaCy pipeline, whose encoder has to be spaCy's MaxoutWindowEncoder.

    Raises ValueError for another.
    """

    def __init__(self, nlp: Language) -> None:
        model: Any = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
        self._vocab = nlp.vocab
        self._embed, context = model.layers
        self._width: int = model.get_dim("nO")
        self._pad: int = context.attrs["pad"]
        self._layers = [_Layer(residual) for residual in context.layers[0].layers]
        self._places: dict[tuple[int, ...], int] = {}
        self._table: Vectors = np.zeros((WORDS, self._width), np.float32)

    def vectors(self, docs: Sequence[Doc]) -> list[Vectors]:
        """A row a token for each of the docs."""
        keys = [key for doc in docs for key in map(tuple, doc.to_array(["ORTH", "NORM", "SPACY"]).tolist())]
        self._learn(keys)
        places = np.array([self._places[key] for key in keys], dtype=np.int64)
        # Between two sentences the model was trained to see as many empty rows as it looks around.
        lengths = [len(doc) for doc in docs]
        starts = self._pad + np.cumsum([0, *(length + self._pad for length in lengths[:-1])])
        rows = np.concatenate([np.arange(a, a + n) for a, n in zip(starts.tolist(), lengths, strict=True)])
        values = np.zeros((int(starts[-1]) + lengths[-1] + self._pad, self._width), np.float32)
        values[rows] = self._table[places]
        for layer in self._layers:
            values = layer.applied(values)
        return [values[a : a + n] for a, n in zip(starts.tolist(), lengths, strict=True)]

    def _learn(self, keys: Sequence[tuple[int, ...]]) -> None:
        """Embed the words that are new."""
        new = [key for key in dict.fromkeys(keys) if key not in self._places]
        if not new:
            return
        if len(self._places) + len(new) > WORDS:
            self._places.clear()
            new = list(dict.fromkeys(keys))
        if len(new) > len(self._table):
            self._table = np.zeros((len(new), self._width), np.float32)
        from spacy.tokens import Doc

        strings = self._vocab.strings
        doc = Doc(
            self._vocab, words=[strings[orth] for orth, _, _ in new], spaces=[bool(s) for _, _, s in new]
        )
        for token, (_, norm, _) in zip(doc, new, strict=True):
            if token.norm != norm:
                token.norm_ = strings[norm]
        first = len(self._places)
        self._table[first : first + len(new)] = self._embed.predict([doc])[0]
        self._places.update((key, first + n) for n, key in enumerate(new))


class _Layer:
    """Each word with its two neighbours: the largest of three sums, normalized, added to the word."""

    def __init__(self, residual: Any) -> None:
        window, maxout, norm = _parts(residual)
        if window.attrs["window_size"] != 1:
            raise ValueError("the encoder looks at more than the two neighbours: not known here")
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        self._width, self._pieces, wide = weights.shape
        # By piece, so that the largest is taken of whole blocks
        self._weights = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, wide).T)
        self._bias = np.ascontiguousarray(bias.T.reshape(-1))
        self._gain, self._shift = norm.get_param("G"), norm.get_param("b")

    def applied(self, values: Vectors) -> Vectors:
        """The values after this layer."""
        n, width = values.shape
        seen = np.zeros((n, 3 * width), np.float32)
        seen[1:, :width] = values[:-1]
        seen[:, width : 2 * width] = values
        seen[:-1, 2 * width :] = values[1:]
        sums = seen @ self._weights
        sums += self._bias
        most: Vectors = sums[:, : self._width]
        for piece in range(1, self._pieces):
            most = np.maximum(most, sums[:, piece * self._width : (piece + 1) * self._width])
        most -= most.mean(axis=1, keepdims=True)
        spread = np.einsum("ij,ij->i", most, most) / np.float32(self._width) + np.float32(1e-08)
        most *= (spread ** np.float32(-0.5))[:, None]
        most *= self._gain
        most += self._shift
        most += values
        return most


class Tagger:
    """The model's tagger upon these vectors: one matrix, the largest sum is the tag."""

    def __init__(self, nlp: Language) -> None:
        pipe: Any = nlp.get_pipe("tagger")
        softmax = next(node for node in pipe.model.walk() if node.name == "softmax")
        self._weights, self._bias = softmax.get_param("W").T, softmax.get_param("b")
        self._labels: tuple[str, ...] = pipe.labels

    def tags(self, vectors: Vectors) -> list[str]:
        """The Penn tag of each token."""
        best = (vectors @ self._weights + self._bias).argmax(axis=1)
        return [self._labels[n] for n in best.tolist()]


def _parts(residual: Any) -> tuple[Any, Any, Any]:
    """The window, the maxout and the normalization of a layer."""
    found = {node.name: node for node in residual.walk() if not node.layers}
    try:
        return found["expand_window"], found["maxout"], found["layernorm"]
    except KeyError as error:
        raise ValueError(f"the model's tok2vec has no layer {error}: not known here") from None
