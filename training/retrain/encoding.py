"""Tickets as numbers: every folded word and every speech act an integer, so that a million texts are two flat arrays.

The same reading as `triage.classifier.category.reading.Reader`, token by token from memory
(tests/training/retrain/test_encoding.py holds the two together). All that comes after, features and fitting, is array arithmetic.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from triage.classifier.category.cues import LONGEST_SKELETON
from triage.classifier.category.reading import Reader
from triage.classifier.text import clean
from triage.classifier.tokens import fold, read_tokens

Integers = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.int32]
Text = tuple[str, str, str | None]
"""Subject, body, language as the helpdesk says (None: to be detected)."""

UNKNOWN = 0  # the word that stands for those beyond the limit
MOST_WORDS = 400_000  # different words that are told apart
_MEMORY = 150_000  # tokens remembered at once, 400 bytes each; a full memory is begun anew
_ROWS_AT_ONCE = 50_000
_NOTHING = 0  # the memory's row of tokens that fold to nothing


@dataclass(frozen=True, slots=True)
class Encoded:
    """Texts as numbers.

    Attributes:
        words: the words that the numbers stand for; `words[UNKNOWN]` is "".
        tokens, starts: all texts' words one after the other, and where each text begins (one entry more than texts).
        acts: the names of the speech acts, from 1 on.
        cues, cue_starts: the same for the speech acts.
        languages: per text, the language it is in, or None.
    """

    words: Sequence[str]
    tokens: Numbers
    starts: Integers
    acts: Sequence[str]
    cues: Numbers
    cue_starts: Integers
    languages: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: Integers) -> Encoded:
        """The texts of these rows, in this order."""
        tokens, starts = _take(self.tokens, self.starts, rows)
        cues, cue_starts = _take(self.cues, self.cue_starts, rows)
        return Encoded(self.words, tokens, starts, self.acts, cues, cue_starts, [self.languages[row] for row in rows.tolist()])

    def take_with(self, rows: Integers, others: Encoded) -> Encoded:
        """The texts of these rows, then all of `others`, which the same encoder read; written once, since many are large."""
        tokens, starts = _take(self.tokens, self.starts, rows, others.tokens)
        cues, cue_starts = _take(self.cues, self.cue_starts, rows, others.cues)
        return Encoded(
            max(self.words, others.words, key=len),  # of the one that was read last
            tokens,
            np.concatenate((starts, others.starts[1:] + starts[-1])),
            max(self.acts, others.acts, key=len),
            cues,
            np.concatenate((cue_starts, others.cue_starts[1:] + cue_starts[-1])),
            [*(self.languages[row] for row in rows.tolist()), *others.languages],
        )

    def release(self) -> None:
        """Let go of what was read of the files behind the numbers, if there are any: it is read again when it is asked for."""
        for values in (self.tokens, self.cues):
            _release(values)

    def chunks(self, size: int) -> Iterator[tuple[Integers, Encoded]]:
        """The texts in runs of `size`, with their rows."""
        for first in range(0, len(self), size):
            rows = np.arange(first, min(first + size, len(self)))
            yield rows, self.slice(first, first + rows.size)

    def slice(self, first: int, end: int) -> Encoded:
        """The texts from row `first` to before row `end`, without a copy."""
        starts, cue_starts = self.starts[first : end + 1], self.cue_starts[first : end + 1]
        tokens, cues = self.tokens[starts[0] : starts[-1]], self.cues[cue_starts[0] : cue_starts[-1]]
        return Encoded(
            self.words, tokens, starts - starts[0], self.acts, cues, cue_starts - cue_starts[0], self.languages[first:end]
        )


@dataclass(slots=True)
class Encoder:
    """Encodes texts with one model's tables; words get their numbers in the order in which they are met."""

    reader: Reader
    words: dict[str, int] = field(default_factory=lambda: {"": UNKNOWN})
    acts: dict[str, int] = field(default_factory=lambda: {"": UNKNOWN})
    _rows: dict[str, int] = field(default_factory=dict)
    _word: Numbers = field(init=False)
    _evidence: npt.NDArray[np.float64] = field(init=False)
    _acts_by_language: Mapping[str, Numbers] = field(init=False)
    _next: int = 1

    def __post_init__(self) -> None:
        self._word = np.zeros(_MEMORY, np.int32)
        self._evidence = np.zeros((_MEMORY, self.reader.languages.width))
        self._acts_by_language = {name: np.full(_MEMORY, -1, np.int32) for name in self.reader.lexicon.languages}

    def encode(self, texts: Iterable[Text]) -> Encoded:
        """The texts as numbers, in their order."""
        tokens, cues, languages = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)], list[str | None]()
        for text in texts:
            words, acts, language = self.encode_one(text)
            tokens.append(words)
            cues.append(acts)
            languages.append(language)
        return Encoded(
            list(self.words),
            np.concatenate(tokens),
            _starts(tokens),
            list(self.acts),
            np.concatenate(cues),
            _starts(cues),
            languages,
        )

    def encode_one(self, text: Text) -> tuple[Numbers, Numbers, str | None]:
        """One text: its words, its speech acts, its language."""
        subject, body, told = text
        cleaned = clean(subject, body)
        at = np.array(self._rows_of(read_tokens(cleaned)[0]), np.int64)
        at = at[at != _NOTHING]
        total = np.add.reduce(self._evidence[at], 0).tolist()
        naming = self.reader.name_language(cleaned, total, told)
        acts = self._acts_by_language[naming.reading_in][at]
        return self._word[at], acts[acts >= 0][:LONGEST_SKELETON], None if naming.declined else naming.language

    def _rows_of(self, tokens: Sequence[str]) -> list[int]:
        rows = list(map(self._rows.get, tokens))
        if None in rows:
            if self._next + len(tokens) > _MEMORY:
                self._rows.clear()
                self._next = 1
                rows = [None] * len(tokens)
            return [self._learn(token) if row is None else row for token, row in zip(tokens, rows, strict=True)]
        return rows  # type: ignore[return-value]  # no None is left

    def _learn(self, token: str) -> int:
        row = self._rows.get(token)
        if row is not None:
            return row
        word = fold(token)
        if not word:
            self._rows[token] = _NOTHING
            return _NOTHING
        row = self._rows[token] = self._next
        self._next += 1
        self._word[row] = self._number(word)
        self._evidence[row] = self.reader.languages.word_evidence(word)
        for name, acts in self._acts_by_language.items():
            act = self.reader.lexicon.class_of(word, name)
            acts[row] = -1 if act is None else self.acts.setdefault(act, len(self.acts))
        return row

    def _number(self, word: str) -> int:
        if len(self.words) >= MOST_WORDS:
            return self.words.get(word, UNKNOWN)
        return self.words.setdefault(word, len(self.words))


