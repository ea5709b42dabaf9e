"""Which tickets are held out together: those of one scenario, those of one source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from triage.domain.vocabulary import Category

Integers = npt.NDArray[np.int64]
SEED = 20


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows to learn from, rows to be judged on; `name` says what was held out."""

    name: str
    train: Integers
    test: Integers


def grouped_folds(scenarios: Sequence[str], count: int) -> list[Fold]:
    """Shuffled folds; all tickets of a scenario fall into the same one."""
    splitter = GroupKFold(count, shuffle=True, random_state=SEED)
    parts = splitter.split(np.zeros(len(scenarios)), groups=np.array(scenarios))
    return [Fold(f"fold {at}", train, test) for at, (train, test) in enumerate(parts, 1)]


def source_folds(sources: Sequence[str], labels: npt.NDArray[np.str_]) -> list[Fold]:
    """Each source held out once: another author, another area. None when what remains would lack a category."""
    names = np.array(sources)
    folds = [Fold(name, np.flatnonzero(names != name), np.flatnonzero(names == name)) for name in sorted(set(sources))]
    complete = len(folds) > 1 and all(len(set(labels[fold.train])) == len(Category) for fold in folds)
    return folds if complete else []
