"""The phrases by which people begin another request, from models/splitting/cues.json, and how a sentence is held against them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from triage.errors import ArtefactError

_PACKAGE = Path(__file__).resolve().parent.parent
_FILES = (
    _PACKAGE / "_shipped" / "models" / "splitting" / "cues.json",
    _PACKAGE.parent / "models" / "splitting" / "cues.json",
)


@dataclass(frozen=True, slots=True)
class Cues:
    """The phrases, by use. All in lower case."""

    openers: tuple[str, ...]
    announcements: tuple[str, ...]
    numbered: tuple[str, ...]
    askings: tuple[str, ...]
    wishings: tuple[str, ...]
    complaints: tuple[str, ...]
    greetings: tuple[str, ...]
    continuations: tuple[str, ...]
    refers_back: tuple[str, ...]
    midway: frozenset[str]
    how_to: tuple[str, ...]
    step_titles: tuple[str, ...]
    steps: frozenset[str]

    def opens(self, sentence: str) -> bool:
        """Whether it begins like another request: "also, …", "issue 2: …"."""
        return (_starts(sentence, self.openers) or self._is_numbered(sentence)) and not self._resumes(sentence)

    def announces(self, sentence: str) -> bool:
        """Whether its beginning can only mean another subject: "furthermore …", "one more thing: …"."""
        midway = not self.midway.isdisjoint(sentence.split(None, _MIDWAY)[:_MIDWAY])
        return (midway or _starts(sentence, self.announcements) or self._is_numbered(sentence)) and not self._resumes(sentence)

    def continues(self, sentence: str) -> bool:
        """Whether it goes on about what was said before: "it …", "please fix …"."""
        return sentence.startswith(self.continuations)

    def asks_how(self, sentence: str) -> bool:
        """Whether it asks how something is done: rarely about what was just said to be wrong."""
        return _starts(sentence, self.how_to)

    def asks(self, sentence: str) -> bool:
        """Whether it asks for something or is a question."""
        return sentence.rstrip().endswith("?") or _starts(sentence, self.askings) or self.wishes(sentence)

    def wishes(self, sentence: str) -> bool:
        """Whether it says what is wanted, anywhere in it."""
        return _holds(sentence, self.wishings)

    def complains(self, sentence: str) -> bool:
        """Whether it says that something is not as it should be."""
        return _holds(sentence, self.complaints)

    def says_something(self, sentence: str) -> bool:
        """Whether it is more than a greeting or thanks."""
        return len(sentence.split(None, 3)) > _FEW_WORDS and not _starts(sentence, self.greetings)

    def names_steps(self, sentence: str) -> bool:
        """Whether it announces steps that were taken."""
        return _holds(sentence, self.step_titles)

    def is_step(self, sentence: str) -> bool:
        """Whether it begins with a verb of doing at a computer and asks nothing."""
        return sentence.split(" ", 1)[0].rstrip(",.:\n") in self.steps and "please" not in sentence and "?" not in sentence

    def _resumes(self, sentence: str) -> bool:
        """Whether what follows the opening goes on about the same: "P.S. It's the same …"."""
        opening = max(
            (phrase for phrase in (*self.openers, *self.announcements) if sentence.startswith(phrase)), key=len, default=""
        )
        return sentence[len(opening) :].lstrip(" ,.:;-").startswith(self.refers_back) if opening else False

    def _is_numbered(self, sentence: str) -> bool:
        words = sentence.split(None, 2)
        return (
            len(words) > 1
            and words[0] in self.numbered
            and words[1][:1].isalnum()
            and (words[1][0].isdigit() or words[1] in _COUNTED)
        )


@cache
def shipped_cues() -> Cues:
    """The cues that came with the program, read once. Raises ArtefactError when they are missing or damaged."""
    file = next((file for file in _FILES if file.is_file()), None)
    if file is None:
        raise ArtefactError("The cues for splitting are missing.")
    try:
        data = json.loads(file.read_text("utf-8"))
        return Cues(
            openers=tuple(data["openers"]),
            announcements=tuple(data["announcements"]),
            numbered=tuple(data["numbered"]),
            askings=tuple(data["asks"]),
            wishings=tuple(data["wishes"]),
            complaints=tuple(data["complaints"]),
            greetings=tuple(data["greetings"]),
            continuations=tuple(data["continuations"]),
            refers_back=tuple(data["refers_back"]),
            midway=frozenset(data["midway"]),
            how_to=tuple(data["how_to"]),
            step_titles=tuple(data["step_titles"]),
            steps=frozenset(data["steps"]),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ArtefactError(f"The cues for splitting in {file} cannot be read: {error}") from error


def _holds(sentence: str, phrases: tuple[str, ...]) -> bool:
    """Whether it has one of the phrases anywhere. A plain loop: a generator takes twice as long."""
    for phrase in phrases:  # noqa: SIM110  # measured
        if phrase in sentence:
            return True
    return False


def _starts(sentence: str, phrases: tuple[str, ...]) -> bool:
    """Whether it begins with one of the phrases as whole words; most begin with none of them, which one call tells."""
    if not sentence.startswith(phrases):
        return False
    return any(sentence.startswith(phrase) and not sentence[len(phrase) : len(phrase) + 1].isalnum() for phrase in phrases)


_MIDWAY = 4  # words within which "furthermore" still opens a sentence
_FEW_WORDS = 3  # no statement has fewer
_COUNTED = frozenset(("one", "one:", "two", "two:", "three", "three:"))
