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
_MOST = 12  # fits: with many sources, one fit does without several of them


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
    """Each source held out once, with others where there are many: another author, another area.

    None when what remains would lack a category.
    """
    known = sorted(set(sources))
    place = {name: at % _MOST for at, name in enumerate(known)}
    home = np.array([place[name] for name in sources])
    count = min(_MOST, len(known))
    folds = [Fold(", ".join(known[at::_MOST]), np.flatnonzero(home != at), np.flatnonzero(home == at)) for at in range(count)]
    complete = len(folds) > 1 and all(len(set(labels[fold.train])) == len(Category) for fold in folds)
    return folds if complete else []


def each_source(folds: Sequence[Fold], sources: Sequence[str]) -> list[Fold]:
    """The folds by single sources, in order of name: what was learned is the same, what is judged is one source's tickets."""
    names = np.array(sources)
    parts = [(name, fold) for fold in folds for name in set(names[fold.test].tolist())]
    return [Fold(name, fold.train, np.flatnonzero(names == name)) for name, fold in sorted(parts, key=lambda part: part[0])]
