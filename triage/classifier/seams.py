"""Whether another request begins at a sentence: a sum of a few signs, whose weights are in models/splitting/seams.json.

`python -m training.seams` learns the weights; this module says what the signs are, for training and service alike.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from triage.classifier.duplicate_model import bucket_of, shipped_model
from triage.classifier.profiles import statements_of
from triage.classifier.sentences import Sentence
from triage.classifier.split_cues import Cues, shipped_file, words_of
from triage.classifier.terms import Hashes
from triage.errors import ArtefactError

SIGNS = (
    *("constant", "shift", "additive", "additive_late", "paragraph", "line", "wants", "wants_after_fault"),
    *("nothing_before", "refers", "refers_late", "greets", "counted", "words", "new", "length"),
)
_TELLING = 2.5  # natural logarithm of the rarity from which a word has a subject of its own
_MOST_WORDS = 12  # words of a sentence that count: more say no more
_MOST_NEW = 4.0  # the same for the logarithm of the weight of new words
_OPENING = 2  # words within which a phrase opens a sentence
_EARLY = 5  # words within which an added "also" still tells
_SAID = 12  # words within which "it" refers to what was said


@dataclass(frozen=True)
class Statements:
    """What the sentences of a text state. When one is asked, all are read at once: that costs hardly more."""

    texts: list[str]

    @cached_property
    def terms(self) -> list[Hashes]:
        """The different telling terms of each sentence, sorted."""
        rarity = shipped_model().rarity
        different = [np.unique(terms) for terms, _ in statements_of(self.texts, shipped_model())]
        return [terms[rarity[bucket_of(terms)] >= _TELLING] for terms in different]


@dataclass(frozen=True)
class Read:
    """A sentence with what it says; each thing is looked up when it is first asked, since many are never needed."""

    sentence: Sentence
    text: str
    cues: Cues
    statements: Statements
    at: int

    @cached_property
    def words(self) -> list[str]:
        """Its words without a bullet or number before them."""
        return words_of(self.text.lstrip("0123456789.)-*•#:([ \t") or self.text)

    @property
    def terms(self) -> Hashes:
        """The different telling terms, sorted."""
        return self.statements.terms[self.at]

    @cached_property
    def wants(self) -> bool:
        """Whether it asks for something or is a question."""
        return self.text.rstrip().endswith("?") or self.cues.has("asks", self.words)

    @cached_property
    def faults(self) -> bool:
        """Whether it tells of something broken."""
        return self.cues.complains(self.words)

    @cached_property
    def shifts(self) -> bool:
        """Whether it says that another subject begins."""
        return self.cues.has("shift", self.words, _OPENING) or self.cues.is_numbered(self.words)

    @cached_property
    def signs(self) -> dict[str, float]:
        """The signs that need no other sentence."""
        words, has = self.words, self.cues.has
        adds, refers = has("additive", words, 1), has("refers", words, _OPENING)
        return {
            "constant": 1.0,
            "shift": self.shifts,
            "additive": adds and not self.shifts,
            "additive_late": not adds and not self.shifts and has("additive", words, _EARLY),
            "paragraph": self.sentence.paragraph,
            "line": self.sentence.line and not self.sentence.paragraph,
            "wants": self.wants,
            "refers": refers,
            "refers_late": not refers and has("refers", words, _SAID),
            "greets": has("greets", words, 1),
            "words": min(len(words), _MOST_WORDS) / _MOST_WORDS,
        }


def signs_at(read: Sequence[Read], at: int, part: Sequence[Read], *, counted: bool, length: int) -> dict[str, float]:
    """The signs of a seam before a sentence, each a number: True counts 1.

    Args:
        part: the sentences of the request so far.
        counted: whether title or opening announce several requests.
        length: how many sentences the ticket has; in a long one any single seam tells less.
    """
    here = read[at]
    faults, wants = any(one.faults for one in part), any(one.wants for one in part)
    return {
        **here.signs,
        "wants_after_fault": here.wants and not here.faults and faults and not wants,
        "nothing_before": not faults and not wants,
        "counted": counted,
        "new": _new(here, part),
        "length": math.log(length),
    }


def _new(here: Read, part: Sequence[Read]) -> float:
    """How much a sentence tells that was not said before: the logarithm of 1 + the weight of its new telling words."""
    said = set[int]().union(*(one.terms.tolist() for one in part))
    new = np.fromiter((term not in said for term in here.terms.tolist()), np.bool_, here.terms.size)
    return min(math.log1p(float(shipped_model().rarity[bucket_of(here.terms[new])].sum())), _MOST_NEW)


@dataclass(frozen=True, slots=True)
class Seams:
    """What each sign adds to the logit of another request, and from which sum one is proposed."""

    weights: Mapping[str, float]
    least: float

    def part(self, signs: Mapping[str, float]) -> bool:
        """Whether the signs are enough."""
        return self.score(signs) >= self.least

    def score(self, signs: Mapping[str, float]) -> float:
        """The sum of the signs by their weights."""
        return sum(self.weights[name] * float(signs[name]) for name in SIGNS)


@cache
def shipped_seams() -> Seams:
    """The weights that came with the program, read once. Raises ArtefactError when they are missing or damaged."""
    data = shipped_file("seams.json")
    try:
        return Seams({name: float(data["weights"][name]) for name in SIGNS}, float(data["least"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ArtefactError(f"The weights for splitting are incomplete: {error}") from error
