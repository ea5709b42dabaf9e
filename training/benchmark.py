"""`python -m training benchmark`: the retraining pipeline, unchanged, on public data sets, against what others have published."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.ingest.exports import name_exports
from training.ingest.mapping import parse_mapping
from training.measures import Figure, accuracy, bootstrap_share, calibration_error, macro_f1
from training.retrain.dataset import Dataset, read_dataset, word_hashes
from training.retrain.design import Floats
from training.retrain.encoding import Encoder, Integers
from training.retrain.grouping import group_alike
from training.retrain.learning import learn
from training.retrain.meaning_head import MeaningHead, Vectors, learn_head, read_vectors
from training.retrain.preparing import read_back
from training.retrain.reader import corpus_reader
from training.retrain.recipe import Material
from training.retrain.search import Map
from training.retrain.splitting import folds_of
from triage.classifier.text import clean

_FOLDS = 5
_SEED = 20


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A data set: its files, what their columns mean, the published split (none: a random fifth is held out), the targets: of
    words alone, and with the encoder of meaning."""

    name: str
    train: Sequence[str]
    test: Sequence[str]
    columns: Mapping[str, str]
    target: float
    with_encoder: float


SETS = (
    PublicSet(
        "banking77", ["banking77/train.csv"], ["banking77/test.csv"], {"body": "text", "category": "category"}, 0.92, 0.935
    ),
    PublicSet(
        "itservice",
        ["itservice/all_tickets_processed_improved_v3.csv.xz"],
        [],
        {"body": "Document", "category": "Topic_group"},
        0.875,
        0.875,
    ),
)


@dataclass(frozen=True, slots=True)
class Score:
    """How a set went; `novel` is the accuracy on tickets without a twin among those learned from, `made` how it was learned."""

    name: str
    learned: int
    accuracy: Figure
    macro_f1: float
    ece: float
    novel: float
    target: float
    seconds: float
    made: str

    def __str__(self) -> str:
        verdict = "reached" if self.accuracy.value >= self.target else "missed"
        return (
            f"{self.name}: accuracy {self.accuracy} (target {self.target}: {verdict}), macro-F1 {self.macro_f1:.3f}, "
            f"ECE {self.ece:.3f}, without a twin {self.novel:.3f}; {self.learned} tickets in {self.seconds:.0f} s; {self.made}"
        )


@dataclass(frozen=True, slots=True)
class _Answers:
    """What was said of the held-out tickets, and how."""

    shares: Floats
    target: float
    made: str


def run_benchmarks(
    folder: Path, names: Sequence[str], run: Map, told: Callable[[str], None], encoder: bool = False
) -> Iterable[Score]:
    """Every set that is asked for and present; with `encoder` the encoder of meaning is heard too (English sets only)."""
    for public in SETS:
        if (not names or public.name in names) and (folder / public.train[0]).exists():
            yield measure(public, folder, run, told, encoder)


def measure(public: PublicSet, folder: Path, run: Map, told: Callable[[str], None], encoder: bool = False) -> Score:
    """Learn the training part, judge the test part once."""
    began = time.perf_counter()
    words = Encoder(corpus_reader())
    files = [folder / name for name in (*public.train, *public.test)]
    exports = name_exports(files, [parse_mapping(_mapping(public), public.name)])
    data, _ = read_dataset(exports, words, lambda _: None)
    test = _test_rows(public, data)
    train = np.setdiff1d(np.arange(len(data)), test)
    alike = group_alike(data.texts, data.keys, word_hashes(words)).groups
    material = Material(data.texts.take(train), data.labels[train], len(data.names), np.zeros(train.size, bool))
    learned = learn(material, alike[train], run, told)
    said = _Answers(learned.shares(data.texts.take(test)), public.target, str(learned.recipe))
    if encoder:
        texts = read_back(exports, set(data.places))
        vectors = read_vectors([clean(texts[place].subject, texts[place].body) for place in data.places], run, told)
        folds = folds_of(material.labels, np.unique(alike[train], return_inverse=True)[1], _FOLDS)
        head = learn_head(vectors[train], material.labels, folds, learned, run)
        said = _hear_both(said, head, vectors[test], data.labels[test], public.with_encoder)
    return _score(public, data, train, test, alike, said, time.perf_counter() - began)


def _hear_both(words: _Answers, head: MeaningHead, vectors: Vectors, truth: Integers, target: float) -> _Answers:
    """The encoder is asked about every ticket; what asking only where the words leave doubt gives is told beside."""
    shares = head.shares(words.shares, vectors)
    doubt = words.shares.max(1) < head.weighing.sure
    where_in_doubt = np.where(doubt[:, None], shares, words.shares)
    alone = {"words": words.shares, "the encoder": head.log_shares(vectors)}
    made = ", ".join(f"{name} alone {accuracy(truth, each.argmax(1)):.3f}" for name, each in alone.items())
    made += f", asked only below {head.weighing.sure} ({doubt.mean():.0%}) {accuracy(truth, where_in_doubt.argmax(1)):.3f}"
    return _Answers(shares, target, f"{made}; weights {head.weighing.weights}, c {head.c}; {words.made}")


def _score(
    public: PublicSet, data: Dataset, train: Integers, test: Integers, alike: Integers, answers: _Answers, seconds: float
) -> Score:
    shares, truth = answers.shares, data.labels[test]
    said = shares.argmax(1)
    novel = ~np.isin(alike[test], alike[train])
    return Score(
        public.name,
        train.size,
        bootstrap_share(lambda rows: accuracy(truth[rows], said[rows]), truth.size),
        macro_f1(truth, said),
        calibration_error(shares.max(1), said == truth),
        accuracy(truth[novel], said[novel]),
        answers.target,
        seconds,
        answers.made,
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
