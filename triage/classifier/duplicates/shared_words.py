"""The rare words that two tickets share, as the customer wrote them: what a human can check."""

from __future__ import annotations

from dataclasses import dataclass

from triage.classifier.duplicates.duplicate_model import DuplicateModel
from triage.classifier.duplicates.likeness import Weighed
from triage.classifier.duplicates.terms import prepare, read_places

SHOWN = 5
_LEAST = 1.5  # natural logarithm of the rarity below which a word says nothing
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Wording:
    """A ticket's telling terms, each with its weight and the word that stood for it first."""

    words: tuple[tuple[int, float, str], ...]

    def shared_with(self, other: Weighed) -> tuple[str, ...]:
        """At most five words whose stem or concept the other ticket has too, rarest first."""
        found = sorted((-weight, word) for term, weight, word in self.words if term in other.terms)
        return tuple(word for _, word in found[:SHOWN])


def wording_of(subject: str, body: str, query: Weighed, model: DuplicateModel) -> Wording:
    """How a ticket words its telling terms; spelling as written unless lower case changes a letter's length."""
    text = f"{subject}\n{body}"
    data = prepare(text)
    terms, begins, ends = read_places(data)
    source = text.encode("utf-8", "surrogatepass")
    shown = source if source[: len(data)].lower() == data.lower() else data
    at, concept = model.words.find(terms)
    terms[at] = concept
    found = dict[int, tuple[int, float, str]]()
    for term, start, end in zip(terms.tolist(), begins.tolist(), ends.tolist(), strict=True):
        weight = query.terms.get(term, 0.0)
        if weight >= _LEAST and term not in found:
            found[term] = (term, weight, shown[start:end].decode("utf-8", "replace")[:_LONGEST])
    return Wording(tuple(found.values()))
