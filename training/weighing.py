"""How the fast model and the encoder are heard together, fitted on tickets that neither had learned from. Needs no torch."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from training.corpus import LabelledTicket
from training.measures import accuracy, calibration_error, macro_f1, softmax_at
from training.train import TrainingOptions, score_unseen
from triage.classifier.category.second_opinion import LEAST_SHARE
from triage.domain.vocabulary import Category

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_SURE_ENOUGH = 0.98  # the fast model decides alone where it is right this often; on strangers' tickets it is less often
_GRID = np.arange(0.5, 1.0, 0.005)
_FEWEST = 30  # tickets that a share of right ones is told from
_CONTESTED = 0.07  # of real tickets: two people who labelled 471 of them by our definitions agreed on 93 %


@dataclass(frozen=True, slots=True)
class Weighing:
    """`weights` of the fast model's log-shares and of the encoder's; `sure`: the best share from which on it is not asked."""

    weights: tuple[float, float]
    sure: float


UNWEIGHED = Weighing((0.5, 0.5), _SURE_ENOUGH)
"""How an encoder is heard until it was weighed."""


def fast_shares(tickets: Sequence[LabelledTicket], held: Sequence[LabelledTicket], temperature: float) -> Floats:
    """What fast models that had not learned from them say of some tickets; columns as `Category`.

    Two models, each without every other of their sources: what serves has learned from tickets like them too.
    """
    sources = sorted({ticket.source for ticket in held})
    scores = np.zeros((len(held), len(Category)))
    for half in (set(sources[::2]), set(sources[1::2])):
        mine = [at for at, ticket in enumerate(held) if ticket.source in half]
        unseen = [held[at] for at in mine]
        if unseen:
            left_out = {ticket.id for ticket in unseen}
            scores[mine] = score_unseen([ticket for ticket in tickets if ticket.id not in left_out], unseen, TrainingOptions())
    shares = softmax_at(scores, temperature)
    order = [sorted(category.value for category in Category).index(category.value) for category in Category]
    chosen: Floats = shares[:, order]
    return chosen


def with_contested(agreed: Sequence[LabelledTicket], contested: Sequence[LabelledTicket]) -> list[LabelledTicket]:
    """Tickets on which two readers agreed, and as many contested ones as real life has; fewer where there are not as many.

    Our readers are of one mind more often than two people are, so contested tickets of other files join those of these.
    """
    wanted = round(len(agreed) * _CONTESTED / (1 - _CONTESTED))
    drawn = random.Random(0).sample(list(contested), min(wanted, len(contested)))
    return [*agreed, *drawn]


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
    """The shares after hearing both, as `triage.classifier.category.second_opinion` has them."""
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
