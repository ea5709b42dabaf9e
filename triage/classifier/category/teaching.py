"""Which unlabelled tickets would teach a model most: those between two categories and those of unknown words, each kind once.

Smallest margin (Scheffer et al. 2001) plus novelty; a ticket that reads like one already chosen is passed over.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from heapq import nlargest

from triage.classifier.text import clean
from triage.classifier.tokens import fold_all, read_tokens
from triage.domain.reading import Prediction

_NOVELTY = 0.5  # what a text of nothing but unknown words weighs against one between two categories
_ALIKE = 0.6  # share of common words from which on two tickets teach the same
_SPARE = 8  # times as many candidates are kept as are wanted, since some read alike
_FEWEST = 3  # words: less cannot be labelled by a person either


@dataclass(frozen=True, slots=True)
class Lesson:
    """A ticket worth labelling: where it stands, its text, what the model makes of it, why it was chosen (both from 0 to 1)."""

    place: str
    subject: str
    body: str
    prediction: Prediction
    doubt: float
    novelty: float
    words: frozenset[str]
    kept: tuple[str, ...] = ()

    @property
    def worth(self) -> float:
        """How much labelling it would teach: the model's doubt, and how little of its words earlier lessons have."""
        return self.doubt + _NOVELTY * self.novelty


def lesson(
    place: str, subject: str, body: str, prediction: Prediction, known: Container[str], kept: tuple[str, ...] = ()
) -> Lesson | None:
    """A ticket as a lesson; None when it is too short or the model does not read its language.

    Args:
        known: the model's words.
        kept: what else is to be told of the ticket.
    """
    words = [word for word in fold_all(read_tokens(clean(subject, body))[0]) if word.isalpha()]
    if prediction.declined is not None or len(words) < _FEWEST:
        return None
    shares = [share for _, share in prediction.probabilities] + [0.0, 0.0]
    novelty = sum(word not in known for word in words) / len(words)
    return Lesson(place, subject, body, prediction, 1.0 - (shares[0] - shares[1]), novelty, frozenset(words), kept)


def choose(lessons: Iterable[Lesson], count: int) -> list[Lesson]:
    """The `count` lessons that teach most, the best first, none like another; memory for a few times `count`."""
    chosen: list[Lesson] = []
    for each in nlargest(count * _SPARE, lessons, key=lambda one: one.worth):
        if len(chosen) >= count:
            break
        if not any(_alike(each, other) for other in chosen):
            chosen.append(each)
    return chosen


def _alike(one: Lesson, other: Lesson) -> bool:
    common = len(one.words & other.words)
    return common >= _ALIKE * (len(one.words) + len(other.words) - common)
