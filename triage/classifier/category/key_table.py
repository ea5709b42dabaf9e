"""Many numbers found in a large table at once: two look-ups each, where a search would wait for memory at every step.

Cuckoo hashing (Pagh and Rodler, 2001): a key has a place in each of two tables and lies in one of them; one that finds its place
taken puts the other out, which then goes to its place in the other table. Here all keys move at once, round by round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

SENTINEL = int(np.iinfo(np.int64).max)  # ends the keys and stands for none
_FACTOR = np.int64(-7046029254386353131)  # 2 ** 64 / golden ratio, odd: spreads the digits of a key over the upper bits
_ROUNDS = 100  # a dozen are enough, unless keys get into each other's way for ever


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Sorted keys, numbered from `first` on.

    Attributes:
        keys: with the sentinel at the end.
        places: two tables of places in `keys`, of 2 ** `bits` each.
        none: the number of what is no key.
    """

    keys: Integers
    places: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    bits: int
    first: int
    none: int

    def find(self, wanted: Integers) -> Integers:
        """The numbers of keys."""
        (one, other), (here, there) = self.places, _hashes(wanted, self.bits)
        at = one.take(here)
        at = np.where(self.keys.take(at) == wanted, at, other.take(there))
        return np.where(self.keys.take(at) == wanted, at + self.first, self.none)


def key_table(keys: Integers, first: int, none: int) -> KeyTable:
    """The table of ascending keys that the sentinel ends.

    Raises:
        ValueError: they are not, so that they cannot be told apart.
    """
    if not (keys[1:] > keys[:-1]).all() or keys[-1] != SENTINEL:
        raise ValueError("the keys are not sorted")
    bits = keys.size.bit_length() + 1
    while (places := _settled(keys, bits)) is None:
        bits += 1
    return KeyTable(keys, places, bits, first, none)


def _settled(keys: Integers, bits: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]] | None:
    """The two tables; None when the keys do not come to rest in as few places."""
    empty = keys.size - 1
    hashes = _hashes(keys[:-1], bits)
    tables = np.full(1 << bits, empty, np.int32), np.full(1 << bits, empty, np.int32)
    moving = np.arange(empty)
    for turn in range(_ROUNDS):
        table, at = tables[turn % 2], hashes[turn % 2].take(moving)
        before = table.take(at)
        table[at] = moving
        settled = table.take(at) == moving
        put_out = before[settled]
        moving = np.concatenate((moving[~settled], put_out[put_out != empty]))
        if not moving.size:
            return tables
    return None


def _hashes(keys: Integers, bits: int) -> tuple[Integers, Integers]:
    """A key's places in the two tables: the upper bits of a product and the next ones; negative ones count from the end."""
    mixed = keys * _FACTOR
    return mixed >> (64 - bits), (mixed << bits) >> (64 - bits)
