"""An encoder as a second reader: it is asked where the fast model is not sure, and the two are heard together.

There may be two: a small one of many languages, and the encoder of meaning, changed a little, for English.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy.typing as npt

from triage.classifier.category.judgement import softmax
from triage.classifier.encoder.meaning import Meaning
from triage.classifier.encoder.network import Network, adapt, build_network
from triage.classifier.encoder.pieces import Cutter
from triage.classifier.encoder.unigram import StoredPieces
from triage.classifier.text import CleanText
from triage.errors import ArtefactError

LEAST_SHARE = 1e-6
"""A share below is taken for this, so that one reader cannot forbid what the other sees."""


class Vocabulary(Protocol):
    """A vocabulary that is made ready when first asked."""

    def table(self) -> Cutter:
        """The vocabulary, ready to cut texts."""
        ...


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

    pieces: Vocabulary
    network: Network
    order: tuple[int, ...]
    longest: int
    sure: float
    weights: tuple[float, float]

    def is_wanted(self, shares: Sequence[float]) -> bool:
        """Whether the fast model is unsure."""
        return max(shares) < self.sure

    def join(self, shares: Sequence[float], scores: Sequence[float]) -> list[float]:
        """The shares of the categories after hearing both; `scores` are the encoder's own."""
        mine, theirs = self.weights
        return softmax(
            [mine * math.log(max(share, LEAST_SHARE)) + theirs * score for share, score in zip(shares, scores, strict=True)]
        )

    def scores(self, text: CleanText) -> list[float]:
        """The encoder's own log-shares, in the order of the model's categories."""
        return self.scores_of([text])[0]

    def scores_of(self, texts: Sequence[CleanText]) -> list[list[float]]:
        """`scores` for several texts, one at least. Short ones take half the time; their last bits may be others than alone."""
        table = self.pieces.table()
        cuts = [table.cut(f"{text.subject}\n{text.body}", self.longest) for text in texts]
        return [self._log_shares(row) for row in self.network.scores_of(cuts).tolist()]

    def _log_shares(self, scores: Sequence[float]) -> list[float]:
        top = max(scores)
        rest = top + math.log(sum(math.exp(one - top) for one in scores))
        return [scores[at] - rest for at in self.order]


def build_second_opinion(
    arrays: Mapping[str, npt.NDArray[Any]], told: Mapping[str, Any], categories: Sequence[str]
) -> SecondOpinion:
    """The encoder of a model folder; `told` is the metadata's part on it.

    Raises:
        ArtefactError: an array or an entry is missing, or the encoder knows other categories.
    """
    try:
        start, end, unknown = map(int, told["marks"])
        pieces = StoredPieces(arrays["vocabulary"].tobytes(), arrays["chances"], (start, end, unknown))
        return _opinion(pieces, build_network(arrays, int(told["heads"])), int(told["longest"]), told, categories)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise ArtefactError(f"the encoder of the model is incomplete or foreign: {type(error).__name__} {error}") from error


def build_english_opinion(
    meaning: Meaning, changes: Mapping[str, npt.NDArray[Any]], told: Mapping[str, Any], categories: Sequence[str]
) -> SecondOpinion:
    """The encoder of meaning with what a model changes of it; `told` is the metadata's part on it.

    Raises:
        ArtefactError: the changes are for another encoder, something is missing, or they know other categories.
    """
    if told.get("encoder") != meaning.digest:
        raise ArtefactError("the model's English reader was made for another encoder of meaning than the one that is there")
    try:
        return _opinion(meaning, adapt(meaning.network, changes), meaning.longest, told, categories)
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise ArtefactError(f"the model's English reader is incomplete or foreign: {type(error).__name__} {error}") from error


def _opinion(
    pieces: Vocabulary, network: Network, longest: int, told: Mapping[str, Any], categories: Sequence[str]
) -> SecondOpinion:
    if network.head is None:
        raise KeyError("head")
    labels = list(told["labels"])
    return SecondOpinion(
        pieces=pieces,
        network=network,
        order=tuple(labels.index(category) for category in categories),
        longest=longest,
        sure=float(told["sure"]),
        weights=(float(told["weights"][0]), float(told["weights"][1])),
    )
