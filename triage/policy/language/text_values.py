"""Text as rules look at it: normalised once, searched in linear time, whatever the customer wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import re2

_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_MAX_PATTERN_MEMORY = 8 << 20
_MARKS = re2.compile(r"([\pM\x{ff9e}\x{ff9f}]{30})[\pM\x{ff9e}\x{ff9f}]+")
"""Over 30 combining marks in a row: no language has that, and sorting them takes NFKC quadratic time (UAX #15, stream-safe)."""


def normalised(text: str) -> str:
    """NFKC, casefolded, every run of white space one space, none at the ends."""
    return " ".join(_folded(text).split())


def normalised_part(text: str) -> str:
    """As `normalised`, but a space at an end stays: in a piece of a text it means something."""
    return _SPACE.sub(" ", _folded(text))


def words_of(text: str) -> frozenset[str]:
    """The words of a text, normalised: runs of letters, digits and underscores."""
    return frozenset(_WORD.findall(_folded(text)))


class TextValue:
    """A text fact during one decision; normalised at most once, when first asked."""

    __slots__ = ("_normal", "_words", "raw")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._normal: str | None = None
        self._words: frozenset[str] | None = None

    @property
    def normal(self) -> str:
        """The text, normalised."""
        if self._normal is None:
            self._normal = normalised(self.raw)
        return self._normal

    @property
    def words(self) -> frozenset[str]:
        """Its words, normalised."""
        if self._words is None:
            self._words = words_of(self.raw)
        return self._words


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words and phrases to look for, normalised, in the order of the file; inside one of `except_in` they do not count."""

    phrases: tuple[str, ...]
    except_in: tuple[str, ...] = ()

    def first_in(self, text: TextValue) -> str | None:
        """The first of them that stands in the text as whole words, in one place at least that counts; None when none does."""
        place = self.place_in(text)
        return None if place is None else text.normal[slice(*place)]

    def place_in(self, text: TextValue) -> tuple[int, int] | None:
        """Where in the normalised text that is: from which to before which character."""
        normal = text.normal
        for phrase in self.phrases:
            if phrase not in normal:
                continue  # most of them: what they might stand in need not be gathered
            longer = [
                (at, whole) for whole in self.except_in if phrase in whole and whole in normal for at in _places(phrase, whole)
            ]
            for at in _places(phrase, normal):
                if not _inside(at, longer, normal):
                    return at, at + len(phrase)
        return None


@dataclass(frozen=True, slots=True)
class Words:
    """The words that a text may consist of, normalised."""

    words: frozenset[str]

    def cover(self, text: TextValue) -> bool:
        """Whether the text has words and every one of them is in the list."""
        return bool(text.words) and text.words <= self.words


@dataclass(frozen=True, slots=True)
class Pattern:
    """An RE2 pattern, in any case: linear time, bounded memory."""

    text: str
    compiled: Any = field(compare=False, repr=False)

    def found_in(self, text: TextValue) -> bool:
        """Whether it is found anywhere in the text as the customer wrote it."""
        return self.compiled.search(text.raw) is not None

    @property
    def matches_nothing(self) -> bool:
        """Whether it is found even in the empty text: it would match every ticket."""
        return self.compiled.search("") is not None


def compiled_pattern(text: str) -> Pattern:
    """Compile it. Raises ValueError, with RE2's word on it, when it is wrong, too large or needs what RE2 does not have."""
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = _MAX_PATTERN_MEMORY
    options.log_errors = False
    try:
        return Pattern(text, re2.compile(text, options))
    except re2.error as error:
        reason = error.args[0]
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)) from error


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    text = _MARKS.sub(r"\1", text)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _places(phrase: str, text: str) -> Iterator[int]:
    """Where the phrase stands with no word character right before or after it."""
    start = text.find(phrase)
    while start >= 0:
        if _is_whole(start, start + len(phrase), text):
            yield start
        start = text.find(phrase, start + 1)


def _inside(place: int, longer: list[tuple[int, str]], text: str) -> bool:
    """Whether what stands there is part of a longer phrase; of each of these is given where the shorter one stands in it."""
    starts = ((place - at, whole) for at, whole in longer if at <= place)
    return any(text.startswith(whole, start) and _is_whole(start, start + len(whole), text) for start, whole in starts)


def _is_whole(start: int, end: int, text: str) -> bool:
    return not (start and _is_word(text[start - 1])) and not (end < len(text) and _is_word(text[end]))


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
