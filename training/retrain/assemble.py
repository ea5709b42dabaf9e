"""A fitted model as scikit-learn pipelines, so that it is stored, exported and served like the shipped one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import LabelBinarizer

from training.features import build_features, read_lexicon
from training.retrain.design import Floats, Vocabulary, lay_out
from training.retrain.encoding import Encoded
from training.retrain.learning import Learned
from training.retrain.logistic import Head, fit_marks
from training.train import TrainedModel
from triage.classifier.category.reading import Reader
from triage.domain.vocabulary import Topic

_C = 4.0
_FEWEST = 25  # tickets that a topic needs
_GRID = np.linspace(0.05, 0.8, 31)


@dataclass(frozen=True, slots=True)
class TopicHead:
    """The topics that could be learned: their names, weights, and from which probability on each is said."""

    names: tuple[Topic, ...]
    head: Head
    thresholds: tuple[float, ...]


def learn_topics(all_texts: Encoded, asked: Sequence[frozenset[Topic] | None], vocabulary: Vocabulary) -> TopicHead | None:
    """A head for the topics of tickets that were looked through for them (most of the shipped corpus; None: nobody did).

    Thresholds are where F1 is best held out.
    """
    topics = [each for each in asked if each is not None]
    texts = all_texts.take(np.flatnonzero([each is not None for each in asked]))
    names = tuple(topic for topic in sorted(Topic) if sum(topic in each for each in topics) >= _FEWEST)
    if len(names) < 2:  # scikit-learn would take a single one for a choice between two
        return None
    marks = np.array([[topic in each for topic in names] for each in topics], np.float64)
    halves = np.arange(len(topics)) % 2 == 0
    shares = np.zeros(marks.shape)
    for learned, held in ((halves, ~halves), (~halves, halves)):
        head = fit_marks(lay_out(texts.take(np.flatnonzero(learned)), vocabulary), marks[learned], _C)
        shares[held] = _sigmoid(head.scores(lay_out(texts.take(np.flatnonzero(held)), vocabulary)))
    thresholds = tuple(_best_threshold(shares[:, at], marks[:, at]) for at in range(len(names)))
    return TopicHead(names, fit_marks(lay_out(texts, vocabulary), marks, _C), thresholds)


def assemble(learned: Learned, names: Sequence[str], topics: TopicHead | None, reader: Reader, encoded: Encoded) -> TrainedModel:
    """The trained model that `training.export` writes; its scores are divided by the temperature already."""
    vocabulary, temperature = learned.fitted.vocabulary, learned.out_of_fold.temperature
    features = assemble_features(vocabulary, encoded)
    head = learned.fitted.head
    category = _logistic(head.weights.T / temperature, head.intercept / temperature, np.array(names))
    return TrainedModel(
        reader=reader,
        lexicon=read_lexicon(),
        features=features,
        category=category,
        topics=_one_versus_rest(topics) if topics else None,
        topic_names=topics.names if topics else (),
        thresholds=topics.thresholds if topics else (),
        temperature=temperature,
        held_out=(),
        topic_shares=np.zeros((0, len(topics.names) if topics else 0)),
    )


def assemble_features(vocabulary: Vocabulary, encoded: Encoded) -> ColumnTransformer:
    """The fitted features of a vocabulary, in scikit-learn's own classes."""
    features = build_features(vocabulary.options)
    for _, vectorizer, _ in features.transformers:
        vectorizer.set_params(min_df=1)
    features.fit(np.array([["no text", "no act"]], dtype=object))
    words = [" ".join(encoded.words[piece] for piece in pieces) for pieces in vocabulary.words.pieces()]
    acts = [" ".join(encoded.acts[piece] for piece in pieces) for pieces in vocabulary.cues.pieces()]
    fitted = {name: vectorizer for name, vectorizer, _ in features.transformers_}
    _refit(fitted["words"], words, vocabulary.words.idf, vocabulary.options.word_floor)
    _refit(fitted["chars"], list(vocabulary.groups), vocabulary.group_idf, vocabulary.options.char_floor)
    _refit(fitted["cues"], acts, vocabulary.cues.idf, vocabulary.options.cue_floor)
    return features


def _refit(vectorizer: TfidfVectorizer, terms: Sequence[str], idf: Floats, floor: int) -> None:
    vectorizer.set_params(min_df=floor)
    vectorizer.vocabulary_ = {term: at for at, term in enumerate(terms)}
    vectorizer.idf_ = idf
    vectorizer._tfidf.n_features_in_ = len(terms)  # what fitting would have set


def _logistic(weights: Floats, intercept: Floats, classes: np.ndarray) -> LogisticRegression:
    head = LogisticRegression()
    head.classes_, head.coef_, head.intercept_ = classes, np.ascontiguousarray(weights), intercept
    head.n_features_in_, head.n_iter_ = weights.shape[1], np.zeros(1, np.int32)
    return head


def _one_versus_rest(topics: TopicHead) -> OneVsRestClassifier:
    count = len(topics.names)
    head: Any = OneVsRestClassifier(LogisticRegression())
    head.estimators_ = [
        _logistic(topics.head.weights[:, at : at + 1].T, topics.head.intercept[at : at + 1], np.array([0, 1]))
        for at in range(count)
    ]
    marks = np.vstack((np.eye(count, dtype=np.int64), np.ones((1, count), np.int64)))
    head.label_binarizer_ = LabelBinarizer(sparse_output=True).fit(marks)
    head.classes_ = head.label_binarizer_.classes_
    head.n_features_in_ = topics.head.weights.shape[0]
    return head


def _best_threshold(shares: Floats, marks: Floats) -> float:
    said = shares[:, None] >= _GRID
    hits = (said & (marks[:, None] == 1)).sum(0)
    quality = 2 * hits / np.maximum(said.sum(0) + marks.sum(), 1)
    return round(float(_GRID[int(quality.argmax())]), 3)


def _sigmoid(scores: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-scores))
