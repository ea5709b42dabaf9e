"""Words of many texts at once, as hashed stems: one pass of array arithmetic in place of a loop over words.

A word is a run of letters and digits (two bytes or more in UTF-8). Its stem drops the commonest English endings and is cut to
eight bytes, which are read as one integer and mixed. A hash is the same in every process and on every machine.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Indexes = NDArray[np.int64]
Bytes = NDArray[np.uint8]

READ = 4_000  # characters of a text that are compared; what follows is mostly pasted logs
_CHUNK = 1 << 17  # bytes hashed at once: the arrays stay in the processor's cache
_LONGEST_STEM = 8
_MIX = np.uint64(0xD6E8FEB86659FD93)
_PHRASE = np.uint64(0xA24BAED4963EE407)
_32 = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of several texts in order of appearance.

    Attributes:
        owner: index of the text that a word belongs to.
        stem: 32-bit hash of its stem.
        count: how many texts there are.
    """

    owner: Indexes
    stem: Hashes
    count: int


def read_words(texts: Sequence[str]) -> Words:
    """The words of `texts`, each cut to `READ` characters. Linear in their length; lone surrogates are let through."""
    parts = list(read_in_chunks(texts))
    if len(parts) == 1:
        return parts[0]
    owner = np.concatenate([np.zeros(0, np.int64), *(part.owner for part in parts)])
    return Words(owner, np.concatenate([np.zeros(0, np.uint64), *(part.stem for part in parts)]), len(texts))


def read_in_chunks(texts: Sequence[str]) -> Iterator[Words]:
    """The same bit by bit, whole texts each, `owner` counted through: what is made of a chunk is small and stays in the cache."""
    for first, chunk in _chunks(_prepared(texts)):
        joined = _joined(chunk)
        start, end = _runs(joined)
        begins = np.cumsum([len(_PADDING), *(len(text) + 1 for text in chunk)])
        owner = np.repeat(np.arange(first, first + len(chunk)), np.diff(np.searchsorted(start, begins)))
        yield Words(owner, _stems(joined, start, end - start), len(texts))


def read_places(text: bytes) -> tuple[Hashes, Indexes, Indexes]:
    """The words of one text after `prepare`: the hash of the stem, where the word begins and where it ends, in bytes."""
    joined = _joined([text])
    start, end = _runs(joined)
    return _stems(joined, start, end - start), start - len(_PADDING), end - len(_PADDING)


def prepare(text: str) -> bytes:
    """The bytes of a text as its words are read: cut and in lower case."""
    return text[:READ].lower().encode("utf-8", "surrogatepass")


