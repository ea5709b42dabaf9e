"""Tickets that say the same, word for word or nearly: they must never stand on both sides of a split.

Texts are compared by sixteen minima of their hashed word pairs (MinHash, Broder 1997). Texts that agree in two neighbouring
minima are compared in all; the same in ten of sixteen means that about 60 % of their word pairs are shared. Linear in the texts.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from training.retrain.dataset import Keys
from training.retrain.encoding import Encoded, Integers

_HASHES, _BAND, _ALIKE = 16, 2, 10
_FEWEST = 5  # words: shorter texts are only compared whole
_CHUNK = 20_000


def group_alike(texts: Encoded, keys: Keys, hashes: Keys) -> Integers:
    """A group number for each text; texts of one group say the same. `hashes` are the words' (see `dataset.word_hashes`)."""
    signs = _signatures(texts, hashes)
    long = np.flatnonzero(np.diff(texts.starts) >= _FEWEST)
    pairs = [_neighbours(keys, np.arange(len(texts)))]
    for band in range(0, _HASHES, _BAND):
        joined = signs[:, band].astype(np.uint64) << np.uint64(32) | signs[:, band + 1]
        first, second = _neighbours(joined[long], long)
        alike = (signs[first] == signs[second]).sum(1) >= _ALIKE
        pairs.append((first[alike], second[alike]))
    first, second = (np.concatenate(side) for side in zip(*pairs, strict=True))
    links = coo_matrix((np.ones(first.size, bool), (first, second)), shape=(len(texts), len(texts)))
    groups: Integers = connected_components(links, directed=False)[1].astype(np.int64)
    return groups


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


def _signatures(texts: Encoded, hashes: Keys) -> npt.NDArray[np.uint32]:
    signs = np.zeros((len(texts), _HASHES), np.uint32)
    with np.errstate(over="ignore"):
        for rows, part in texts.chunks(_CHUNK):
            full = np.flatnonzero(np.diff(part.starts))
            for at, minima in enumerate(_minima(part, hashes, full)):
                signs[rows[full], at] = minima
    return signs


def _minima(part: Encoded, hashes: Keys, full: Integers) -> Iterator[Keys]:
    own = hashes[part.tokens]
    pairs = own * np.uint64(0x9E3779B97F4A7C15) + np.append(own[1:], own[:1])
    ends = part.starts[1:][full] - 1
    pairs[ends] = own[ends]
    for seed in np.random.default_rng(20).integers(1, 2**63, _HASHES, dtype=np.uint64) | np.uint64(1):
        mixed = pairs * seed
        mixed ^= mixed >> np.uint64(29)
        yield np.minimum.reduceat((mixed * seed) >> np.uint64(32), part.starts[:-1][full])
