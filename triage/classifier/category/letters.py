"""Groups of letters in words, found for many words at once: arithmetic on arrays in place of a look-up for every group.

A letter is a small number, a group a larger one whose digits are its letters. So the groups of a vocabulary are an array: a tenth
of the memory of as many strings, and all the groups of all new words of a text are looked up in one call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from triage.classifier.category.key_table import SENTINEL, KeyTable, key_table

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CharTables:
    """The groups that scikit-learn's `char_wb` finds in words: pieces of a word with a blank before and after.

    Attributes:
        codes: a number for every character up to the last one that a group has; the one after it stands for all others.
        powers: longest group x lengths of groups; what turns the codes of letters in a row into the keys of their beginnings.
        groups: finds the rows of keys.
        weights: groups x labels, as they lie in the model's file, which all workers share.
        idf: a group's mass, and 0 for one more, which stands for all that are no groups.
        share: the block's, by which its weights count.
    """

    codes: Integers
    powers: Integers
    groups: KeyTable
    weights: npt.NDArray[np.float32]
    idf: Floats
    share: float

    @property
    def width(self) -> int:
        """Columns of what `sums_of` gives."""
        return int(self.weights.shape[1]) + 1

    def sums_of(self, words: Sequence[str]) -> Floats:
        """What the groups of each word push, one row a word: their weights times mass and share; last the sum of their masses."""
        longest, lengths = self.powers.shape
        edged = f" {'  '.join(words)} "  # two blanks between words: no group holds both, so that none reaches over
        points = np.frombuffer((edged + " " * longest).encode("utf-32-le"), "<u4")
        letters = self.codes.take(points, mode="clip")
        in_a_row = np.ndarray((len(edged), longest), np.int64, letters, strides=letters.strides * 2)  # each letter with the next
        found = self._weigh(self.groups.find(in_a_row @ self.powers).ravel())
        starts = [0, *accumulate((len(word) + 2) * lengths for word in words)][:-1]
        sums: Floats = np.add.reduceat(found, starts)
        return sums

    def _weigh(self, rows: Integers) -> Floats:
        found = np.empty((rows.size, self.width))
        found[:, -1] = mass = self.idf.take(rows)
        np.multiply(self.weights.take(rows, 0, mode="clip"), (mass * self.share)[:, None], out=found[:, :-1])
        return found


def char_tables(
    groups: Sequence[str], shortest: int, longest: int, weights: npt.NDArray[np.float32], idf: Floats, share: float
) -> CharTables:
    """Tables of the groups, which are sorted; `weights` and `idf` have a row for each.

    Raises:
        ValueError: there are not as many rows as groups; the groups are not sorted, or have too many different letters to be
            numbers.
    """
    if not len(groups) == idf.size == len(weights):
        raise ValueError(f"{len(groups)} letter groups, {idf.size} idf, {len(weights)} rows of weights")
    letters = sorted({*"".join(groups), " "})
    base = len(letters) + 2  # 0: no letter; the last: another letter
    if base**longest > SENTINEL:
        raise ValueError(f"groups of {longest} out of {len(letters)} letters are too many")
    codes = np.full(ord(letters[-1]) + 2, base - 1)
    codes[0] = 0
    codes[list(map(ord, letters))] = np.arange(1, base - 1)
    powers = base ** np.arange(longest - 1, -1, -1)
    points = np.array([*groups, ""], f"U{longest}").view(np.uint32).reshape(-1, longest)  # zeros after the end of short groups
    keys = codes[points] @ powers
    keys[-1] = SENTINEL
    lengths = np.arange(min(shortest, 3), longest + 1)  # a word of one letter, with its blanks, may be a group shorter than all
    first_letters = np.arange(longest)[:, None] < lengths
    return CharTables(codes, powers[:, None] * first_letters, key_table(keys, 0, idf.size), weights, np.append(idf, 0.0), share)
