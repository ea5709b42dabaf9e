"""Cutting a text into the pieces that an encoder knows: the likeliest sequence under a unigram language model.

Kudo 2018, arXiv 1804.10959, as SentencePiece does it: every piece has a log-probability, and the best way to cut a word is
found by dynamic programming. Linear in the text, since no piece is longer than the longest and words are cut off at a length.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy.typing as npt

from triage.classifier.encoder.pieces import LONGEST_WORD, between_marks, cut_once

BLANK = "\u2581"  # how the vocabulary writes the blank before a word
_MAKING = Lock()  # one for all, since a vocabulary travels to other processes, which no lock does
_RARER = 10.0  # an unknown character is this much rarer than the rarest piece, as SentencePiece has it


@dataclass(frozen=True, slots=True)
class PieceTable:
    """The vocabulary. `pieces`: to their numbers; `chances`: log-probability of each number; the rest are the marks' numbers."""

    pieces: Mapping[str, int]
    chances: Sequence[float]
    start: int
    end: int
    unknown: int
    longest: int
    penalty: float
    remembered: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, pieces: Sequence[str], chances: Sequence[float], start: int, end: int, unknown: int) -> PieceTable:
        """A table of pieces in the order of their numbers; "" stands where a number has no text (the marks)."""
        table = {piece: at for at, piece in enumerate(pieces) if piece}
        return cls(table, array("d", chances), start, end, unknown, max(map(len, table)), min(chances) - _RARER)

    def cut(self, text: str, most: int) -> list[int]:
        """The numbers of a text's pieces between the marks; of a long text three from its beginning to one of its end."""
        numbers: list[int] = []
        for word in unicodedata.normalize("NFKC", text).split():
            numbers += cut_once(word[:LONGEST_WORD], self.remembered, self._best_path)
        return between_marks(numbers, self.start, self.end, most)

    def _best_path(self, word: str) -> tuple[int, ...]:
        """Viterbi: `best` has for every end the highest log-probability, the start of its last piece, and that piece."""
        word = BLANK + word
        best = [(0.0, 0, 0)]
        for end in range(1, len(word) + 1):
            ways = [(best[end - 1][0] + self.penalty, end - 1, self.unknown)]
            for start in range(max(0, end - self.longest), end):
                known = self.pieces.get(word[start:end])
                if known is not None:
                    ways.append((best[start][0] + self.chances[known], start, known))
            best.append(max(ways))
        numbers, end = list[int](), len(word)
        while end:
            _, end, number = best[end]
            numbers.append(number)
        return tuple(reversed(numbers))


@dataclass(slots=True)
class StoredPieces:
    """A vocabulary as a model stores it, one piece a line, until its table is asked for: who is always sure does without.

    Raises:
        ValueError: there is not one chance for each piece.
    """

    vocabulary: bytes
    chances: npt.NDArray[Any]
    marks: tuple[int, int, int]
    _made: PieceTable | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.vocabulary.count(b"\n") + 1 != self.chances.size:
            raise ValueError("there is not one chance for each piece")

    def table(self) -> PieceTable:
        """The table, made when first asked: once, however many threads ask."""
        made = self._made
        if made is None:
            with _MAKING:
                made = self._made = self._made or self._make()
        return made

    def _make(self) -> PieceTable:
        return PieceTable.of(self.vocabulary.decode().split("\n"), self.chances.tolist(), *self.marks)
