"""The encoder of meaning as a reader of labels of any name: it adds what words do not tell, and is heard as it deserves."""

import numpy as np
import pytest
from tiny_encoder import SIGNS, meaning

from training.measures import best_temperature, calibration_error
from training.retrain import meaning_head
from training.retrain.calibration import OutOfFold
from training.retrain.learning import Learned
from training.retrain.meaning_head import learn_head, read_vectors
from training.retrain.recipe import Recipe
from training.retrain.search import one_after_the_other
from triage.classifier.text import CleanText

COUNT, LABELS, WIDTH = 900, 5, 12


def _material(lead, seed=0):
    """Vectors that tell the labels as plainly as `lead`, and a linear model that tells them somewhat."""
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, LABELS, COUNT)
    vectors = draw.normal(0, 1, (COUNT, WIDTH))
    vectors[np.arange(COUNT), truth] += lead
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = draw.normal(0, 1, (COUNT, LABELS))
    scores[np.arange(COUNT), truth] += 1.5
    held = OutOfFold(np.arange(COUNT), scores, best_temperature(scores, truth))
    return vectors.astype(np.float32), truth, Learned(Recipe(), [], held, None)


def _halves(lead):
    vectors, truth, learned = _material(lead)
    held = learned.out_of_fold
    first = Learned(Recipe(), [], OutOfFold(np.arange(600), held.scores[:600], held.temperature), None)
    head = learn_head(vectors[:600], truth[:600], np.arange(600) % 5, first, one_after_the_other)
    return head, vectors[600:], held.shares[600:], truth[600:]


def test_both_are_better_than_each():
    """On tickets that neither has seen, and the confidence can be believed."""
    head, vectors, linear, truth = _halves(3.0)
    both, alone = head.shares(linear, vectors), head.log_shares(vectors)
    right = both.argmax(1) == truth
    assert right.mean() > max((alone.argmax(1) == truth).mean(), (linear.argmax(1) == truth).mean())
    assert calibration_error(both.max(1), right) < 0.08
    assert both.sum(1) == pytest.approx(np.ones(300))
    assert 0.5 <= head.weighing.sure <= 1


def test_vectors_that_say_nothing_are_hardly_heard():
    """The linear model loses nothing by them."""
    head, vectors, linear, truth = _halves(0.0)
    mine, theirs = head.weighing.weights
    assert theirs < 0.3 * mine
    assert (head.shares(linear, vectors).argmax(1) == truth).mean() > (linear.argmax(1) == truth).mean() - 0.03


def test_a_label_that_a_fold_never_met_has_hardly_any_share():
    """And nothing breaks: its tickets are all in one fold."""
    vectors, truth, learned = _material(3.0)
    folds = np.where(truth == 4, 0, np.arange(COUNT) % 5)
    found = learn_head(vectors, truth, folds, learned, one_after_the_other).log_shares(vectors)
    assert found.shape == (COUNT, LABELS)
    assert np.isfinite(found).all()
    part = meaning_head._score_fold(vectors, truth, folds, 0, LABELS)
    assert part.shape == (3, int((folds == 0).sum()), LABELS)
    assert np.exp(part[:, :, 4]).max() < 1e-4


def test_texts_are_read_in_their_order(monkeypatch):
    """Many at once, and one line of progress for each thousand or two."""
    monkeypatch.setattr(meaning_head, "shipped_meaning", meaning)
    texts = [CleanText("", f"{SIGNS[at % 6]} tea") for at in range(2_100)]
    lines = []
    found = read_vectors(texts, one_after_the_other, lines.append)
    assert np.allclose(found, meaning().vectors([f"\n{text.body}" for text in texts]))
    assert not np.allclose(found[0], found[1])
    assert len(lines) == 2
    assert read_vectors([], one_after_the_other, lines.append).shape == (0, found.shape[1])
