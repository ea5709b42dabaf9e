"""How a model is made: the knobs that the search turns, and one fit by them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from training.features import FeatureOptions
from training.retrain.design import Design, Floats, Vocabulary, lay_out, learn_vocabulary
from training.retrain.encoding import Encoded, Integers
from training.retrain.logistic import Head, blend, fit_exactly, fit_in_passes, fit_margins, naive_bayes

EXACT_UP_TO = 150_000  # texts; more are learned in passes
_SAMPLE = 40_000  # texts that the vocabulary and the first weights of passes come from
_BATCH, _PASSES = 4_000, 2
_GROUPS_OF_PASSES = 60_000  # letter groups at that size: more would cost memory and say little
_FLOOR = 3  # texts of the sample that a feature must occur in, for the same reason
_ROUGH, _ROUGH_PAIRS = 25, 3  # steps of the optimiser before the passes, and pairs of vectors that it keeps
_MARGIN_C = 0.05  # of the support vectors' c to the recipe's
_SEED = 20

Blend = tuple[float, float]
"""A share of log-frequencies and a part of support vector weights."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """The knobs.

    Attributes:
        features: what is told apart, and the blocks' shares.
        c: inverse regularisation.
        bayes: the share of log-frequencies that is added to the fitted weights.
        margins: the part of support vector weights that is added to them.
        corpus_weight: what a ticket of the shipped corpus counts, one of the client being 1.
        balanced: every category counts the same, however many tickets it has.
        rounds: most steps of the optimiser.
    """

    features: FeatureOptions = field(default_factory=FeatureOptions)
    c: float = 8.0
    bayes: float = 0.0
    margins: float = 0.0
    corpus_weight: float = 1.0
    balanced: bool = True
    rounds: int = 60


@dataclass(frozen=True, slots=True)
class Material:
    """Texts to learn from, their labels (numbers below `count`), and which of them are of the shipped corpus."""

    texts: Encoded
    labels: Integers
    count: int
    shipped: np.ndarray

    def take(self, rows: Integers) -> Material:
        """The material of these rows."""
        return Material(self.texts.take(rows), self.labels[rows], self.count, self.shipped[rows])

    def importance(self, recipe: Recipe) -> Floats:
        """What each text counts under a recipe; 1 on average."""
        weights = np.where(self.shipped, recipe.corpus_weight, 1.0)
        if recipe.balanced:
            mass = np.bincount(self.labels, weights, self.count)
            weights = weights / np.maximum(mass, 1e-9)[self.labels]
        result: Floats = weights / max(weights.mean(), 1e-12)
        return result


@dataclass(frozen=True, slots=True)
class Fitted:
    """A vocabulary and the weights over it."""

    vocabulary: Vocabulary
    head: Head

    def scores(self, texts: Encoded) -> Floats:
        """Texts x labels, before the softmax."""
        parts = [self.head.scores(lay_out(part, self.vocabulary)) for _, part in texts.chunks(20_000)]
        return np.concatenate(parts) if parts else np.zeros((0, self.head.intercept.size))


@dataclass(frozen=True, slots=True)
class Parts:
    """The weights that a head is blended from; `margins` is None where no blend wants them."""

    vocabulary: Vocabulary
    head: Head
    bayes: Head
    margins: Head | None

    def blended(self, blend_: Blend) -> Fitted:
        """One head of them."""
        return Fitted(self.vocabulary, blend(self.head, self.bayes.weights, blend_[0], self.margins, blend_[1]))

    def scores(self, texts: Encoded, blends: Sequence[Blend]) -> list[Floats]:
        """The scores under each blend, for the price of one: they are linear in the parts."""
        own, bayes = (Fitted(self.vocabulary, head).scores(texts) for head in (self.head, self.bayes))
        margins = Fitted(self.vocabulary, self.margins).scores(texts) if self.margins else np.zeros_like(own)
        return [own + share * bayes + part * margins for share, part in blends]


def fit(material: Material, recipe: Recipe) -> Fitted:
    """Learn from the material; exactly where it is small enough, else as `fit_large`."""
    if len(material.texts) > EXACT_UP_TO:
        return fit_large(material, np.arange(len(material.texts)), recipe)
    wanted = (recipe.bayes, recipe.margins)
    return fit_parts(material, recipe, [wanted]).blended(wanted)


def fit_parts(material: Material, recipe: Recipe, blends: Sequence[Blend]) -> Parts:
    """Exact weights, from which heads are blended."""
    vocabulary = learn_vocabulary(material.texts, recipe.features)
    design, importance = lay_out(material.texts, vocabulary), material.importance(recipe)
    head = fit_exactly(design, material.labels, importance, material.count, recipe.c, recipe.rounds)
    bayes = Head(naive_bayes(design, material.labels, importance, material.count), np.zeros(material.count))
    margins = None
    if any(part for _, part in blends):
        margins = fit_margins(design, material.labels, importance, material.count, recipe.c * _MARGIN_C, recipe.rounds)
    return Parts(vocabulary, head, bayes, margins)


def fit_large(material: Material, rows: Integers, recipe: Recipe) -> Fitted:
    """Learn from these rows: the vocabulary and first weights from a sample, then passes over all that end in small steps.

    The rows are named and not taken, since a copy of a million texts would be as large as everything else.
    """
    draw = np.random.default_rng(_SEED)
    vocabulary, start, bayes = _fit_sample(material.take(np.sort(draw.choice(rows, _SAMPLE, replace=False))), recipe)
    labels = material.labels[rows]
    importance = Material(material.texts, labels, material.count, material.shipped[rows]).importance(recipe)
    batches = -(-rows.size // _BATCH)

    def passes() -> Iterator[tuple[Design, Integers, Floats]]:
        for _ in range(_PASSES):
            for number in draw.permutation(batches).tolist():
                part = slice(number * _BATCH, (number + 1) * _BATCH)
                yield lay_out(material.texts.take(rows[part]), vocabulary), labels[part], importance[part]

    head = fit_in_passes(passes, start, batches * _PASSES, recipe.c * float(importance.sum()))
    return Fitted(vocabulary, blend(head, bayes, recipe.bayes))


def fit_roughly(material: Material, recipe: Recipe) -> Fitted:
    """Few features, few steps: a fraction of the memory of `fit`, for what tells how models compare and is not served."""
    vocabulary, head, bayes = _fit_sample(material, recipe)
    return Fitted(vocabulary, blend(head, bayes, recipe.bayes))


def _fit_sample(sample: Material, recipe: Recipe) -> tuple[Vocabulary, Head, Floats]:
    """A sample's vocabulary, its weights, and its log-frequencies where the recipe wants them."""
    options = recipe.features
    floors = replace(options, word_floor=max(options.word_floor, _FLOOR), char_floor=max(options.char_floor, _FLOOR))
    vocabulary = learn_vocabulary(sample.texts, floors, _GROUPS_OF_PASSES)
    design, weights = lay_out(sample.texts, vocabulary), sample.importance(recipe)
    start = fit_exactly(design, sample.labels, weights, sample.count, recipe.c, _ROUGH, _ROUGH_PAIRS)
    bayes = naive_bayes(design, sample.labels, weights, sample.count) if recipe.bayes else np.zeros((1, 1))
    return vocabulary, start, bayes
