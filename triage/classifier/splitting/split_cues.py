"""The phrases by which people begin another request, from models/splitting/cues.json, and how a sentence is held against them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from triage.errors import ArtefactError
from triage.shipped import shipped

_KINDS = (
    *("shift", "additive", "asks", "faults", "greets", "counts", "many", "matters"),
    *("numbered", "orders", "steps", "step_titles"),
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SOON = 3  # words after a number
_NOT = "n't"  # the ending of English denials: too many to list
_COUNTED = frozenset(("one", "two", "three", "eins", "zwei", "drei", "un", "deux", "trois"))

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cues:
    """The phrases of each kind, by their first word; a sentence is given as its words, from `words_of`."""

    phrases: Mapping[str, Mapping[str, Sequence[Phrase]]]

    def has(self, kind: str, words: Sequence[str], among: int | None = None) -> bool:
        """Whether a phrase of the kind begins at one of the first `among` words, at any when None."""
        table = self.phrases[kind]
        for at, word in enumerate(words if among is None else words[:among]):
            if word in table:  # few are
                for phrase in table[word]:
                    if tuple(words[at : at + len(phrase)]) == phrase:
                        return True
        return False

    def complains(self, words: Sequence[str]) -> bool:
        """Whether something is said not to be as it should."""
        return self.has("faults", words) or any(word.endswith(_NOT) for word in words)

    def announces(self, words: Sequence[str]) -> bool:
        """Whether several things are announced: by a phrase, or by a number and soon after it a word for what is asked."""
        if self.has("counts", words):
            return True
        many = self.phrases["many"]
        numbers = (at for at, word in enumerate(words) if word in many and self.has("many", words[at : at + 2], 1))
        return any(self.has("matters", words[at + 1 : at + 1 + _SOON]) for at in numbers)

    def is_numbered(self, words: Sequence[str]) -> bool:
        """Whether it begins as "Question 2" does."""
        return len(words) > 1 and self.has("numbered", words, 1) and (words[1].isdigit() or words[1] in _COUNTED)


def words_of(text: str) -> list[str]:
    """The words of a sentence in lower case, apostrophes and hyphens within them kept. Linear in the text."""
    return [word.replace("’", "'") for word in _WORD.findall(text.lower())]


def shipped_file(name: str) -> dict[str, Any]:
    """A JSON file of the folder models/splitting. Raises ArtefactError when it is missing or damaged."""
    try:
        data: dict[str, Any] = json.loads(shipped_bytes(name))
    except ValueError as error:
        raise ArtefactError(f"The file {name} for splitting cannot be read: {error}") from error
    return data


def shipped_bytes(name: str) -> bytes:
    """A file of the folder models/splitting as it is. Raises ArtefactError when it is missing."""
    try:
        return (shipped("models", "splitting") / name).read_bytes()
    except OSError as error:
        raise ArtefactError(f"The file {name} for splitting cannot be read: {error}") from error


@cache
def shipped_cues() -> Cues:
    """The cues that came with the program, read once. Raises ArtefactError when they are missing or damaged."""
    data = shipped_file("cues.json")
    try:
        return Cues({kind: _by_first(data[kind]) for kind in _KINDS})
    except (KeyError, AttributeError) as error:
        raise ArtefactError(f"The cues for splitting are incomplete: {error}") from error


def _by_first(languages: Mapping[str, str]) -> dict[str, list[Phrase]]:
    """The phrases of all languages under their first word: a ticket may hold two languages, and few phrases mean two things."""
    table: dict[str, list[Phrase]] = {}
    for listed in languages.values():
        for written in listed.split(";"):
            phrase = tuple(words_of(written))
            table.setdefault(phrase[0], []).append(phrase)
    return table
