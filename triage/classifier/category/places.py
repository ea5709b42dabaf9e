"""Equal numbers in a short sequence, found without sorting."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

_BACKWARDS = np.arange(1 << 13)[::-1]  # the places of all but the longest sequences


@dataclass(frozen=True, slots=True)
class Places:
    """Where numbers below `size` stand first. Every place writes itself where only one can stand, the first one last."""

    size: int
    _tables: list[Integers] = field(default_factory=list, compare=False)  # one for each thread at work

    def first(self, numbers: Integers) -> Integers:
        """For each place of the sequence, the first one with the same number."""
        try:
            table = self._tables.pop()
        except IndexError:
            table = np.zeros(self.size, np.int64)
        backwards = _BACKWARDS if numbers.size <= _BACKWARDS.size else np.arange(numbers.size)[::-1]
        table[numbers[::-1]] = backwards[backwards.size - numbers.size :]
        first = table.take(numbers)
        self._tables.append(table)
        return first
