"""What the model sees of encoded texts, factored: words and phrases, letter groups by way of their words, speech acts.

The values are those of `training.features` (a test compares them), but letter groups, of which a text has ten times as many as
words, are never written out: their block is (texts x words) times (words x groups), and a product with it takes two cheap steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from training.features import FeatureOptions
from training.retrain.encoding import UNKNOWN, Encoded, Integers, Numbers
from training.retrain.spelling import learn_spelling, spell_too

Floats = npt.NDArray[np.float64]

_CHUNK = 4_000  # texts that are counted at once


@dataclass(frozen=True, slots=True)
class Ngrams:
    """A vocabulary of sequences of one to `longest` numbers below `base`: their sorted keys and inverse document frequencies."""

    base: int
    keys: tuple[Integers, ...]
    idf: Floats

    @property
    def longest(self) -> int:
        """The most pieces in a sequence."""
        return len(self.keys)

    def pieces(self) -> list[tuple[int, ...]]:
        """The sequences in the order of the features."""
        return [_unfold(int(key), length, self.base) for length, keys in enumerate(self.keys, 1) for key in keys]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is told apart.

    Attributes:
        groups: the letter groups and their columns, in the order of these.
        spelling: how often each word (row) holds each letter group, times its `group_idf`; of words that were not learned from,
            only those that `lay_out` met.
    """

    words: Ngrams
    cues: Ngrams
    groups: Mapping[str, int]
    group_idf: Floats
    spelling: csr_matrix
    options: FeatureOptions

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Features of each block: words, letter groups, speech acts."""
        return self.words.idf.size, len(self.groups), self.cues.idf.size


@dataclass(frozen=True, slots=True)
class Design:
    """Texts under a vocabulary. `spelled` has the words of each text, divided by the mass of the text's letter groups."""

    words: csr_matrix
    spelled: csr_matrix
    cues: csr_matrix
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return int(self.words.shape[0])

    def scores(self, weights: Floats) -> Floats:
        """Texts x labels: the product with `weights` (features x labels, block after block)."""
        first, second, _ = self.vocabulary.sizes
        options = self.vocabulary.options
        product = self.words @ weights[:first]
        product += self.spelled @ (self.vocabulary.spelling @ weights[first : first + second]) * options.char_share
        product += self.cues @ weights[first + second :] * options.cue_share
        result: Floats = product
        return result

    def pull(self, errors: Floats) -> Floats:
        """Features x labels: the transposed product, which is what a gradient needs."""
        options = self.vocabulary.options
        letters = self.vocabulary.spelling.T @ (self.spelled.T @ errors)
        return np.concatenate((self.words.T @ errors, letters * options.char_share, self.cues.T @ errors * options.cue_share))


def learn_vocabulary(texts: Encoded, options: FeatureOptions, most_groups: int = 200_000) -> Vocabulary:
    """What occurs in enough of the texts; of letter groups at most `most_groups`, the commonest."""
    words = _learn_ngrams(texts.tokens, texts.starts, len(texts.words), options.word_longest, options.word_floor)
    cues = _learn_ngrams(texts.cues, texts.cue_starts, len(texts.acts), options.cue_longest, options.cue_floor)
    names, spelling = learn_spelling(texts, options)
    found = _group_counts(texts, spelling)
    floor = max(options.char_floor, int(np.partition(found, -most_groups)[-most_groups]) + 1 if found.size > most_groups else 0)
    kept = np.flatnonzero(found >= floor)
    idf = _idf(found[kept], len(texts))
    weighted = csr_matrix(spelling[:, kept].multiply(idf[None, :]))
    groups = {names[at]: column for column, at in enumerate(kept.tolist())}
    return Vocabulary(words, cues, groups, idf, weighted, options)


def lay_out(texts: Encoded, vocabulary: Vocabulary) -> Design:
    """The texts under a vocabulary that was learned from texts of the same encoder.

    As in service, a word that was not learned has the letter groups that were: what is judged is what serves.
    """
    spelling = spell_too(vocabulary.spelling, texts, vocabulary.groups, vocabulary.group_idf, vocabulary.options)
    vocabulary = replace(vocabulary, spelling=spelling)
    counts = _word_counts(texts)
    counts.resize(len(texts), spelling.shape[0])
    mass = counts @ np.asarray(spelling.sum(1)).ravel()
    mass[mass == 0] = 1.0
    counts.data /= np.repeat(mass, np.diff(counts.indptr))
    words = _ngram_values(texts.tokens, texts.starts, vocabulary.words)
    return Design(words, counts, _ngram_values(texts.cues, texts.cue_starts, vocabulary.cues), vocabulary)