def _starts(parts: Sequence[Numbers]) -> Integers:
    """Where each part begins once they are joined; the first part is the empty one that stands before the texts."""
    return np.cumsum([part.size for part in parts], dtype=np.int64)


def _release(values: Numbers) -> None:
    if isinstance(values.base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        values.base.madvise(mmap.MADV_DONTNEED)


_NONE: Numbers = np.zeros(0, np.int32)


def _take(values: Numbers, starts: Integers, rows: Integers, more: Numbers = _NONE) -> tuple[Numbers, Integers]:
    """The runs of some rows, then `more`, and where each run begins.

    Part by part, since the places of all would take more than the values; what was read of a file is let go of after each.
    """
    sizes = (starts[1:] - starts[:-1])[rows]
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    taken = np.empty(int(ends[-1]) + more.size, np.int32)
    taken[int(ends[-1]) :] = more
    for first in range(0, rows.size, _ROWS_AT_ONCE):
        part = slice(first, first + _ROWS_AT_ONCE)
        base = int(ends[first])
        last = int(ends[min(first + _ROWS_AT_ONCE, rows.size)])
        taken[base:last] = values[np.repeat(starts[rows[part]] - ends[:-1][part], sizes[part]) + np.arange(base, last)]
        _release(values)
    return taken, ends
