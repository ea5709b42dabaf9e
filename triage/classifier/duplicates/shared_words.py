"""The rare words that two tickets share, as the customer wrote them: what a human can check.

The other ticket may have another word for the same thing ("mobile" and "phone" are one): a fingerprint does not say which.
"""

from __future__ import annotations

from dataclasses import dataclass

from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.likeness import Weighed
from triage.classifier.duplicates.terms import READ_AT_MOST, prepare, read_places

SHOWN_WORDS = 5
_LEAST = 1.5  # natural logarithm of the rarity below which a word says nothing
_LONGEST = 40
_DOTTED, _IN_TWO = "\u0130", "I\u0307"  # the one letter that is two in lower case, and those two as capitals


@dataclass(frozen=True, slots=True)
class Wording:
    """A ticket's telling terms, each with its weight and the word that stood for it first."""

    words: tuple[tuple[int, float, str], ...]

    def shared_with(self, other: Weighed) -> tuple[str, ...]:
        """At most five words whose stem or concept the other ticket has too, rarest first."""
        found = sorted((-weight, word) for term, weight, word in self.words if term in other.terms)
        return tuple(word for _, word in found[:SHOWN_WORDS])


def wording_of(subject: str, body: str, query: Weighed, model: DuplicateModel) -> Wording:
    """How a ticket words its telling terms, in its own spelling."""
    text = f"{subject}\n{body}"[:READ_AT_MOST]
    data, shown = prepare(text), text.replace(_DOTTED, _IN_TWO)
    terms, begins, ends = read_places(data)
    at, concept = model.words.find(terms)
    terms[at] = concept
    found = dict[int, tuple[int, float, str]]()
    for term, start, end in zip(terms.tolist(), begins.tolist(), ends.tolist(), strict=True):
        weight = query.terms.get(term, 0.0)
        if weight >= _LEAST and term not in found:
            first = _letters(data[:start])
            found[term] = (term, weight, _presentable(shown[first : first + _letters(data[start:end])]))
    return Wording(tuple(found.values()))


def _letters(data: bytes) -> int:
    return len(data.decode("utf-8", "surrogatepass"))


def _presentable(word: str) -> str:
    """No half of a pair of surrogates, which cannot be sent."""
    return word.replace(_IN_TWO, _DOTTED)[:_LONGEST].encode("utf-8", "replace").decode()