def _learn_ngrams(tokens: Numbers, starts: Integers, base: int, longest: int, floor: int) -> Ngrams:
    count = starts.size - 1
    keys: list[Integers] = []
    found: list[Integers] = []
    for length in range(1, longest + 1):
        tally: list[tuple[Integers, Integers]] = []
        for first in range(0, max(count, 1), 20 * _CHUNK):
            edges = starts[first : first + 20 * _CHUNK + 1]
            owner, key = _sequences(tokens[edges[0] : edges[-1]], edges - edges[0], base, length)
            tally.append(_once_each(owner, key))
        unique, times = _sum_up(tally)
        enough = times >= floor
        keys.append(unique[enough])
        found.append(times[enough])
    return Ngrams(base, tuple(keys), _idf(np.concatenate(found), count))


def _once_each(owner: Integers, key: Integers) -> tuple[Integers, Integers]:
    """The different keys, and in how many texts each occurs."""
    order = np.lexsort((owner, key))
    key, owner = key[order], owner[order]
    fresh = np.ones(key.size, bool)
    fresh[1:] = (key[1:] != key[:-1]) | (owner[1:] != owner[:-1])
    return np.unique(key[fresh], return_counts=True)


def _sum_up(tally: Sequence[tuple[Integers, Integers]]) -> tuple[Integers, Integers]:
    unique, back = np.unique(np.concatenate([keys for keys, _ in tally]), return_inverse=True)
    times = np.bincount(back, np.concatenate([times for _, times in tally]), minlength=unique.size).astype(np.int64)
    return unique, times


def _sequences(tokens: Numbers, starts: Integers, base: int, length: int) -> tuple[Integers, Integers]:
    """Every run of `length` known numbers inside one text: which text, and its key."""
    owner = np.repeat(np.arange(starts.size - 1), np.diff(starts))
    last = tokens.size - length + 1
    if last <= 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    key = np.zeros(last, np.int64)
    whole = owner[:last] == owner[length - 1 :]
    for at in range(length):
        piece = tokens[at : at + last]
        key = key * base + piece
        whole &= (piece != UNKNOWN) & (piece < base)
    return owner[:last][whole], key[whole]


def _ngram_values(tokens: Numbers, starts: Integers, ngrams: Ngrams) -> csr_matrix:
    """TF-IDF as scikit-learn has it: 1 + log of the count, times idf, each text of length 1."""
    rows, columns, before = [], [], 0
    for length, keys in enumerate(ngrams.keys, 1):
        owner, key = _sequences(tokens, starts, ngrams.base, length)
        if keys.size:
            at = np.minimum(keys.searchsorted(key), keys.size - 1)
            hit = keys[at] == key
            rows.append(owner[hit])
            columns.append(at[hit] + before)
        before += keys.size
    nothing = [np.zeros(0, np.int64)]
    matrix = _counted(np.concatenate(rows or nothing), np.concatenate(columns or nothing), (starts.size - 1, before))
    matrix.data = (1.0 + np.log(matrix.data)) * ngrams.idf[matrix.indices]
    lengths = np.sqrt(np.bincount(np.repeat(np.arange(starts.size - 1), np.diff(matrix.indptr)), matrix.data**2, starts.size - 1))
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr))
    return matrix


def _counted(rows: Integers, columns: Integers, shape: tuple[int, int]) -> csr_matrix:
    matrix = csr_matrix((np.ones(rows.size), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _word_counts(texts: Encoded) -> csr_matrix:
    owner = np.repeat(np.arange(len(texts)), np.diff(texts.starts))
    return _counted(owner, texts.tokens.astype(np.int64), (len(texts), len(texts.words)))


def _group_counts(texts: Encoded, spelling: csr_matrix) -> Integers:
    """In how many texts each letter group occurs."""
    total = np.zeros(spelling.shape[1], np.int64)
    for _, part in texts.chunks(_CHUNK):
        held = _word_counts(part) @ spelling
        total += np.bincount(held.indices, minlength=total.size)
    return total


def _idf(found: Integers, count: int) -> Floats:
    weights: Floats = np.log((1.0 + count) / (1.0 + found)) + 1.0
    return weights


def _unfold(key: int, length: int, base: int) -> tuple[int, ...]:
    pieces = []
    for _ in range(length):
        key, piece = divmod(key, base)
        pieces.append(piece)
    return tuple(reversed(pieces))
