"""What a ticket shows among the others of a storm: what the category model makes of it, and how much its words are the storm's.

In a storm of reports of one outage its words stand out: how often a word is used in likely reports against how often in tickets
at large, and against the others that came in with the storm. A ticket is never compared with itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.lookup import bucket_of
from triage.classifier.duplicates.outages import KEPT_CATEGORIES
from triage.classifier.duplicates.profiles import Numbers, Profile
from triage.domain.vocabulary import Category

SIGNS = (*KEPT_CATEGORIES, "lift", "contrast")
"""Log-shares of the categories; how much more often its most telling words are in likely reports than in tickets at large; how
much more often all its words are there than in the others."""

_OUTAGE, _FUNCTION = KEPT_CATEGORIES.index(Category.SITE_DOWN), KEPT_CATEGORIES.index(Category.KEY_FUNCTION)
_TELLING = 5  # words of a ticket by which it shows what it is about: a long one has many others
_TRUST = 10.0  # tickets of the storm that weigh as much as what was known of a word before
_RARE = 0.003  # no word is taken for rarer than this before


def fault_of(log_shares: NDArray[np.float64]) -> Numbers:
    """The probability that each ticket reports something that is down or broken. `log_shares`: tickets x `KEPT_CATEGORIES`."""
    faults: Numbers = np.exp(log_shares[:, [_OUTAGE, _FUNCTION]]).sum(1)
    return np.minimum(faults, 1.0)  # shares of a fingerprint are rounded


def outage_of(log_shares: NDArray[np.float64]) -> float:
    """How much of what a storm's tickets report is the whole site, 1, and how much a function of it, 0."""
    return float(np.exp(log_shares[:, _OUTAGE]).sum() / fault_of(log_shares).sum())


def signs_of(profiles: Sequence[Profile], log_shares: NDArray[np.float64], model: DuplicateModel) -> NDArray[np.float64]:
    """The signs of all tickets of a storm: tickets x `SIGNS`. `log_shares`: tickets x `KEPT_CATEGORIES`."""
    faults = fault_of(log_shares)
    owner = np.repeat(np.arange(len(profiles)), [profile.terms.size for profile in profiles])
    terms, term = np.unique(np.concatenate([profile.terms for profile in profiles]), return_inverse=True)
    known = (model.commonness[bucket_of(terms)] + _RARE)[term]
    ours, theirs = _rates(term, faults[owner], known, faults.sum()), _rates(term, 1 - faults[owner], known, (1 - faults).sum())
    lift = _mean_of_best(owner, np.log(ours / known), len(profiles))
    contrast = np.bincount(owner, np.log(ours / theirs), len(profiles)) / np.sqrt(1 + np.bincount(owner, minlength=len(profiles)))
    return np.column_stack((log_shares, lift, contrast))


def lift_of(signs: NDArray[np.float64]) -> float:
    """The lift of likely reports on average. `signs`: tickets x `SIGNS`."""
    faults = fault_of(signs[:, : len(KEPT_CATEGORIES)])
    return float(faults @ signs[:, SIGNS.index("lift")] / faults.sum())


def _rates(term: NDArray[np.int64], part: Numbers, known: Numbers, tickets: float) -> Numbers:
    """How often each ticket's words are in the other tickets of a kind; `part`: how much it is of that kind itself."""
    often = np.bincount(term, part)[term] - part
    return np.asarray((often + _TRUST * known) / (tickets - part + _TRUST))


def _mean_of_best(owner: NDArray[np.int64], values: Numbers, count: int) -> Numbers:
    """The mean of each owner's highest values; 0 for who has none."""
    order = np.lexsort((-values, owner))
    sizes = np.bincount(owner, minlength=count)
    place = np.arange(order.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    best = order[place < _TELLING]
    return np.asarray(np.bincount(owner[best], values[best], count) / np.maximum(np.minimum(sizes, _TELLING), 1))