def _prepared(texts: Sequence[str]) -> list[bytes]:
    """`prepare` of each; ASCII texts, where a letter is a byte, are put in lower case and encoded together."""
    cut = [text[:READ] for text in texts] if any(map(READ.__lt__, map(len, texts))) else list(texts)
    joined = "".join(cut)
    if not joined.isascii():
        return [prepare(text) for text in cut]
    data, ends = joined.lower().encode("ascii"), list(accumulate(map(len, cut)))
    return [data[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def pair(first: Hashes, second: Hashes) -> Hashes:
    """The hash of a phrase of two words from the hashes of its stems."""
    return _mixed(first * _PHRASE + second)


def hash_text(text: str) -> int:
    """A 32-bit hash of a whole short text, case and blanks aside; the same in every process."""
    return zlib.crc32(" ".join(text.lower().split()).encode("utf-8", "surrogatepass"))


def _chunks(texts: list[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Runs of texts that together have about `_CHUNK` bytes, with the index of their first."""
    first, size, run = 0, 0, list[bytes]()
    for index, text in enumerate(texts):
        if run and size + len(text) >= _CHUNK:
            yield first, run
            first, size, run = index, 0, []
        run.append(text)
        size += len(text) + 1
    if run:
        yield first, run


def _joined(texts: list[bytes]) -> bytes:
    return _PADDING + b"\n".join(texts) + _PADDING


def _runs(joined: bytes) -> tuple[Indexes, Indexes]:
    """Where the words begin and end."""
    inside = np.frombuffer(joined.translate(_IN_WORD), np.bool_)
    if not joined.isascii():
        inside = _without_punctuation(np.frombuffer(joined, np.uint8), inside)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    start, end = edges[::2], edges[1::2]
    long_enough = np.flatnonzero(end - start > 1)
    return start[long_enough], end[long_enough]


def _without_punctuation(data: Bytes, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Typographic quotes, dashes and blanks are no letters: U+0080 to U+00BF, and U+2000 to U+2FFF."""
    inside = inside.copy()
    for lead, length in ((0xC2, 2), (0xE2, 3)):
        at = np.flatnonzero(data == lead)
        for offset in range(length):
            inside[at + offset] = False
    return inside


def _stems(joined: bytes, start: Indexes, size: Indexes) -> Hashes:
    """The hash of each word's stem: of its first bytes, read as one integer or two; what is beyond its end is masked.

    What begins with a digit is a number or a code and keeps sixteen bytes as they are.
    """
    overlapping: Hashes = np.ndarray(len(joined) - 7, "<u8", joined, strides=(1,))
    eight = overlapping.copy()  # gathering from an array in order is several times as fast
    hashes = eight[start]
    kept = np.minimum(_stem_sizes(eight, start, size), 8)
    number = np.flatnonzero(_is_digit(hashes.astype(np.uint8)))
    kept[number] = np.minimum(size[number], 8)
    hashes &= _MASKS[kept]
    longer = number[size[number] > 8]
    rest = eight[start[longer] + 8] & _MASKS[np.minimum(size[longer] - 8, 8)]
    hashes[longer] = hashes[longer] * _PHRASE + rest
    return _mixed(_mixed(hashes) * _PHRASE + hashes)


def _stem_sizes(eight: Hashes, start: Indexes, size: Indexes) -> Indexes:
    """How long the stems are: without plural s, ing, ed, a doubled consonant before those, a final vowel."""
    size = size.copy()
    tail = eight[start + size - 8]
    last = _last_byte(tail)
    at = _where(last == _S, size, 4)
    at = at[tail[at] >> _48 != _SS]
    size[at] -= 1
    tail[at] <<= _8
    last[at] = _last_byte(tail[at])
    ing, past = _where(last == _G, size, 6), _where(last == _D, size, 5)
    ing, past = ing[tail[ing] >> _40 == _ING], past[tail[past] >> _48 == _ED]
    size[ing] -= 3
    size[past] -= 2
    cut = np.concatenate((ing, past))
    before = eight[start[cut] + size[cut] - 8]
    last[cut] = _last_byte(before)
    doubled = cut[(before >> _48 == last[cut].astype(np.uint64) * _TWICE) & (last[cut] != _S) & (last[cut] != _L)]
    size[doubled] -= 1  # the same letter stays
    size[_where((last == _Y) | (last == _I) | (last == _E), size, 4)] -= 1
    return size


def _where(found: NDArray[np.bool_], size: Indexes, least: int) -> Indexes:
    """The words found that have at least so many bytes."""
    at = np.flatnonzero(found)
    return at[size[at] >= least]


def _last_byte(tail: Hashes) -> Bytes:
    return (tail >> _56).astype(np.uint8)


def _is_digit(letters: Bytes) -> NDArray[np.bool_]:
    return (letters >= _ZERO) & (letters <= _NINE)


def _mixed(hashes: Hashes) -> Hashes:
    """32 well-spread bits of each."""
    hashes = hashes ^ (hashes >> _32)
    hashes = hashes * _MIX
    return hashes >> _32


_S, _L, _G, _D, _Y, _I, _E, _ZERO, _NINE = (np.uint8(byte) for byte in b"slgdyie09")
_SS, _ED, _ING = (np.uint64(int.from_bytes(ending, "little")) for ending in (b"ss", b"ed", b"ing"))
_8, _40, _48, _56 = (np.uint64(bits) for bits in (8, 40, 48, 56))
_TWICE = np.uint64(0x0101)  # a byte times this is the byte twice
_IN_WORD = bytes(byte >= 0x80 or chr(byte).isalnum() for byte in range(256))
_PADDING = b"\n" * 24  # so that sixteen bytes can be read from every word's start
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)
