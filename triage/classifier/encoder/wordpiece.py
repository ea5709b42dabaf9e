"""Cutting a text into the pieces that an English encoder knows: in each word the longest piece first, from its beginning on.

WordPiece as BERT has it (Devlin et al. 2019, arXiv 1810.04805): small letters without accents, punctuation apart, and pieces that
go on within a word marked. Linear in the text, since words are cut off at a length.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from triage.classifier.encoder.pieces import LONGEST_WORD, between_marks, cut_once

INSIDE = "##"  # how the vocabulary marks a piece that does not begin a word


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The vocabulary. `pieces`: to their numbers; the rest are the marks' numbers."""

    pieces: Mapping[str, int]
    start: int
    end: int
    unknown: int
    remembered: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    def cut(self, text: str, most: int) -> list[int]:
        """The numbers of a text's pieces between the marks; of a long text three from its beginning to one of its end."""
        numbers: list[int] = []
        for word in _plain(text).split():
            for part in _apart(word[:LONGEST_WORD]):
                numbers += cut_once(part, self.remembered, self._longest_first)
        return between_marks(numbers, self.start, self.end, most)

    def _longest_first(self, word: str) -> tuple[int, ...]:
        """The pieces of a word; the unknown one for all of it where any part has none."""
        numbers, begin = list[int](), 0
        while begin < len(word):
            mark = INSIDE if begin else ""
            for end in range(len(word), begin, -1):
                number = self.pieces.get(mark + word[begin:end])
                if number is not None:
                    break
            else:
                return (self.unknown,)
            numbers.append(number)
            begin = end
        return tuple(numbers)


def _plain(text: str) -> str:
    """Small letters without accents and without characters that do not show."""
    apart = unicodedata.normalize("NFD", text.lower())
    kept = (letter if unicodedata.category(letter) not in _HIDDEN or letter.isspace() else "" for letter in apart)
    return "".join(f" {letter} " if _is_ideograph(letter) else letter for letter in kept)


_HIDDEN = ("Mn", "Cc", "Cf", "Co", "Cs")


def _is_ideograph(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff" or "\u3400" <= letter <= "\u4dbf" or "\uf900" <= letter <= "\ufaff"


def _apart(word: str) -> Iterator[str]:
    """The word, its punctuation one by one."""
    begin = 0
    for at, letter in enumerate(word):
        if _is_punctuation(letter):
            if begin < at:
                yield word[begin:at]
            yield letter
            begin = at + 1
    if begin < len(word):
        yield word[begin:]


def _is_punctuation(letter: str) -> bool:
    """Also the signs of ASCII that Unicode does not call so, such as `+` and `$`."""
    return (letter.isascii() and not letter.isalnum()) or unicodedata.category(letter).startswith("P")
