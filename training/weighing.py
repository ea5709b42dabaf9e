"""How the fast model and the encoder are heard together, fitted on tickets that neither had learned from. Needs no torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from training.corpus import LabelledTicket
from training.measures import accuracy, calibration_error, macro_f1, softmax_at
from training.train import TrainingOptions, score_unseen
from triage.classifier.encoder.second_opinion import LEAST_SHARE
from triage.domain.vocabulary import Category

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

NEVER_BY_SMALL = "blind"
"""Beginning of the corpus files that the encoder of many languages never learns from. They were written without a label in mind
and labelled by two who did not know the writer's; `blind_after_*` moreover in the form of real posts, the nearest that we have to
what strangers send."""

NEVER_BY_ENGLISH = ("blind_after_hosted", "blind_after_pages", "blind_after_terse", "blind_after_titles")
"""Those of them that the English reader never learns from either."""

_SURE_ENOUGH = 0.98  # the fast model decides alone where it is right this often; on strangers' tickets it is less often
_GRID = np.arange(0.5, 1.0, 0.005)
_FEWEST = 30  # tickets that a share of right ones is told from


@dataclass(frozen=True, slots=True)
class Weighing:
    """`weights` of the fast model's log-shares and of the encoder's; `sure`: the best share from which on it is not asked."""

    weights: tuple[float, float]
    sure: float


UNWEIGHED = Weighing((0.5, 0.5), _SURE_ENOUGH)
"""How an encoder is heard until it was weighed."""


def fast_shares(tickets: Sequence[LabelledTicket], held: Sequence[LabelledTicket], temperature: float) -> Floats:
    """What fast models that had not learned from their sources say of some tickets; columns as `Category`.

    Two models, each without every other of these sources: what serves has learned from tickets like them too.
    """
    sources = sorted({ticket.source for ticket in held})
    scores = np.zeros((len(held), len(Category)))
    for half in (set(sources[::2]), set(sources[1::2])):
        mine = [at for at, ticket in enumerate(held) if ticket.source in half]
        learned = [ticket for ticket in tickets if ticket.source not in half]
        if mine:
            scores[mine] = score_unseen(learned, [held[at] for at in mine], TrainingOptions())
    shares = softmax_at(scores, temperature)
    order = [sorted(category.value for category in Category).index(category.value) for category in Category]
    chosen: Floats = shares[:, order]
    return chosen


def truths(tickets: Sequence[LabelledTicket]) -> Integers:
    """What each of two readers said of the tickets: two rows of numbers of `Category`, which differ where they did.

    So a model that is certain of a contested ticket is wrong for one of them.
    """
    categories = list(Category)
    first = [categories.index(ticket.category) for ticket in tickets]
    return np.array([first, [categories.index(ticket.second or ticket.category) for ticket in tickets]])


def weigh(fast: Floats, encoder: Floats, truth: Integers) -> Weighing:
    """The weights under which the truth is likeliest. `encoder`: log-shares. All rows are tickets that neither had seen."""
    return Weighing(fit_weights(fast, encoder, truth), find_sure(fast, truth))


def fit_weights(fast: Floats, encoder: Floats, truth: Integers) -> tuple[float, float]:
    """The weights alone, as `weigh`."""
    mine = np.log(np.maximum(fast, LEAST_SHARE))

    def loss(weights: Floats) -> float:
        joint = np.exp(weights[0]) * mine + np.exp(weights[1]) * encoder
        return float(np.mean(np.logaddexp.reduce(joint, axis=1) - joint[np.arange(len(truth)), truth]))

    found = minimize(loss, np.log([0.5, 0.5]), method="Nelder-Mead").x
    return round(float(np.exp(found[0])), 4), round(float(np.exp(found[1])), 4)


def find_sure(fast: Floats, truth: Integers) -> float:
    """The least share of the grid above which the fast model is right often enough; 1 where it never is."""
    best, right = fast.max(1), fast.argmax(1) == truth
    for level in _GRID:
        above = best >= level
        if above.sum() >= _FEWEST and right[above].mean() >= _SURE_ENOUGH:
            return round(float(level), 3)
    return 1.0


def hear_both(fast: Floats, encoder: Floats, weights: tuple[float, float]) -> Floats:
    """The shares after hearing both, as `triage.classifier.encoder.second_opinion` has them."""
    return softmax_at(weights[0] * np.log(np.maximum(fast, LEAST_SHARE)) + weights[1] * encoder, 1.0)


def tell(fast: Floats, encoder: Floats, truth: Integers, weighing: Weighing) -> list[str]:
    """What either alone and both together do on the tickets, one line each."""
    mine, theirs = weighing.weights
    joint = hear_both(fast, encoder, weighing.weights)
    unsure = fast.max(1) < weighing.sure
    heard = np.where(unsure[:, None], joint, fast)
    asked = f"the encoder is asked below {weighing.sure}: {unsure.mean():.2f} of them"
    lines = [f"weights {mine} and {theirs}, {asked}"]
    for name, shares in (("fast", fast), ("encoder", np.exp(encoder)), ("both", joint), ("both where unsure", heard)):
        said = shares.argmax(1)
        lines.append(
            f"{name:18} macro-F1 {macro_f1(truth, said):.3f}, accuracy {accuracy(truth, said):.3f}, "
            f"ECE {calibration_error(shares.max(1), said == truth):.3f}"
        )
    return lines
