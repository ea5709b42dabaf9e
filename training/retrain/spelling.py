"""Words as letter groups: how often each word holds each group, as scikit-learn's `char_wb` finds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from training.features import FeatureOptions
from training.retrain.encoding import Encoded

Column = Callable[[str], int | None]
"""The column of a letter group; None for one that is not told apart."""


def learn_spelling(texts: Encoded, options: FeatureOptions) -> tuple[list[str], csr_matrix]:
    """The letter groups of the words that occur: their names, and how often each word (row) holds each of them (column)."""
    numbers: dict[str, int] = {}
    rows = np.flatnonzero(_met(texts))
    counts = _spell(texts.words, rows.tolist(), options, lambda group: numbers.setdefault(group, len(numbers)))
    return list(numbers), _matrix(*counts, (len(texts.words), len(numbers)))


def spell_too(
    spelling: csr_matrix, texts: Encoded, groups: Mapping[str, int], weights: npt.NDArray[np.float64], options: FeatureOptions
) -> csr_matrix:
    """The spelling with those words of some texts that it lacks.

    Args:
        spelling: words x groups, every count times the group's weight; a word that it lacks has an empty row, or none.
        groups: the column of each letter group that is told apart; those of a word that are not are left out.
    """
    lacking = _met(texts)
    lacking[: spelling.shape[0]] &= np.diff(spelling.indptr)[: lacking.size] == 0
    rows, columns = _spell(texts.words, np.flatnonzero(lacking).tolist(), options, groups.get)
    if not rows:
        return spelling
    shape = (max(lacking.size, spelling.shape[0]), spelling.shape[1])
    ends = np.pad(spelling.indptr, (0, shape[0] - spelling.shape[0]), mode="edge")
    more = _matrix(rows, columns, shape)
    more.data *= weights[more.indices]
    return csr_matrix((spelling.data, spelling.indices, ends), shape=shape) + more


def groups_of(word: str, shortest: int, longest: int) -> list[str]:
    """The letter groups of a word; none of the unknown word."""
    if not word:
        return []
    edged = f" {word} "
    found = []
    for length in range(shortest, longest + 1):
        found += [edged[at : at + length] for at in range(max(len(edged) - length, 0) + 1)]
        if length >= len(edged):  # the word as a whole counts once
            break
    return found


def _met(texts: Encoded) -> npt.NDArray[np.bool_]:
    """Which words occur in the texts."""
    met = np.zeros(len(texts.words), bool)
    met[texts.tokens] = True
    return met


def _spell(words: Sequence[str], chosen: Sequence[int], options: FeatureOptions, column: Column) -> tuple[list[int], list[int]]:
    """Row and column of every letter group of the chosen words."""
    rows, columns = list[int](), list[int]()
    for word in chosen:
        for group in groups_of(words[word], options.char_shortest, options.char_longest):
            at = column(group)
            if at is not None:
                rows.append(word)
                columns.append(at)
    return rows, columns


def _matrix(rows: Sequence[int], columns: Sequence[int], shape: tuple[int, int]) -> csr_matrix:
    matrix = csr_matrix((np.ones(len(rows)), (np.array(rows, np.int64), np.array(columns, np.int64))), shape=shape)
    matrix.sum_duplicates()
    return matrix
