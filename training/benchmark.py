"""`python -m training benchmark`: the retraining pipeline, unchanged, on public data sets, against what others have published."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.ingest.mapping import parse_mapping
from training.measures import Figure, accuracy, bootstrap, calibration_error, macro_f1
from training.retrain.dataset import Dataset, read_dataset, word_hashes
from training.retrain.encoding import Encoder, Integers
from training.retrain.grouping import group_alike
from training.retrain.learning import Learned, learn
from training.retrain.reader import corpus_reader
from training.retrain.recipe import Material
from training.retrain.search import Map

_SEED = 20


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A data set: its files, what their columns mean, the published split (None: a random fifth is held out), the target."""

    name: str
    train: Sequence[str]
    test: Sequence[str]
    columns: Mapping[str, str]
    target: float


SETS = (
    PublicSet("banking77", ["banking77/train.csv"], ["banking77/test.csv"], {"body": "text", "category": "category"}, 0.92),
    PublicSet(
        "itservice",
        ["itservice/all_tickets_processed_improved_v3.csv.xz"],
        [],
        {"body": "Document", "category": "Topic_group"},
        0.875,
    ),
)


@dataclass(frozen=True, slots=True)
class Score:
    """How a set went; `novel` is the accuracy on tickets without a twin among those learned from."""

    name: str
    learned: int
    accuracy: Figure
    macro_f1: float
    ece: float
    novel: float
    target: float
    seconds: float
    recipe: str

    def __str__(self) -> str:
        verdict = "reached" if self.accuracy.value >= self.target else "missed"
        return (
            f"{self.name}: accuracy {self.accuracy} (target {self.target}: {verdict}), macro-F1 {self.macro_f1:.3f}, "
            f"ECE {self.ece:.3f}, without a twin {self.novel:.3f}; {self.learned} tickets in {self.seconds:.0f} s; {self.recipe}"
        )


def run_benchmarks(folder: Path, names: Sequence[str], run: Map, told: Callable[[str], None]) -> Iterable[Score]:
    """Every set that is asked for and present."""
    for public in SETS:
        if (not names or public.name in names) and (folder / public.train[0]).exists():
            yield measure(public, folder, run, told)


def measure(public: PublicSet, folder: Path, run: Map, told: Callable[[str], None]) -> Score:
    """Learn the training part, judge the test part once."""
    began = time.perf_counter()
    encoder = Encoder(corpus_reader())
    mapping = parse_mapping(_mapping(public), public.name)
    data, _ = read_dataset([folder / name for name in (*public.train, *public.test)], mapping, encoder, lambda _: None)
    test = _test_rows(public, data)
    train = np.setdiff1d(np.arange(len(data)), test)
    alike = group_alike(data.texts, data.keys, word_hashes(encoder))
    material = Material(data.texts.take(train), data.labels[train], len(data.names), np.zeros(train.size, bool))
    learned = learn(material, alike[train], run, told)
    return _score(public, data, train, test, alike, learned, time.perf_counter() - began)


def _score(
    public: PublicSet, data: Dataset, train: Integers, test: Integers, alike: Integers, learned: Learned, seconds: float
) -> Score:
    shares, truth = learned.shares(data.texts.take(test)), data.labels[test]
    said = shares.argmax(1)
    novel = ~np.isin(alike[test], alike[train])
    return Score(
        public.name,
        train.size,
        bootstrap(lambda rows: accuracy(truth[rows], said[rows]), truth.size),
        macro_f1(truth, said),
        calibration_error(shares.max(1), said == truth),
        accuracy(truth[novel], said[novel]),
        public.target,
        seconds,
        str(learned.recipe),
    )


def _test_rows(public: PublicSet, data: Dataset) -> Integers:
    if public.test:
        names = {Path(name).name for name in public.test}
        return np.flatnonzero([source in names for source in data.sources])
    order = np.random.default_rng(_SEED).permutation(len(data))
    return np.sort(order[: len(data) // 5])


def _mapping(public: PublicSet) -> str:
    columns = "".join(f"  {field}: {column}\n" for field, column in public.columns.items())
    return f"name: {public.name}\nlabels: any\ncolumns:\n{columns}"
