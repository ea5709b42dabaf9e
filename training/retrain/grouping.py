"""Tickets that say the same, word for word or nearly: they must never stand on both sides of a split.

Texts are compared by sixteen minima of their hashed word pairs (MinHash, Broder 1997). Texts that agree in two neighbouring
minima are compared in all; the same in ten of sixteen means that about 60 % of their word pairs are shared. What many texts have
(the labels of a web form, a disclaimer) makes nothing alike: then rare word pairs must agree too, where there are some. Linear in
the texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from training.retrain.dataset import Keys
from training.retrain.encoding import Encoded, Integers

_HASHES, _BAND, _ALIKE = 16, 2, 10
_FEWEST = 5  # words: shorter texts are only compared whole
_COMMON, _COMMON_SHARE = 20, 0.005  # texts that have a word pair, at least, and their share of all: then it tells nothing of one
_OWN = 3  # rare word pairs that make a matter of its own: where one word stands in a template (a host's name), two are rare
_RARELY = 8  # of the minima of rare word pairs, of texts that are alike as a whole: half of them
_BUCKETS = 22  # bits: word pairs are counted by so much of their hash
_CHUNK = 20_000
_NEVER = np.uint32(2**32 - 1)  # the minimum of nothing


@dataclass(frozen=True, slots=True)
class Alike:
    """Texts that say the same.

    Attributes:
        groups: a number for each text; what is alike, and what is alike with that, has one number.
        first, second: rows that are alike with each other. Of several like one text only that one is named beside each.
    """

    groups: Integers
    first: Integers
    second: Integers


def group_alike(texts: Encoded, keys: Keys, hashes: Keys) -> Alike:
    """Which texts say the same, word for word (equal `keys`) or nearly. `hashes` are the words' (see `dataset.word_hashes`)."""
    long = np.flatnonzero(np.diff(texts.starts) >= _FEWEST)
    first, second = _alike(_signatures(texts, hashes), long)
    signs, counts = _rare_signatures(texts, hashes, _common_pairs(texts, hashes))
    nothing_else = np.maximum(counts[first], counts[second]) < _OWN
    kept = nothing_else | ((signs[first] == signs[second]).sum(1) >= _RARELY)
    pairs = (
        _neighbours(keys, np.arange(len(texts))),
        (first[kept], second[kept]),
        _alike(signs, np.flatnonzero(counts >= _FEWEST)),  # whose common words had hidden them from each other
    )
    first, second = (np.concatenate(side) for side in zip(*pairs, strict=True))
    links = coo_matrix((np.ones(first.size, bool), (first, second)), shape=(len(texts), len(texts)))
    return Alike(connected_components(links, directed=False)[1].astype(np.int64), first, second)


def _alike(signs: npt.NDArray[np.uint32], rows: Integers) -> tuple[Integers, Integers]:
    """Pairs of these rows that agree in two neighbouring minima and in enough of all."""
    pairs = []
    for band in range(0, _HASHES, _BAND):
        joined = signs[rows, band].astype(np.uint64) << np.uint64(32) | signs[rows, band + 1]
        first, second = _neighbours(joined, rows)
        enough = (signs[first] == signs[second]).sum(1) >= _ALIKE
        pairs.append((first[enough], second[enough]))
    first, second = (np.concatenate(side) for side in zip(*pairs, strict=True))
    return first, second


def join_groups(groups: Integers, others: Integers) -> Integers:
    """Groups that are also joined by equal numbers of `others`; 0 joins nothing."""
    known = np.flatnonzero(others)
    base = int(groups.max(initial=-1)) + 1
    _, numbered = np.unique(others[known], return_inverse=True)
    size = base + int(numbered.max(initial=-1)) + 1
    links = coo_matrix((np.ones(known.size, bool), (groups[known], numbered + base)), shape=(size, size))
    joined: Integers = connected_components(links, directed=False)[1].astype(np.int64)[groups]
    return joined


def _neighbours(keys: Keys, rows: Integers) -> tuple[Integers, Integers]:
    """Each row and the first one with the same key, where these differ."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    fresh = np.ones(ranked.size, bool)
    fresh[1:] = ranked[1:] != ranked[:-1]
    leader = order[np.flatnonzero(fresh)][np.cumsum(fresh) - 1]
    return rows[leader[~fresh]], rows[order[~fresh]]


def _common_pairs(texts: Encoded, hashes: Keys) -> np.ndarray:
    """Per bucket of hashes, whether its word pairs stand in many texts; how often within one is not told apart."""
    found = np.zeros(1 << _BUCKETS, np.int64)
    for _, part in texts.chunks(_CHUNK):
        found += np.bincount(_buckets(_word_pairs(part, hashes)), minlength=found.size)
    common: np.ndarray = found >= max(_COMMON, _COMMON_SHARE * len(texts))
    return common


def _signatures(texts: Encoded, hashes: Keys) -> npt.NDArray[np.uint32]:
    """The minima of each text."""
    signs = np.zeros((len(texts), _HASHES), np.uint32)
    for rows, part in texts.chunks(_CHUNK):
        _sign(signs, rows, _word_pairs(part, hashes), part.starts)
    return signs


def _rare_signatures(texts: Encoded, hashes: Keys, common: np.ndarray) -> tuple[npt.NDArray[np.uint32], Integers]:
    """The minima of each text's rare word pairs, and how many it has; a text of common ones alone has the largest number."""
    signs, counts = np.full((len(texts), _HASHES), _NEVER, np.uint32), np.zeros(len(texts), np.int64)
    for rows, part in texts.chunks(_CHUNK):
        pairs = _word_pairs(part, hashes)
        rare = ~common[_buckets(pairs)]
        ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(rare)))[part.starts]
        counts[rows] = np.diff(ends)
        signs[rows[np.diff(part.starts) == 0]] = 0
        _sign(signs, rows, pairs[rare], ends)
    return signs, counts


def _sign(signs: npt.NDArray[np.uint32], rows: Integers, pairs: Keys, starts: Integers) -> None:
    """Write the minima of those rows that have word pairs: theirs begin at `starts`, which has one entry more than rows."""
    full = np.flatnonzero(np.diff(starts))
    if full.size:
        for at, minima in enumerate(_minima(pairs, starts[:-1][full])):
            signs[rows[full], at] = minima


def _word_pairs(part: Encoded, hashes: Keys) -> Keys:
    """A number for each word with the next; the last one of a text stands alone."""
    own = hashes[part.tokens]
    with np.errstate(over="ignore"):
        pairs: Keys = own * np.uint64(0x9E3779B97F4A7C15) + np.append(own[1:], own[:1])
    ends = part.starts[1:][np.diff(part.starts) > 0] - 1
    pairs[ends] = own[ends]
    return pairs


def _buckets(pairs: Keys) -> Integers:
    buckets: Integers = (pairs >> np.uint64(64 - _BUCKETS)).astype(np.int64)
    return buckets


def _minima(pairs: Keys, starts: Integers) -> Iterator[Keys]:
    for seed in np.random.default_rng(20).integers(1, 2**63, _HASHES, dtype=np.uint64) | np.uint64(1):
        with np.errstate(over="ignore"):
            mixed = pairs * seed
            mixed ^= mixed >> np.uint64(29)
            mixed *= seed
        yield np.minimum.reduceat(mixed >> np.uint64(32), starts)
