"""The heads are those that scikit-learn would fit."""

import numpy as np
from scipy.sparse import hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from small_clients import client_tickets, dataset

from training.features import FeatureOptions
from training.retrain.design import lay_out, learn_vocabulary
from training.retrain.logistic import Head, blend, fit_exactly, fit_in_passes, fit_margins, fit_marks, naive_bayes


def _world():
    data, _ = dataset(client_tickets(90))
    vocabulary = learn_vocabulary(data.texts, FeatureOptions(char_floor=2))
    design = lay_out(data.texts, vocabulary)
    options = vocabulary.options
    groups = design.spelled @ vocabulary.spelling * options.char_share
    plain = hstack([design.words, groups, design.cues * options.cue_share]).tocsr()
    return data, design, plain


def _shares(scores):
    grown = np.exp(scores - scores.max(1, keepdims=True))
    return grown / grown.sum(1, keepdims=True)


def test_the_exact_head_is_that_of_scikit_learn():
    """The same optimum, to what the tolerance of either leaves."""
    data, design, plain = _world()
    importance = np.where(np.arange(len(data)) % 3 == 0, 2.0, 0.5)
    head = fit_exactly(design, data.labels, importance, len(data.names), 2.0, 500)
    reference = LogisticRegression(C=2.0, tol=1e-8, max_iter=2000).fit(plain, data.labels, sample_weight=importance)
    assert np.abs(_shares(head.scores(design)) - reference.predict_proba(plain)).max() < 2e-3


def test_yes_or_no_heads_are_those_of_scikit_learn():
    """Each column on its own."""
    data, design, plain = _world()
    marks = np.stack([data.labels == 0, data.labels < 3], axis=1).astype(float)
    head = fit_marks(design, marks, 3.0, 500)
    for at in range(2):
        reference = LogisticRegression(C=3.0, tol=1e-8, max_iter=2000).fit(plain, marks[:, at])
        shares = 1 / (1 + np.exp(-head.scores(design)[:, at]))
        assert np.abs(shares - reference.predict_proba(plain)[:, 1]).max() < 5e-3


def test_margins_are_those_of_scikit_learn():
    """One against the rest; the constant counts for nothing when it is scaled up there."""
    data, design, plain = _world()
    head = fit_margins(design, data.labels, np.ones(len(data)), len(data.names), 0.3, 500)
    reference = LinearSVC(C=0.3, intercept_scaling=1000.0, dual=False, tol=1e-8, max_iter=20_000).fit(plain, data.labels)
    assert np.abs(head.scores(design) - reference.decision_function(plain)).max() < 0.02


def test_passes_improve_a_head():
    """Batches lower the loss that a start from nothing has."""
    data, design, _ = _world()
    count, features = len(data.names), sum(design.vocabulary.sizes)
    ones = np.ones(len(data))
    start = Head(np.zeros((features, count)), np.zeros(count))
    head = fit_in_passes(lambda: [(design, data.labels, ones)] * 20, start, 20, 500.0)
    assert (head.scores(design).argmax(1) == data.labels).mean() > 0.9


def test_log_frequencies_know_the_labels_and_are_added_linearly():
    """Naive Bayes alone tells the categories apart; a share of nothing changes nothing."""
    data, design, _ = _world()
    bayes = naive_bayes(design, data.labels, np.ones(len(data)), len(data.names))
    head = Head(np.zeros_like(bayes), np.zeros(len(data.names)))
    assert np.array_equal(blend(head, bayes, 0.0).weights, head.weights)
    assert (blend(head, bayes, 0.5).scores(design).argmax(1) == data.labels).mean() > 0.9
