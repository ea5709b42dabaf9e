"""How much a term tells among the tickets of a pool: rare terms tell much, what a form or a disclaimer puts on each, nothing.

Tickets that repeat one another count as one: a fault that ten people report is no less the matter of their tickets for that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.lookup import BUCKETS, bucket_of
from triage.classifier.duplicates.profiles import Numbers, Pool
from triage.classifier.duplicates.terms import Hashes, Indexes

_LONG = 8  # tickets of a pool from which on what many of them have is told from what they are about
_SPREAD = 3  # what more than one ticket of so many has is on many
_LEAST_TOLD = 0.1  # what is on nearly every ticket anywhere is not divided by its own rarity
_OWN = 2  # terms of their own: tickets that have fewer repeat one another
_OFTEN = 0.1  # the share of tickets anywhere from which on a term may well be on many of a pool
_USUAL = 0.0007  # the same from which on it is a word rather than a name or a number
_SOME, _SOME_SHARE = 3, 1 / 8  # what more tickets than these have is no ticket's own
_FOREIGN = 0.35  # of terms that nobody knows, how many are words where none of the others is known either


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much a term of each bucket tells: natural logarithm of how rare it is, by the pool and by what was known before.

    Attributes:
        weights: that number for each bucket.
        known, unspread: their sum is what the bucket's term would tell if no more than two tickets of the pool had it.
        boilerplate: whether what many of the pool have tells little.
    """

    weights: Numbers
    known: float
    unspread: Numbers
    boilerplate: bool = False

    @classmethod
    def beforehand(cls, model: DuplicateModel) -> Rarity:
        """By what was known before alone, whatever the pool."""
        return cls(model.rarity, 0.0, model.rarity)

    def of(self, terms: Hashes) -> Numbers:
        """How much each term tells."""
        return self.weights[bucket_of(terms)]

    def kept_by(self, terms: Hashes) -> Numbers:
        """How much each term still tells of what it would if two tickets had it: near 0 for what most of the pool has, or 1."""
        bucket = bucket_of(terms)
        alone = np.maximum(self.known + self.unspread[bucket], _LEAST_TOLD)
        return np.minimum(1.0, self.weights[bucket] / alone) ** 2


def rarity(pool: Pool, model: DuplicateModel) -> Rarity:
    """The rarity of terms in a pool; linear in its size."""
    counted = np.bincount(bucket_of(pool.term), minlength=BUCKETS)
    met = np.flatnonzero(counted != 0)
    seen, size = _without_repeats(pool, met, counted[met].astype(np.float64), model)
    known = math.log(size + model.trust + 1)
    # more terms than tickets may share a bucket
    told = np.maximum(known - np.log(seen + model.trust * model.commonness[met] + 0.5), 0)
    spread = np.flatnonzero(seen * _SPREAD > size)
    boilerplate = size >= _LONG and _tells_boilerplate(pool, met[spread], model)
    if boilerplate:
        alone = known + model.unspread[met[spread]]
        told[spread] *= np.minimum(1.0, told[spread] / np.maximum(alone, _LEAST_TOLD))
        told[spread] *= np.clip(2 - 2 * seen[spread] / size, 0.0, 1.0)  # what more than half have falls to nothing
    result = np.add(known, model.unseen, out=counted.view(np.float64))  # the counts are done with; fresh memory takes longer
    result[met] = told
    return Rarity(result, known, model.unspread, boilerplate) if boilerplate else Rarity(result, 0.0, result)


def _without_repeats(pool: Pool, met: Indexes, seen: Numbers, model: DuplicateModel) -> tuple[Numbers, float]:
    """How many tickets have each term that was met, and how many there are, where those that repeat one another count as one.

    Reports of one fault differ in names, towns and numbers; beside what others have too they hold no words of their own, which
    the messages of one form do. A term counts once where three in four of its tickets are such, fully where only one in four is.
    """
    often = (seen > 1) & (seen * _SPREAD > pool.size)
    if not (often & (model.commonness[met] < _OFTEN)).any():
        return seen, pool.size  # what these tickets have in common, all texts have
    shared = np.zeros(BUCKETS, np.bool_)
    shared[met[often | (seen > max(_SOME, _SOME_SHARE * pool.size))]] = True
    repeating = _words_of_their_own(pool, shared, model) < _OWN
    count = int(np.count_nonzero(repeating))
    if count < 2:
        return seen, pool.size
    repeated = np.bincount(bucket_of(pool.term[repeating[pool.owner]]), minlength=BUCKETS)[met]
    size = pool.size - max(0, count - 1) * float(_counted_once(np.asarray(count / pool.size)))
    return np.minimum(seen - (seen - 1) * _counted_once(repeated / seen), size), size


def _counted_once(share: Numbers) -> Numbers:
    """How far tickets count as one of which such a share repeat one another."""
    return np.clip(2 * share - 0.5, 0.0, 1.0)


def _words_of_their_own(pool: Pool, shared: NDArray[np.bool_], model: DuplicateModel) -> Numbers:
    """How many words each ticket has beside the shared terms (by bucket). Names and numbers are none; in a language that nobody
    knows, of which even the shared terms are unusual, words cannot be told from them, and some of both count."""
    kind = 2 * shared + (model.commonness < _USUAL)  # of a bucket: 0 a word, 1 a name, 2 a shared word, 3 a shared name
    counts = np.bincount(4 * pool.owner + kind[bucket_of(pool.term)], minlength=4 * pool.size)  # one pass: there are many terms
    words, names, known, unknown = counts.reshape(-1, 4).T
    return np.asarray(words + _FOREIGN * names * unknown / np.maximum(known + unknown, 1))


def _tells_boilerplate(pool: Pool, spread: Indexes, model: DuplicateModel) -> bool:
    """Whether what many of the pool have (`spread`: its buckets) tells nothing: a form's labels, a disclaimer. In a storm the
    outage's own words are on most, and of tickets that have little else in them nobody knows."""
    reports = int(np.count_nonzero(pool.term == model.outage))
    if reports >= max(model.storm_least, model.storm_share * pool.size):
        return False
    many = np.zeros(BUCKETS, np.bool_)
    many[spread] = True
    which = many[bucket_of(pool.term)]
    having = np.zeros(pool.size, np.bool_)
    having[pool.owner[which]] = True
    own = int(np.count_nonzero(having[pool.owner])) - int(np.count_nonzero(which))
    return 0 < _OWN * int(np.count_nonzero(having)) <= own
