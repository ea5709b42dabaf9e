"""What follows from a word alone, worked out once: a table with a row for every word met.

A row holds the summed weights of the word's letter groups, their mass, and what the word says about the language. Because such a
row depends on nothing but the word, a text is the sum of its words' rows. Tokens are words as written: "Shop", "shop" and "SHOP"
share a row. A full table says so and stays as it is; whoever holds it begins another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from sys import byteorder
from threading import Lock

import numpy as np
import numpy.typing as npt

from triage.classifier.category.cues import Lexicon
from triage.classifier.category.language import LanguageModel
from triage.classifier.category.letters import CharTables
from triage.classifier.category.places import Places
from triage.classifier.text import KEEP_AT_MOST
from triage.classifier.tokens import fold, tokens_of

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CAPACITY = 30_000  # words: those of a corpus of 12,000 tickets; one text has 6,000 at most
TOKENS = 45_000  # the same word in capitals, with an accent, ...
CHUNKS = 60_000  # the same word with a comma, in brackets, ...
_LONGEST_CHUNK = 64  # characters; longer ones are not remembered
_AT_ONCE = 500  # chunks that are learned together: a few megabytes of letter groups
_UNKNOWN = -2  # a class that was not looked up yet


class MemoryFull(Exception):
    """A text has new words and might not find room for them; nothing of it was entered."""


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
    """The tables. Rows are written before their chunk is entered, so that readers need no lock.

    Attributes:
        chunks: the numbers of a chunk's tokens as the bytes of an array: one object to fetch from memory, and joining is fast.
        tokens: as written; `word_of` is the word's row of each.
        words: folded; `values` and `piece` are their rows.
    """

    tables: WordTables
    chunks: dict[str, bytes] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    places: Places = field(default_factory=lambda: Places(TOKENS))
    _tokens: dict[str, int] = field(default_factory=dict)
    _words: dict[str, int] = field(default_factory=dict)
    word_of: Integers = field(init=False)
    values: Floats = field(init=False)
    piece: Integers = field(init=False)
    _classes: dict[str, Integers] = field(init=False)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.word_of = np.zeros(TOKENS, np.int64)
        self.values = np.zeros((CAPACITY, self.tables.chars.width + self.tables.languages.width))
        self.piece = np.full(CAPACITY, len(self.tables.pieces), np.int64)
        self._classes = {name: np.full(CAPACITY, _UNKNOWN, np.int64) for name in self.tables.lexicon.languages}

    @property
    def room(self) -> int:
        """How many words may be entered ahead of a text."""
        return min(CAPACITY - len(self.words), TOKENS - len(self.tokens)) - KEEP_AT_MOST

    def tokens_in(self, chunks: Sequence[str]) -> Integers:
        """The numbers of all tokens of the chunks, in order; new ones are entered. Tokens that fold to nothing have none.

        Raises:
            MemoryFull: some are new, and there may be no room for them.
        """
        found = list(map(self.chunks.get, chunks))
        try:
            joined = b"".join(found)  # type: ignore[arg-type]  # None, a new chunk, is told by the TypeError
        except TypeError:
            self._learn(chunks, found)
            joined = b"".join(found)  # type: ignore[arg-type]  # none is missing any more
        return np.frombuffer(joined, np.int64)

    def _learn(self, chunks: Sequence[str], found: list[bytes | None]) -> None:
        """Put in what was not found."""
        missing = [at for at, numbers in enumerate(found) if numbers is None]
        with self._lock:  # the room too is judged in here: between a look at it and the entering others would enter theirs
            if self.room <= 0 or len(self.chunks) > CHUNKS:
                raise MemoryFull
            begun = len(self.words)
            learned = {}
            for at in missing:
                found[at] = learned[chunks[at]] = self._numbers(chunks[at])
            self._work_out(begun)
            self.chunks.update([item for item in learned.items() if len(item[0]) <= _LONGEST_CHUNK])

    def _numbers(self, chunk: str) -> bytes:
        numbers = map(self._number, tokens_of(chunk))
        return b"".join([number.to_bytes(8, byteorder) for number in numbers if number is not None])

    def _number(self, token: str) -> int | None:
        """The number of a token, a new one if need be; None when it folds to nothing."""
        number = self._tokens.get(token)
        if number is not None or not (word := fold(token)):
            return number
        row = self._words.get(word)
        if row is None:
            row = self._words[word] = len(self.words)
            self.words.append(word)
        number = self._tokens[token] = len(self.tokens)
        self.word_of[number] = row
        self.tokens.append(token)
        return number

    def _work_out(self, begun: int) -> None:
        """Write the rows of new words: all from one on."""
        tables = self.tables
        width = tables.chars.width
        unknown = len(tables.pieces)
        for first in range(begun, len(self.words), _AT_ONCE):
            words = self.words[first : first + _AT_ONCE]
            end = first + len(words)
            self.values[first:end, :width] = tables.chars.sums_of(words)
            self.values[first:end, width:] = tables.languages.evidence_of(words)
            self.piece[first:end] = [tables.pieces.get(word, unknown) for word in words]

    def classes(self, rows: Integers, language: str) -> Integers:
        """The class of each row's word in a language, -1 for none; worked out when first asked."""
        known = self._classes[language]
        found = known.take(rows)
        if found.min(initial=0) == _UNKNOWN:
            lexicon, number = self.tables.lexicon, self.tables.classes
            for row in rows[found == _UNKNOWN].tolist():
                name = lexicon.class_of(self.words[row], language)
                known[row] = -1 if name is None else number[name]
            found = known.take(rows)
        return found
