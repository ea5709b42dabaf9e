"""What follows from a token alone, worked out once: a table with a row for every token met.

A row holds the summed weights of the token's letter groups, their mass, and what the token says about the language. Because
such a row depends on nothing but the token, a text is the sum of its tokens' rows. A full table is dropped and begun anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from threading import Lock

import numpy as np
import numpy.typing as npt

from triage.classifier.cues import Lexicon
from triage.classifier.language import LanguageModel
from triage.classifier.text import KEEP_AT_MOST
from triage.classifier.tokens import fold, tokens_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CAPACITY = 30_000  # tokens: those of a corpus of 6,500 tickets; one text has 6,000 at most
CHUNKS = 60_000  # the same word with a comma, in brackets, ...
_LONGEST_CHUNK = 64  # characters; longer ones are not remembered
_UNKNOWN = -2  # a class that was not looked up yet


@dataclass(frozen=True, slots=True)
class CharTables:
    """Letter groups of `shortest` to `longest` letters: their rows in `weights` (already times idf) and their `mass` (idf)."""

    shortest: int
    longest: int
    grams: Mapping[str, int]
    weights: Floats
    mass: Floats

    def groups_of(self, word: str) -> list[int]:
        """Rows of the known letter groups of a word, as scikit-learn's `char_wb` finds them."""
        edged = f" {word} "
        get = self.grams.get
        found: list[int | None] = []
        for length in range(self.shortest, self.longest + 1):
            last = len(edged) - length
            found += [get(edged[at : at + length]) for at in range(max(last, 0) + 1)]
            if last <= 0:  # the word as a whole counts once
                break
        return [row for row in found if row is not None]


@dataclass(frozen=True, slots=True)
class WordTables:
    """What the memory is made from. `pieces` numbers the words of the n-gram vocabulary, `classes` the classes of the lexicon."""

    chars: CharTables
    languages: LanguageModel
    lexicon: Lexicon
    pieces: Mapping[str, int]
    classes: Mapping[str, int]


@dataclass(slots=True)
class Memory:
    """The table. Rows are written before their chunk is entered, so that readers need no lock."""

    tables: WordTables
    chunks: dict[str, tuple[int, ...]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    _rows: dict[str, int] = field(default_factory=dict)
    values: Floats = field(init=False)
    piece: Integers = field(init=False)
    _classes: dict[str, Integers] = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        chars = self.tables.chars
        self.values = np.zeros((CAPACITY, chars.weights.shape[1] + 1 + self.tables.languages.width))
        self.piece = np.full(CAPACITY, len(self.tables.pieces), np.int64)
        self._classes = {name: np.full(CAPACITY, _UNKNOWN, np.int64) for name in self.tables.lexicon.languages}

    @property
    def full(self) -> bool:
        """Whether another text might not find room."""
        return len(self.tokens) + KEEP_AT_MOST > CAPACITY or len(self.chunks) > CHUNKS

    def rows_of(self, chunks: Sequence[str]) -> list[int]:
        """The rows of all tokens of the chunks, in order; new ones are entered. Tokens that fold to nothing have none."""
        known = list(map(self.chunks.get, chunks))
        if None in known:
            with self._lock:
                known = [self.chunks.get(chunk) or self._learn(chunk) for chunk in chunks]
        return list(chain.from_iterable(known))  # type: ignore[arg-type]  # no None is left

    def _learn(self, chunk: str) -> tuple[int, ...]:
        rows = tuple(row for token in tokens_of(chunk) if (row := self._row(token)) is not None)
        if len(chunk) <= _LONGEST_CHUNK:
            self.chunks[chunk] = rows
        return rows

    def _row(self, token: str) -> int | None:
        row = self._rows.get(token)
        if row is None and (word := fold(token)):
            row = self._enter(token, word)
        return row

    def classes(self, rows: Integers, language: str) -> Integers:
        """The class of each row's word in a language, -1 for none; worked out when first asked."""
        known = self._classes[language]
        found = known.take(rows)
        if found.min(initial=0) == _UNKNOWN:
            lexicon, number = self.tables.lexicon, self.tables.classes
            for row in rows[found == _UNKNOWN].tolist():
                name = lexicon.class_of(self.words[row], language)
                known[row] = -1 if name is None else number[name]
            found = known[rows]
        return found

    def _enter(self, token: str, word: str) -> int:
        row = len(self.tokens)
        tables = self.tables
        width = tables.chars.weights.shape[1]
        groups = tables.chars.groups_of(word)
        if groups:
            self.values[row, :width] = tables.chars.weights.take(groups, 0).sum(0)
            self.values[row, width] = tables.chars.mass.take(groups).sum()
        self.values[row, width + 1 :] = tables.languages.word_evidence(word)
        self.piece[row] = tables.pieces.get(word, len(tables.pieces))
        self.tokens.append(token)
        self.words.append(word)
        self._rows[token] = row
        return row
