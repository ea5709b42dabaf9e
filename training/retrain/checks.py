"""What to know before training: rows that contradict each other, categories with too few tickets, changed labels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from training.retrain.dataset import Dataset
from training.retrain.encoding import Integers
from training.retrain.grouping import Alike

FEWEST = 5  # tickets of a category, below which nothing can be learned or measured
_ROWS_SHOWN = 10
_MANY, _MANY_SHARE = 20, 0.05  # tickets of one text, at least, and their share of all: then it weighs as a category does


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to know. `stops`: training on it would be of no use. `places`: the rows that it is about."""

    code: str
    message: str
    places: tuple[str, ...] = ()
    stops: bool = False

    def __str__(self) -> str:
        rows = f": {'; '.join(self.places[:_ROWS_SHOWN])}{'; …' if len(self.places) > _ROWS_SHOWN else ''}" if self.places else ""
        return f"{'stop' if self.stops else 'note'} [{self.code}] {self.message}{rows}"


def check(data: Dataset, alike: Alike, expected: Sequence[str], mixed: bool) -> list[Notice]:
    """Everything found before training.

    Args:
        data: the client's tickets.
        alike: the tickets that say the same.
        expected: the categories of the live model; empty under `labels: any`.
        mixed: the shipped corpus is learned from too, so that a category is never without tickets.
    """
    return [*_label_set(data, expected, mixed), *_too_few(data, mixed), *_repeated(data, alike), *_contradictions(data, alike)]


def _label_set(data: Dataset, expected: Sequence[str], mixed: bool) -> Iterator[Notice]:
    missing = sorted(set(expected) - set(data.names))
    if missing:
        rest = "only the shipped tickets stand for them" if mixed else "the new model could never say them"
        yield Notice("label-set", f"the live model knows {', '.join(missing)}, these tickets do not; {rest}", stops=not mixed)
    fresh = sorted(set(data.names) - set(expected)) if expected else []
    for name in fresh:
        rows = np.flatnonzero(data.labels == data.names.index(name))
        yield Notice("label-set", f"the live model does not know {name}", _places(data, rows))


def _too_few(data: Dataset, mixed: bool) -> Iterator[Notice]:
    if not len(data):
        yield Notice("no-tickets", "no row of the export could be used", stops=True)
    for at, count in enumerate(np.bincount(data.labels, minlength=len(data.names)).tolist()):
        if count < FEWEST:
            rest = "the shipped tickets help out" if mixed else "add some, or map the category to another one"
            message = f"only {count} tickets of {data.names[at]}, fewer than {FEWEST}; {rest}"
            yield Notice("too-few", message, _places(data, np.flatnonzero(data.labels == at)), stops=not mixed)


def _repeated(data: Dataset, alike: Alike) -> Iterator[Notice]:
    """Texts that many tickets have, the commonest first: an outage that hundreds reported, a notice that a program sends."""
    sizes = np.bincount(alike.groups)
    for group in np.argsort(-sizes, kind="stable").tolist():
        if sizes[group] < max(_MANY, _MANY_SHARE * len(data)):
            break
        message = f"{sizes[group]} of {len(data)} tickets say the same, or nearly, and count as often; a few of them are enough"
        yield Notice("repeated", message, _places(data, np.flatnonzero(alike.groups == group)))


def _contradictions(data: Dataset, alike: Alike) -> Iterator[Notice]:
    """Tickets that are alike with each other under different labels, those of a group together, the largest groups first.

    What is only alike by way of a third ticket is none.
    """
    differ = np.flatnonzero(data.labels[alike.first] != data.labels[alike.second])
    differ = differ[np.argsort(alike.groups[alike.first[differ]], kind="stable")]
    first, second = alike.first[differ], alike.second[differ]
    edges = np.flatnonzero(np.diff(alike.groups[first])) + 1
    found = [(np.union1d(*pair), *pair) for pair in zip(np.split(first, edges), np.split(second, edges), strict=True)]
    for rows, one, other in sorted(found, key=lambda each: -each[0].size):
        if rows.size:
            names = sorted({data.names[label] for label in data.labels[rows].tolist()})
            nearly = "" if np.array_equal(data.keys[one], data.keys[other]) else "nearly "
            yield Notice("contradiction", f"{nearly}the same text is called {' and '.join(names)}", _places(data, rows))


def _places(data: Dataset, rows: Integers) -> tuple[str, ...]:
    return tuple(data.places[row] for row in rows[:50].tolist())
