"""The encoder as a second reader: it is asked where the fast model is not sure, and the two are heard together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from triage.classifier.encoder.network import Network, build_network
from triage.classifier.encoder.unigram import StoredPieces
from triage.classifier.judgement import softmax
from triage.classifier.text import CleanText
from triage.errors import ArtefactError

LEAST_SHARE = 1e-6
"""A share below is taken for this, so that one reader cannot forbid what the other sees."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """An encoder, and how it is heard.

    Attributes:
        order: where each of the model's categories stands among the network's scores.
        longest: the most pieces of a text that are read.
        sure: the fast model's best share from which on the encoder is not asked.
        weights: of the fast model's log-share and of the encoder's score in the joint score (a logarithmic opinion pool,
            Genest & Zidek 1986), fitted on tickets that neither had learned from.
    """

    pieces: StoredPieces
    network: Network
    order: tuple[int, ...]
    longest: int
    sure: float
    weights: tuple[float, float]

    def is_wanted(self, shares: Sequence[float]) -> bool:
        """Whether the fast model is unsure."""
        return max(shares) < self.sure

    def join(self, shares: Sequence[float], text: CleanText) -> list[float]:
        """The shares of the categories after hearing both."""
        scores = self.scores(text)
        mine, theirs = self.weights
        return softmax(
            [mine * math.log(max(share, LEAST_SHARE)) + theirs * score for share, score in zip(shares, scores, strict=True)]
        )

    def scores(self, text: CleanText) -> list[float]:
        """The encoder's own log-shares, in the order of the model's categories."""
        found = self.network.scores(self.pieces.table().cut(f"{text.subject}\n{text.body}", self.longest)).tolist()
        top = max(found)
        rest = top + math.log(sum(math.exp(one - top) for one in found))
        return [found[at] - rest for at in self.order]


def build_second_opinion(
    arrays: Mapping[str, npt.NDArray[Any]], told: Mapping[str, Any], categories: Sequence[str]
) -> SecondOpinion:
    """The encoder of a model folder; `told` is the metadata's part on it.

    Raises:
        ArtefactError: an array or an entry is missing, or the encoder knows other categories.
    """
    try:
        labels, (start, end, unknown) = list(told["labels"]), map(int, told["marks"])
        return SecondOpinion(
            pieces=StoredPieces(arrays["vocabulary"].tobytes(), arrays["chances"], (start, end, unknown)),
            network=build_network(arrays, int(told["heads"])),
            order=tuple(labels.index(category) for category in categories),
            longest=int(told["longest"]),
            sure=float(told["sure"]),
            weights=(float(told["weights"][0]), float(told["weights"][1])),
        )
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise ArtefactError(f"the encoder of the model is incomplete or foreign: {type(error).__name__} {error}") from error
