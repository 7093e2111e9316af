"""Train the arbiter:

`python -m streams.training.train` (or `make train`). Deterministic; needs the extra `[train]`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from streams.core.arbiter import REVERSED, hashed, scaled
from streams.core.coder import Analysis, Coder, load_coder
from streams.core.referents import Mention
from streams.training.sentences import Marked, marked_sentences

WEIGHTS = Path(__file__).parents[1] / "core" / "knowledge" / "arbiter.npz"
MINIMUM = 2  # examples in which a feature must stand
RECIPROCAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "COOPERATE", "NONE"})
REVERSED_WEIGHT = 0.3  # of an example turned round, against one as written


@dataclass(frozen=True, slots=True)
class Example:
    """The features of an ordered pair of mentions, and the class to learn."""

    features: tuple[str, ...]
    label: str
    weight: float = 1.0


def given(analysis: Analysis, span: tuple[int, int]) -> Mention | None:
    """The mention of an analysis that stands at `span` of the article's body."""
    base = analysis.read.sentence.start
    for mention in analysis.read.mentions:
        if mention.given and (mention.start + base, mention.end + base) == span:
            return mention
    return None


def examples(coder: Coder, sentences: Sequence[Marked]) -> list[Example]:
    """The examples of all sentences, each pair also turned round where the act has a direction."""
    found = []
    for analysis in coder.analyse([m.article for m in sentences]):
        marked = sentences[analysis.article]
        source, target = given(analysis, marked.source), given(analysis, marked.target)
        if source is None or target is None:
            continue
        found.append(Example(tuple(coder.pair_features(analysis, source, target)), marked.label))
        if marked.label not in RECIPROCAL:
            turned = tuple(coder.pair_features(analysis, target, source))
            found.append(Example(turned, REVERSED, REVERSED_WEIGHT))
    return found


def matrix(rows: Sequence[Sequence[str]], columns: dict[int, int]) -> csr_matrix:
    """Examples × features, with the values that the arbiter gives them at run time."""
    data: list[float] = []
    indices: list[int] = []
    ends = [0]
    for row in rows:
        names = [f for f in dict.fromkeys(row) if hashed(f) in columns]
        data += scaled(names).tolist()
        indices += [columns[hashed(f)] for f in names]
        ends.append(len(indices))
    return csr_matrix((data, indices, ends), shape=(len(rows), len(columns)), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Model:
    """A trained regression before it is packed."""

    classes: list[str]
    columns: dict[int, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]


def fit(data: Sequence[Example], *, strength: float = 1.0) -> Model:
    """A multinomial logistic regression; `strength` is the inverse of the L2 penalty."""
    counted = Counter(hashed(f) for e in data for f in dict.fromkeys(e.features))
    columns = {key: i for i, key in enumerate(sorted(k for k, n in counted.items() if n >= MINIMUM))}
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    model.fit(
        matrix([e.features for e in data], columns),
        [e.label for e in data],
        sample_weight=[e.weight for e in data],
    )
    return Model(
        list(model.classes_), columns, model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    )


def pack(model: Model, path: Path) -> None:
    """Write the weights as eight-bit integers, the smallest of the features left out."""
    scales = np.abs(model.weights).max(axis=0) / 127
    packed = np.round(model.weights / scales).astype(np.int8)
    kept = np.abs(packed).max(axis=1) >= 3
    keys = np.array(list(model.columns), dtype=np.uint32)
    np.savez_compressed(
        path,
        classes=np.array(model.classes),
        keys=keys[kept],
        weights=packed[kept],
        scales=scales.astype(np.float32),
        bias=model.bias,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Train on every sentence of the project and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--strength", type=float, default=0.2)
    options = parser.parse_args(arguments)
    sentences = list(marked_sentences())
    data = examples(load_coder(), sentences)
    model = fit(data, strength=options.strength)
    pack(model, options.out)
    print(
        f"{len(sentences)} sentences, {len(data)} examples, {len(model.columns)} features "
        f"→ {options.out.stat().st_size / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    main()
