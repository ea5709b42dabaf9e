"""Whether another request begins at a sentence: a sum of a few signs, whose weights are in models/splitting/seams.json.

`python -m training.seams` learns the weights; this module says what the signs are, for training and service alike.
"""

from __future__ import annotations

import functools
import math
import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from triage.classifier.duplicates.duplicate_model import shipped_model
from triage.classifier.duplicates.lookup import bucket_of
from triage.classifier.duplicates.profiles import statements_of
from triage.classifier.duplicates.terms import Hashes
from triage.classifier.splitting.openings import shipped_openings
from triage.classifier.splitting.sentences import Sentence
from triage.classifier.splitting.split_cues import Cues, shipped_file, words_of
from triage.errors import ArtefactError

SIGNS = (
    *("constant", "shift", "additive", "additive_late", "added_wish", "paragraph", "line", "wants", "wants_after_fault"),
    *("fault_after_wish", "added_fault", "greets", "counted", "joined", "words", "new", "shared", "returns", "apart"),
    *("label", "opening", "part", "length"),
)
_TELLING = 2.5  # natural logarithm of the rarity from which a word has a subject of its own
_MOST_WORDS = 25  # words of a sentence that count: more say no more
_MOST_WEIGHT = 4.0  # the same for the logarithm of the weight of telling words
_OPENING = 2  # words within which a phrase opens a sentence
_EARLY = 5  # words within which an added "also" still tells
_AHEAD = 12  # sentences in which the text comes back to what was said
_STORY = 4.0  # the logarithm of the words of a part that stands alone; more say no more
_SHORTEST = 4  # sentences; in a ticket with fewer a seam tells no more
_ROUNDING = 1e-6  # far more than sums of the same numbers in another order differ by
_LABEL = re.compile(r"[^\s:][^:\n.?!]{0,38}:\s+\S")  # "Opening hours: …"


@dataclass(frozen=True)
class Statements:
    """What the sentences of a text state. When one is asked, all are read at once: that costs hardly more."""

    texts: list[str]

    @cached_property
    def stated(self) -> list[tuple[Hashes, int]]:
        """The terms of each sentence in order, and the things it names as bits."""
        return statements_of(self.texts, shipped_model())

    @cached_property
    def terms(self) -> list[frozenset[int]]:
        """The telling terms of each sentence."""
        rarity = shipped_model().rarity
        return [frozenset(terms[rarity[bucket_of(terms)] >= _TELLING].tolist()) for terms, _ in self.stated]


@dataclass(frozen=True, slots=True)
class Lead:
    """What title and opening say of the whole: whether several requests are announced, whether the title joins two things."""

    counted: bool
    joined: bool


@dataclass(frozen=True)
class ReadSentence:
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
    def terms(self) -> frozenset[int]:
        """The telling terms."""
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

    @property
    def named(self) -> int:
        """The things that it names, as bits."""
        return self.statements.stated[self.at][1]

    @cached_property
    def signs(self) -> dict[str, float]:
        """The signs that need no other sentence."""
        words, has = self.words, self.cues.has
        adds = has("additive", words, 1)
        return {
            "constant": 1.0,
            "shift": self.shifts,
            "additive": adds and not self.shifts,
            "additive_late": not adds and not self.shifts and has("additive", words, _EARLY),
            "paragraph": self.sentence.paragraph,
            "line": self.sentence.line and not self.sentence.paragraph,
            "wants": self.wants,
            "greets": has("greets", words, 1),
            "words": min(len(words), _MOST_WORDS) / _MOST_WORDS,
            "label": _LABEL.match(self.text) is not None,
            "opening": shipped_openings().likeness(words),
        }


def signs_at(read: Sequence[ReadSentence], at: int, part: Sequence[ReadSentence], lead: Lead) -> dict[str, float]:
    """The signs of a seam before a sentence, each a number: True counts 1. `part`: the sentences of the request so far."""
    return {**_uncompared(read, at, part, lead), **_compared(read, at, part)}


def _uncompared(read: Sequence[ReadSentence], at: int, part: Sequence[ReadSentence], lead: Lead) -> dict[str, float]:
    """The signs that need no look at what the sentences are about."""
    here = read[at]
    faults, wants = any(one.faults for one in part), any(one.wants for one in part)
    turns_to_wish = here.wants and not here.faults and faults and not wants
    turns_to_fault = here.faults and not here.wants and wants and not faults
    return {
        **here.signs,
        "wants_after_fault": turns_to_wish,
        "added_wish": turns_to_wish and here.signs["additive"],
        "fault_after_wish": turns_to_fault,
        "added_fault": turns_to_fault and (here.signs["additive"] or here.signs["additive_late"]),
        "counted": lead.counted,
        "joined": lead.joined,
        "part": min(math.log1p(sum(len(one.words) for one in part)), _STORY),
        "length": math.log(max(len(read), _SHORTEST)),
    }


_COMPARED = {"new": _MOST_WEIGHT, "shared": _MOST_WEIGHT, "returns": _MOST_WEIGHT, "apart": 1.0}
"""The signs that compare what sentences are about, which takes longest, and the most that each can be; none is below 0."""


def _compared(read: Sequence[ReadSentence], at: int, part: Sequence[ReadSentence]) -> dict[str, float]:
    """What a sentence tells that is new or was said, whether it names other things than the part before, and how far the text
    comes back afterwards to what was said before it."""
    here = read[at]
    said, later, mine = _terms(part), _terms(read[at + 1 : at + 1 + _AHEAD]), here.terms
    named = functools.reduce(operator.or_, (one.named for one in part))
    return {
        "new": _weight(mine - said),
        "shared": _weight(mine & said),
        "returns": _weight((later & said) - mine),
        "apart": bool(named and here.named) and not named & here.named,
    }


def _terms(sentences: Sequence[ReadSentence]) -> frozenset[int]:
    return frozenset[int]().union(*(one.terms for one in sentences))


def _weight(terms: frozenset[int]) -> float:
    """The logarithm of 1 + the rarity of telling words, bounded."""
    if not terms:
        return 0.0
    buckets = bucket_of(np.fromiter(terms, np.uint64, len(terms)))
    return min(math.log1p(float(np.sort(shipped_model().rarity[buckets]).sum())), _MOST_WEIGHT)


@dataclass(frozen=True, slots=True)
class Seams:
    """What each sign adds to the logit of another request, and from which sum one is proposed."""

    weights: Mapping[str, float]
    least: float

    def begins(self, read: Sequence[ReadSentence], at: int, part: Sequence[ReadSentence], lead: Lead) -> bool:
        """Whether another request begins at a sentence; as `signs_at` and `score` say, but nothing is compared in vain."""
        signs = _uncompared(read, at, part, lead)
        missing = self.least - sum(self.weights[name] * value for name, value in signs.items())
        if missing > sum(max(self.weights[name], 0.0) * most for name, most in _COMPARED.items()) + _ROUNDING:
            return False
        return self.score({**signs, **_compared(read, at, part)}) >= self.least

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
