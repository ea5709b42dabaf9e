"""The language of a text: everyday words of many languages, and three-letter pieces of words of the seven that the model reads.

Evidence is a sum over words, so that the lean evaluator can remember it word by word. The tables are data of the model folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from triage.classifier.category.rubbish import is_rubbish
from triage.classifier.tokens import QUESTION, STOP

OTHER = "other"  # a language, or a script, that the model does not read

Floats = npt.NDArray[np.float64]

# Counts at the end of a word's evidence: words and numbers; letters; letters of other scripts; words; words that look like words.
TOKENS, LETTERS, FOREIGN, WORDS, PLAUSIBLE = -5, -4, -3, -2, -1

_FIRST_NON_LATIN = 0x370  # Greek and everything after it; folding has spread accented letters already
_LATER_LATIN = ((0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF))


@dataclass(frozen=True, slots=True)
class Limits:
    """What the decision needs; measured in training, stored with the model.

    Attributes:
        plausible: least mean log-probability of a word's pieces for it to look like a word.
        margin: log-odds by which the best language must lead the second, below which nothing is said.
        everyday: what an everyday word of a language weighs, in log-odds.
        other_hits: everyday words of an unsupported language that are needed to see it.
        other_lead: how many times as many they must be as those of any supported language.
    """

    plausible: float
    margin: float
    everyday: float
    other_hits: float
    other_lead: float


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """The tables.

    Attributes:
        supported, others: the languages that the model reads, and those that it only knows by sight.
        everyday: everyday words and whose they are.
        pieces: three letters to their row of `logs`, whose columns are `supported`; the last row is for unknown pieces.
        usual: the language that most tickets are in.
    """

    supported: tuple[str, ...]
    others: tuple[str, ...]
    everyday: Mapping[str, Sequence[str]]
    pieces: Mapping[str, int]
    logs: Floats
    limits: Limits
    usual: str
    _logs: Floats = field(init=False, repr=False)  # `logs`, and the largest of each row beside

    def __post_init__(self) -> None:
        object.__setattr__(self, "_logs", np.column_stack((self.logs, self.logs.max(1))))

    @property
    def width(self) -> int:
        """Columns of a word's evidence: scores of the supported languages, their everyday words, those of the others, counts."""
        return 2 * len(self.supported) + len(self.others) - TOKENS

    def word_evidence(self, word: str) -> Floats:
        """What one folded word says; texts sum these."""
        row: Floats = self.evidence_of((word,))[0]
        return row

    def evidence_of(self, words: Sequence[str]) -> Floats:
        """What each of some folded words says, one row a word."""
        rows = np.zeros((len(words), self.width))
        counts: list[tuple[bool | int, ...]] = []
        latin: list[int] = []
        pieces: list[int] = []
        starts: list[int] = []
        get = self.pieces.get
        for at, word in enumerate(words):
            if not word.isalpha():
                counts.append((word not in (STOP, QUESTION), 0, 0, 0))
                continue
            foreign = 0 if word.isascii() else sum(map(_is_foreign, word))
            counts.append((True, len(word), foreign, True))
            if not foreign:
                latin.append(at)
                starts.append(len(pieces))
                edged = f" {word} "
                pieces += [get(edged[first : first + 3], -1) for first in range(len(word))]  # as `pieces_of`, without its list
        if words:
            rows[:, TOKENS:PLAUSIBLE] = counts
        if latin:
            sums = np.add.reduceat(self._logs.take(pieces, 0), starts)
            rows[latin, : len(self.supported)] = sums[:, :-1]
            for at, likely in zip(latin, sums[:, -1].tolist(), strict=True):
                everyday = words[at] in self.everyday and self._enter_everyday(rows[at], words[at])
                likely_word = likely / len(words[at]) >= self.limits.plausible  # as many pieces as letters
                rows[at, PLAUSIBLE] = everyday or (likely_word and not is_rubbish(words[at]))
        return rows

    def _enter_everyday(self, row: Floats, word: str) -> bool:
        """Whose everyday word a word is; it weighs more than its pieces. True when it is anybody's."""
        ours = len(self.supported)
        for column in map(self._column, self.everyday[word]):
            row[ours + column] = 1
            if column < ours:
                row[column] += self.limits.everyday
        return bool(self.everyday[word])

    def decide(self, total: Sequence[float], strangeness: float = 0.0) -> str | None:
        """The language that the summed evidence speaks for; None when it is too little, `OTHER` when it is none of ours.

        `strangeness`: what letters that folding took away say for another language, in everyday words.
        """
        letters, foreign = total[LETTERS], total[FOREIGN]
        if not letters:
            return None
        ours = len(self.supported)
        others = max(total[2 * ours : TOKENS], default=0.0) + strangeness
        own = max(total[ours : 2 * ours])
        if foreign * 2 > letters or (others >= self.limits.other_hits and others > own * self.limits.other_lead):
            return OTHER
        first, second = sorted(total[:ours], reverse=True)[:2]
        return self.closest(total) if first - second >= self.limits.margin else None

    def closest(self, total: Sequence[float]) -> str:
        """The supported language that is nearest, however little there is."""
        ours = total[: len(self.supported)]
        return self.supported[max(range(len(ours)), key=ours.__getitem__)]

    def reading_language(self, total: Sequence[float]) -> str:
        """The language to read a text in whose language is unclear: the usual one, unless another is clearly nearer."""
        nearest = max(total[: len(self.supported)])
        usual = total[self.supported.index(self.usual)]
        return self.usual if nearest - usual < self.limits.margin else self.closest(total)

    def is_gibberish(self, total: Sequence[float]) -> bool:
        """Whether there are words, and fewer than half look like words of any language that the model reads."""
        return total[FOREIGN] == 0 and total[WORDS] > 2 * total[PLAUSIBLE]

    def evidence(self, words: Iterable[str]) -> Floats:
        """The summed evidence of folded words."""
        return sum((self.word_evidence(word) for word in words), np.zeros(self.width))

    def _column(self, name: str) -> int:
        return (*self.supported, *self.others).index(name)


def pieces_of(word: str) -> list[str]:
    """The three-letter pieces of a word with its borders."""
    edged = f" {word} "
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


def _is_foreign(letter: str) -> bool:
    code = ord(letter)
    return code >= _FIRST_NON_LATIN and not any(first <= code <= last for first, last in _LATER_LATIN)


def read_language_model(told: Mapping[str, Any], logs: npt.NDArray[np.float32]) -> LanguageModel:
    """The tables as training wrote them; a KeyError or TypeError when something is missing."""
    return LanguageModel(
        supported=tuple(told["supported"]),
        others=tuple(told["others"]),
        everyday=told["everyday"],
        pieces={piece: at for at, piece in enumerate(told["pieces"])},
        logs=logs.astype(np.float64),
        limits=Limits(**told["limits"]),
        usual=told["usual"],
    )
