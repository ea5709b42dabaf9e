"""Fits the category model: features, a calibrated head for the category, a head with thresholds for the topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import joblib
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, vstack
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from training.corpus import LabelledTicket
from training.features import FeatureOptions, build_features, documents, read_lexicon
from training.folds import SEED, Fold, each_source, grouped_folds, source_folds
from training.languages import learn_languages, lexicon_words
from training.measures import best_temperature, softmax_at
from triage.classifier.category.cues import Lexicon
from triage.classifier.category.reading import Reader
from triage.domain.vocabulary import Category, Topic

Floats = npt.NDArray[np.float64]

_LEAST_BODY, _LEAST_SUBJECT = 6, 3  # words: shorter ones do not tell by themselves what the ticket is
_TOPIC_GRID = np.linspace(0.05, 0.8, 31)


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """How to train. The two `c` are inverse regularisation; topics with fewer than `topic_floor` tickets are left out.

    The weights are those of a ticket's body alone and its subject alone, which are learned beside the whole: subjects of real
    tickets are often empty, and bodies are.
    """

    features: FeatureOptions = field(default_factory=FeatureOptions)
    category_c: float = 0.3
    topic_c: float = 4.0
    topic_floor: int = 25
    folds: int = 5
    body_weight: float = 0.5
    subject_weight: float = 0.3


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What models that had not seen them said of all tickets, calibrated: one row a ticket, one column a category."""

    name: str
    shares: Floats
    folds: tuple[Fold, ...]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """Everything that the artefact is written from."""

    reader: Reader
    lexicon: dict[str, dict[str, str]]
    features: ColumnTransformer
    category: LogisticRegression
    topics: OneVsRestClassifier | None
    topic_names: tuple[Topic, ...]
    thresholds: tuple[float, ...]
    temperature: float
    held_out: tuple[HeldOut, ...]
    topic_shares: Floats


def train(tickets: Sequence[LabelledTicket], options: TrainingOptions) -> TrainedModel:
    """Fit on all tickets, calibrate and choose thresholds on held-out ones. The same tickets give the same model."""
    lexicon = read_lexicon()
    reader = _reader_of(tickets, lexicon)
    names = _learnable_topics(tickets, options.topic_floor)
    with threadpool_limits(1):  # more threads would change the order of additions, hence the last bits
        features = build_features(options.features)
        lessons = _prepare(tickets, reader, features, names, options)
        by_scenario = grouped_folds([ticket.scenario for ticket in tickets], options.folds)
        raw, topic_shares = _hold_out_categories(lessons, by_scenario, options), _hold_out_topics(lessons, by_scenario, options)
        by_source = source_folds([ticket.source for ticket in tickets], lessons.labels)
        foreign = _hold_out_categories(lessons, by_source, options) if by_source else raw
        temperature = best_temperature(foreign, _numbers(lessons.labels))
        everything = np.arange(len(tickets))
        category = _divide(_fit_category(lessons, everything, options), temperature)
        topics = _fit_topics(lessons, everything, options)
    held_out = [HeldOut("scenario", softmax_at(raw, temperature), tuple(by_scenario))]
    if by_source:
        judged = each_source(by_source, [ticket.source for ticket in tickets])
        held_out.append(HeldOut("source", softmax_at(foreign, temperature), tuple(judged)))
    told = lessons.told
    thresholds = tuple(_best_threshold(topic_shares[told, at], lessons.marks[told, at]) for at in range(len(names)))
    return TrainedModel(
        reader, lexicon, features, category, topics, names, thresholds, temperature, tuple(held_out), topic_shares
    )


def score_by_source(tickets: Sequence[LabelledTicket], options: TrainingOptions) -> tuple[Floats, npt.NDArray[np.int64]]:
    """What models that had learned from every other source say of each source's tickets, before calibration; and the truth.

    The same scores that `train` calibrates on. Raises ValueError where a source cannot be spared.
    """
    with threadpool_limits(1):
        lessons = _lessons_of_categories(tickets, options)
        folds = source_folds([ticket.source for ticket in tickets], lessons.labels)
        if not folds:
            raise ValueError("without one of the sources a category would be missing: nothing can be held out by source")
        return _hold_out_categories(lessons, folds, options), _numbers(lessons.labels)


def score_unseen(learned: Sequence[LabelledTicket], unseen: Sequence[LabelledTicket], options: TrainingOptions) -> Floats:
    """What a model that had learned from some tickets says of others, before calibration; columns sorted by category."""
    with threadpool_limits(1):
        lessons = _lessons_of_categories([*learned, *unseen], options)
        head = _fit_category(lessons, np.arange(len(learned)), options)
        scores: Floats = head.decision_function(lessons.matrix[len(learned) :])
    return scores


@dataclass(frozen=True, slots=True)
class _Lessons:
    """Tickets as numbers. `marks`: their topics, where `told`. `parts` are bodies alone and subjects alone, each with its ticket
    (`owner`) and its weight."""

    matrix: csr_matrix
    labels: npt.NDArray[Any]
    marks: npt.NDArray[np.int64]
    told: npt.NDArray[np.bool_]
    parts: csr_matrix
    owner: npt.NDArray[np.int64]
    weight: Floats


