"""Which tickets are learned from and which are held out: the latest ones where dates allow, never a twin on both sides."""

from __future__ import annotations

import warnings as python_warnings
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from training.retrain.dataset import Dataset
from training.retrain.encoding import Integers
from training.retrain.grouping import join_groups

HELD_OUT = 0.2
_DATED = 0.95  # least share of tickets with a date for a split by time
_SHIFT = 0.25  # most that the category shares before and after may differ (half the sum of differences)
_LARGEST = 0.2  # a requester with more of all tickets than this is a form or a mailbox, not a person
_FEWEST_PEOPLE = 10  # requesters without whom no split by them is worth it
_FEWEST = 0.5  # least part of the held-out tickets that must remain after those of known requesters are set aside
_EXACT_UP_TO = 30_000  # tickets up to which folds are balanced by category; beyond, chance balances them
_SEED = 20


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to learn from and to judge by; `aside` are neither, since they would flatter. `how` and `warnings` are for people."""

    train: Integers
    test: Integers
    aside: Integers
    how: str
    warnings: tuple[str, ...] = ()


def split(data: Dataset, alike: Integers) -> Split:
    """Hold out a fifth: the latest, without twins or requesters of the earlier ones; groups at random where dates are missing."""
    warnings: list[str] = []
    by_person, told = _requester_groups(data, alike)
    warnings += told
    undated = _why_not_by_time(data)
    if not undated:
        return _by_time(data, alike, by_person, warnings)
    warnings.append(f"not split by time: {undated}")
    folds = folds_of(data.labels, by_person, round(1 / HELD_OUT))
    how = "at random, no requester on both sides" if by_person is not alike else "at random"
    sizes = np.bincount(folds, minlength=round(1 / HELD_OUT))
    test = folds == int(np.abs(sizes - HELD_OUT * len(data)).argmin())
    return Split(np.flatnonzero(~test), np.flatnonzero(test), np.zeros(0, np.int64), how, tuple(warnings))


def folds_of(labels: Integers, groups: Integers, count: int) -> Integers:
    """A fold number for each row; all rows of a group fall into the same one."""
    numbers = np.zeros(labels.size, np.int64)
    if labels.size > _EXACT_UP_TO:
        return np.random.default_rng(_SEED).integers(0, count, int(groups.max()) + 1)[groups]
    if int(np.bincount(labels).max()) < count:  # nothing to balance by
        return groups % count
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=_SEED)
    with python_warnings.catch_warnings():
        python_warnings.simplefilter("ignore", UserWarning)  # a rare category is not in every fold; the checks have said so
        for number, (_, held) in enumerate(splitter.split(np.zeros(labels.size), labels, groups)):
            numbers[held] = number
    return numbers


def _requester_groups(data: Dataset, alike: Integers) -> tuple[Integers, list[str]]:
    known = data.requesters != 0
    if known.mean() < 0.5:
        return alike, []
    people, counts = np.unique(data.requesters[known], return_counts=True)
    large = counts > _LARGEST * len(data)
    told = []
    if large.any():
        share = counts[large].sum() / len(data)
        told.append(
            f"{share:.0%} of the tickets come from {large.sum()} of the requesters (a web form or a shared mailbox?): "
            "these may stand on both sides"
        )
    if (~large).sum() < _FEWEST_PEOPLE:
        return alike, [*told, f"not split by requester: fewer than {_FEWEST_PEOPLE} requesters are left"]
    return join_groups(alike, np.where(np.isin(data.requesters, people[large]), 0, data.requesters)), told


def _why_not_by_time(data: Dataset) -> str:
    known = np.isfinite(data.times)
    if known.mean() < _DATED:
        return f"{f'only {known.mean():.0%}' if known.any() else 'none'} of the tickets have a date that can be read"
    late = _latest(data)
    before, after = (np.bincount(data.labels[rows], minlength=len(data.names)) for rows in (~late, late))
    if not after.any() or not before.any():
        return "all tickets are of one moment"
    shift = 0.5 * float(np.abs(before / before.sum() - after / after.sum()).sum())
    if shift > _SHIFT + 0.5 * float(np.sqrt(len(data.names) / after.sum())):  # so much is chance when there are few
        return f"the categories' shares before and after differ by {shift:.0%}; was the export balanced or relabelled?"
    lost = [data.names[at] for at in np.flatnonzero((before == 0) | (after == 0))]
    return f"{', '.join(lost[:5])} would be missing on one side" if lost and len(data.names) <= 20 else ""


def _latest(data: Dataset) -> np.ndarray:
    """The last fifth; tickets without a date are early."""
    times = np.nan_to_num(data.times, nan=-np.inf)
    result: np.ndarray = times > np.quantile(times, 1 - HELD_OUT)
    return result


def _by_time(data: Dataset, alike: Integers, by_person: Integers, warnings: list[str]) -> Split:
    late = _latest(data)
    how = "the latest fifth by date"
    kept = late & ~_met(by_person, late)
    if by_person is not alike and kept.sum() >= _FEWEST * late.sum():
        how += ", of requesters not seen before"
    else:
        if by_person is not alike:
            warnings.append("requesters stand on both sides: too few of the latest tickets are of new ones")
        kept = late & ~_met(alike, late)
    return Split(np.flatnonzero(~late), np.flatnonzero(kept), np.flatnonzero(late & ~kept), how, tuple(warnings))


def _met(groups: Integers, late: np.ndarray) -> np.ndarray:
    """Whether a row's group has an early member."""
    early = np.zeros(int(groups.max()) + 1, bool)
    early[groups[~late]] = True
    result: np.ndarray = early[groups]
    return result
