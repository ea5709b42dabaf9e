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
        start: where it begins, in bytes of its own text's UTF-8 form.
        size: its length in bytes.
        count: how many texts there are.
    """

    owner: Indexes
    stem: Hashes
    start: Indexes
    size: Indexes
    count: int


def read_words(texts: Sequence[str]) -> Words:
    """The words of `texts`, each cut to `READ` characters. Linear in their length; lone surrogates are let through."""
    parts = [_words_of(chunk, first) for first, chunk in _chunks(_prepared(texts))]
    if not parts:
        empty = np.zeros(0, np.int64)
        return Words(empty, np.zeros(0, np.uint64), empty, empty, 0)
    owner, stem, start, size = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Words(owner, stem, start, size, len(texts))


def prepare(text: str) -> bytes:
    """The bytes of a text that `Words.start` and `Words.size` count in: cut and in lower case."""
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


def _words_of(texts: list[bytes], first: int) -> tuple[Indexes, Hashes, Indexes, Indexes]:
    joined = _PADDING + b"\n".join(texts) + _PADDING
    data = np.frombuffer(joined, np.uint8)
    inside = np.frombuffer(joined.translate(_IN_WORD), np.bool_)
    if not joined.isascii():
        inside = _without_punctuation(data, inside)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    start, end = edges[::2], edges[1::2]
    long_enough = end - start > 1
    start, end = start[long_enough], end[long_enough]
    begins = np.cumsum([len(_PADDING), *(len(text) + 1 for text in texts)])
    owner = np.repeat(np.arange(len(texts)), np.diff(np.searchsorted(start, begins)))
    eight: Hashes = np.ndarray(len(joined) - 7, "<u8", joined, strides=(1,))
    stem = _hash_runs(eight, start, _stem_ends(data, eight, start, end))
    return owner + first, stem, start - begins[owner], end - start


def _without_punctuation(data: Bytes, inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Typographic quotes, dashes and blanks are no letters: U+0080 to U+00BF, and U+2000 to U+2FFF."""
    inside = inside.copy()
    for lead, length in ((0xC2, 2), (0xE2, 3)):
        at = np.flatnonzero(data == lead)
        for offset in range(length):
            inside[at + offset] = False
    return inside


def _stem_ends(data: Bytes, eight: Hashes, start: Indexes, end: Indexes) -> Indexes:
    """Where the stems end: plural s, ing, ed, a doubled consonant before those, a final vowel, all beyond eight bytes.

    What begins with a digit is a number or a code and keeps sixteen bytes as they are.
    """
    whole, tail = end, eight[end - 8]
    plural = (tail >> _56 == _S) & (tail >> _48 != _SS) & (end - start > 3)
    end = end - plural
    tail = tail << (plural * _8)
    ing = np.flatnonzero((tail >> _40 == _ING) & (end - start > 5))
    end[ing] -= 3
    past = np.flatnonzero((tail >> _48 == _ED) & (end - start > 4))
    end[past] -= 2
    cut = np.concatenate((ing, past))
    last = data[end[cut] - 1]
    end[cut] -= (last == data[end[cut] - 2]) & (last != _S) & (last != _L)
    end -= _FINAL_VOWEL[data[end - 1]] & (end - start > 3)
    return np.where(_DIGIT[data[start]], np.minimum(whole, start + 16), np.minimum(end, start + _LONGEST_STEM))


def _hash_runs(eight: Hashes, start: Indexes, end: Indexes) -> Hashes:
    """The hash of the first sixteen bytes of each run, read as two integers; what is beyond a run's end is masked."""
    size = end - start
    hashes = eight[start] & _MASKS[np.minimum(size, 8)]
    longer = np.flatnonzero(size > 8)
    rest = eight[start[longer] + 8] & _MASKS[np.minimum(size[longer] - 8, 8)]
    hashes[longer] = hashes[longer] * _PHRASE + rest
    return _mixed(_mixed(hashes) * _PHRASE + hashes)


def _mixed(hashes: Hashes) -> Hashes:
    """32 well-spread bits of each."""
    hashes = hashes ^ (hashes >> _32)
    hashes = hashes * _MIX
    return hashes >> _32


_S, _L = b"sl"
_SS, _ED, _ING = (np.uint64(int.from_bytes(ending, "little")) for ending in (b"ss", b"ed", b"ing"))
_8, _40, _48, _56 = (np.uint64(bits) for bits in (8, 40, 48, 56))
_IN_WORD = bytes(byte >= 0x80 or chr(byte).isalnum() for byte in range(256))
_DIGIT = np.isin(np.arange(256), list(b"0123456789"))
_FINAL_VOWEL = np.isin(np.arange(256), list(b"yie"))
_PADDING = b"\n" * 24  # so that sixteen bytes can be read from every word's start
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)