def _reader_of(tickets: Sequence[LabelledTicket], lexicon: dict[str, dict[str, str]]) -> Reader:
    return Reader(Lexicon(lexicon), learn_languages(tickets, lexicon_words(lexicon)))


def _lessons_of_categories(tickets: Sequence[LabelledTicket], options: TrainingOptions) -> _Lessons:
    """The tickets as numbers, without their topics."""
    return _prepare(tickets, _reader_of(tickets, read_lexicon()), build_features(options.features), (), options)


def _prepare(
    tickets: Sequence[LabelledTicket],
    reader: Reader,
    features: ColumnTransformer,
    names: Sequence[Topic],
    options: TrainingOptions,
) -> _Lessons:
    """Fit the features, which know no labels, and read all tickets and their parts with them."""
    matrix = features.fit_transform(documents(tickets, reader))
    bodies = [at for at, ticket in enumerate(tickets) if ticket.subject.strip() and _words(ticket.body) >= _LEAST_BODY]
    heads = [at for at in bodies if _words(tickets[at].subject) >= _LEAST_SUBJECT]
    parts = [replace(tickets[at], subject="") for at in bodies] + [replace(tickets[at], body="") for at in heads]
    return _Lessons(
        matrix=matrix,
        labels=np.array([ticket.category.value for ticket in tickets]),
        marks=np.array([[topic in ticket.topics for topic in names] for ticket in tickets], dtype=np.int64),
        told=np.array([ticket.topics_told for ticket in tickets]),
        parts=features.transform(documents(parts, reader)),
        owner=np.array(bodies + heads),
        weight=np.array([options.body_weight] * len(bodies) + [options.subject_weight] * len(heads)),
    )


def _words(text: str) -> int:
    return len(text.split())


def _hold_out_categories(lessons: _Lessons, folds: Sequence[Fold], options: TrainingOptions) -> Floats:
    """Scores of the categories, before the softmax, from models that had not seen the ticket."""
    scores = np.zeros((len(lessons.labels), len(Category)))
    fit = joblib.delayed(_fit_category)  # in processes: liblinear's chance is one for all threads of a process
    heads = joblib.Parallel(n_jobs=-1, max_nbytes="1M")(fit(lessons, fold.train, options) for fold in folds)
    for fold, head in zip(folds, heads, strict=True):
        scores[fold.test] = head.decision_function(lessons.matrix[fold.test])
    return scores


def _hold_out_topics(lessons: _Lessons, folds: Sequence[Fold], options: TrainingOptions) -> Floats:
    """Probabilities of the topics, from models that had not seen the ticket."""
    shares = np.zeros(lessons.marks.shape)
    for fold in folds:
        topics = _fit_topics(lessons, fold.train, options)
        if topics is not None:
            shares[fold.test] = topics.predict_proba(lessons.matrix[fold.test])
    return shares


def _fit_category(lessons: _Lessons, rows: npt.NDArray[np.int64], options: TrainingOptions) -> LogisticRegression:
    """A linear support vector machine, in the dress of a logistic regression: the softmax of its scores gets calibrated."""
    mine = np.isin(lessons.owner, rows)
    machine = LinearSVC(C=options.category_c, class_weight="balanced", random_state=SEED).fit(
        vstack([lessons.matrix[rows], lessons.parts[mine]]).tocsr(),
        np.concatenate([lessons.labels[rows], lessons.labels[lessons.owner[mine]]]),
        sample_weight=np.concatenate([np.ones(len(rows)), lessons.weight[mine]]),
    )
    head = LogisticRegression()
    head.classes_, head.coef_, head.intercept_ = machine.classes_, machine.coef_, machine.intercept_
    head.n_features_in_, head.n_iter_ = lessons.matrix.shape[1], np.array([machine.n_iter_])
    return head


def _fit_topics(lessons: _Lessons, rows: npt.NDArray[np.int64], options: TrainingOptions) -> OneVsRestClassifier | None:
    if lessons.marks.shape[1] == 0:
        return None
    head = LogisticRegression(C=options.topic_c, solver="liblinear", random_state=SEED)
    rows = rows[lessons.told[rows]]
    return OneVsRestClassifier(head).fit(lessons.matrix[rows], lessons.marks[rows])


def _divide(head: LogisticRegression, temperature: float) -> LogisticRegression:
    """The head with its scores divided by the temperature: calibrated, and still a plain logistic regression."""
    head.coef_ = head.coef_ / temperature
    head.intercept_ = head.intercept_ / temperature
    return head


def _learnable_topics(tickets: Sequence[LabelledTicket], floor: int) -> tuple[Topic, ...]:
    """Topics with enough tickets; none at all rather than a single one, for which scikit-learn has another shape."""
    names = tuple(topic for topic in sorted(Topic) if sum(topic in ticket.topics for ticket in tickets) >= floor)
    return names if len(names) > 1 else ()


def _best_threshold(shares: Floats, marks: npt.NDArray[np.int64]) -> float:
    """The probability from which on the topic is said: where F1 is best on held-out tickets."""
    said = shares[:, None] >= _TOPIC_GRID
    hits = (said & (marks[:, None] == 1)).sum(0)
    quality = 2 * hits / np.maximum(said.sum(0) + marks.sum(), 1)
    return round(float(_TOPIC_GRID[int(quality.argmax())]), 3)


def _numbers(labels: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    return np.searchsorted(np.array(sorted(Category)), labels)
