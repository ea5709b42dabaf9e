"""`python -m training.seams [--least LOGIT] [--check]`: learn what each sign of another request weighs.

The weights go to models/splitting/seams.json.

Learned from the tickets in training/splits/tuned_on.jsonl, whose requests are marked, and from a sample of the corpus, whose
tickets hold one request each with few exceptions: so that rambling, logs and afterthoughts count as what they are.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from training.corpus import LabelledTicket, read_corpus
from triage.classifier.splitting.parts import find_requests, read_lead, read_sentences
from triage.classifier.splitting.seams import SIGNS, Seams, signs_at
from triage.classifier.splitting.sentences import find_sentences

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "models" / "splitting" / "seams.json"
EVERY = 7
"""Of the corpus one ticket of so many is a sample."""

LEARNED, COUNTED = 0, 3
"""The first tickets of two samples: that of which weights are learned, and that of which the bench counts how many are split."""

_SEAMS = 25  # of a ticket of the corpus
_TIMES = 8.0  # what a marked ticket weighs beside one of the corpus
_RIDGE = 10.0  # how strongly a weight is drawn to 0, in units of one seam of the corpus
_FOLDS = 6
_SAME = 1e-9  # a deviation that is only rounding
_LEAST = -0.2  # some 5 % of the corpus are split; chosen with weights that had seen neither the ticket nor those of the corpus

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marked:
    """A ticket and where its further requests begin, in subject + newline + body."""

    subject: str
    body: str
    later: frozenset[int]


def read_marked(file: Path) -> list[Marked]:
    """The tickets of a file with lines {"subject", "body", "parts", "starts"}; one without `starts` holds one request."""
    told = map(json.loads, file.read_text("utf-8").splitlines())
    return [Marked(one["subject"], one["body"], frozenset(one.get("starts", ())[1:])) for one in told]


def sample_of(corpus: Sequence[LabelledTicket], first: int) -> list[Marked]:
    """A sample of the corpus from its ticket `first` on, each taken as one request."""
    return [Marked(ticket.subject, ticket.body, frozenset()) for ticket in corpus[first::EVERY]]


def seams_of(ticket: Marked) -> Iterator[tuple[list[float], bool]]:
    """The signs of each seam of a ticket, lists aside, and whether another request begins there."""
    text = f"{ticket.subject}\n{ticket.body}"
    read = read_sentences(text, find_sentences(ticket.body, len(ticket.subject) + 1))
    lead, first = read_lead(ticket.subject, read), 0
    for at in range(1, min(len(read), _SEAMS)):
        begins = read[at].sentence.start in ticket.later
        if not read[at].sentence.item:
            signs = signs_at(read, at, read[first:at], lead)
            yield [float(signs[name]) for name in SIGNS], begins
        first = at if begins else first


def fit(signs: Floats, begins: Floats, times: Floats) -> Floats:
    """The weights of a logistic regression whose ridge draws all but the constant to 0."""
    scale = signs.std(0)
    scale[scale < _SAME] = 1.0  # the constant, and signs that are the same everywhere
    ridge = np.array([0.0 if name == "constant" else _RIDGE for name in SIGNS])
    scaled = signs / scale

    def loss(weights: Floats) -> tuple[float, Floats]:
        logits = scaled @ weights
        value = times @ (np.logaddexp(0, logits) - begins * logits) + ridge @ weights**2 / 2
        slope = scaled.T @ (times * (1 / (1 + np.exp(-logits)) - begins)) + ridge * weights
        return float(value), slope

    found: Floats = minimize(loss, np.zeros(len(SIGNS)), jac=True, method="L-BFGS-B").x / scale
    return found


def learn(marked: Sequence[Marked], corpus: Sequence[Marked], least: float) -> Seams:
    """The weights from both."""
    counting = ((marked, _TIMES), (corpus, 1.0))
    rows = [(*seam, times) for tickets, times in counting for one in tickets for seam in seams_of(one)]
    signs, begins, times = (np.array(column, np.float64) for column in zip(*rows, strict=True))
    return Seams(dict(zip(SIGNS, np.round(fit(signs, begins, times), 3).tolist(), strict=True)), least)


def check(marked: Sequence[Marked], corpus: Sequence[Marked], least: float) -> tuple[float, float]:
    """Precision and recall of telling that a ticket holds several requests, each judged by weights learned from other tickets."""
    fold = np.random.default_rng(0).permutation(len(marked)) % _FOLDS
    said = np.zeros(len(marked), np.bool_)
    for held in range(_FOLDS):
        seams = learn([one for one, own in zip(marked, fold, strict=True) if own != held], corpus, least)
        for at in np.flatnonzero(fold == held).tolist():
            said[at] = bool(find_requests(marked[at].subject, marked[at].body, lambda _: None, seams))
    true = np.array([bool(one.later) for one in marked])
    return float(true[said].mean()), float(said[true].mean())


def main() -> None:
    """Learn and write, or judge."""
    parser = argparse.ArgumentParser(prog="python -m training.seams", description=__doc__)
    parser.add_argument("--least", type=float, default=_LEAST, help="from which sum of the signs another request is proposed")
    parser.add_argument("--check", action="store_true", help="write nothing, print precision and recall on tickets held out")
    told = parser.parse_args()
    marked, corpus = read_marked(ROOT / "training" / "splits" / "tuned_on.jsonl"), sample_of(read_corpus(), LEARNED)
    if told.check:
        precision, recall = check(marked, corpus, told.least)
        print(f"held out: {len(marked)} tickets, precision {precision:.3f}, recall {recall:.3f}")
        return
    seams = learn(marked, corpus, told.least)
    TARGET.write_text(json.dumps({"least": seams.least, "weights": seams.weights}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
