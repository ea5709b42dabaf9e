"""Words of many texts at once, as hashed stems: one pass of array arithmetic in place of a loop over words.

A word is a run of letters and digits (two bytes or more in UTF-8). Its stem drops the commonest English endings and is cut to
eight bytes (where letters take several, up to sixteen), which are read as one integer or two and mixed. A hash is the same in
every process and on every machine.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Indexes = NDArray[np.int64]
Bytes = NDArray[np.uint8]

READ_AT_MOST = 4_000  # characters of a text that are compared; what follows is mostly pasted logs
_CHUNK = 1 << 17  # bytes hashed at once: the arrays stay in the processor's cache
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
    """The words of `texts`, each cut to `READ_AT_MOST` characters. Linear in their length; lone surrogates are let through."""
    parts = list(read_in_chunks(texts))
    if len(parts) == 1:
        return parts[0]
    owner = np.concatenate([np.zeros(0, np.int64), *(part.owner for part in parts)])
    return Words(owner, np.concatenate([np.zeros(0, np.uint64), *(part.stem for part in parts)]), len(texts))


def read_in_chunks(texts: Sequence[str]) -> Iterator[Words]:
    """`read_words` in chunks of whole texts, `owner` counted through all: what is made of a chunk is small and stays in cache."""
    told = _prepared(texts)
    begins = np.cumsum(np.fromiter(chain((0,), map(len, told)), np.int64) + 1)
    cuts = np.flatnonzero(np.diff(begins[:-1] // _CHUNK)) + 1
    for first, last in pairwise(sorted({0, *cuts.tolist(), len(told)})):
        joined = _joined(told[first:last])
        start, end = _runs(joined)
        ends = begins[first + 1 : last + 1] - begins[first] + len(_PADDING)
        owner = np.repeat(np.arange(first, last), np.diff(np.searchsorted(start, ends), prepend=0))
        yield Words(owner, _stems(joined, start, end), len(texts))


def read_places(text: bytes) -> tuple[Hashes, Indexes, Indexes]:
    """The words of one text after `prepare`: the hash of the stem, where the word begins and where it ends, in bytes."""
    joined = _joined([text])
    start, end = _runs(joined)
    return _stems(joined, start, end), start - len(_PADDING), end - len(_PADDING)


def prepare(text: str) -> bytes:
    """The bytes of a text as its words are read: cut and in lower case."""
    return text[:READ_AT_MOST].lower().encode("utf-8", "surrogatepass")


def _prepared(texts: Sequence[str]) -> list[bytes]:
    """`prepare` of each, but for capital letters of ASCII, which `_joined` puts in lower case together."""
    return [text[:READ_AT_MOST].encode() if text.isascii() else prepare(text) for text in texts]


def pair(first: Hashes, second: Hashes) -> Hashes:
    """The hash of a phrase of two words from the hashes of its stems."""
    return _mixed(first * _PHRASE + second)


def hash_text(text: str) -> int:
    """A 32-bit hash of a whole short text, case and blanks aside; the same in every process."""
    return zlib.crc32(" ".join(text.lower().split()).encode("utf-8", "surrogatepass"))


def _joined(texts: list[bytes]) -> bytes:
    return (_PADDING + b"\n".join(texts) + _PADDING).lower()


def _runs(joined: bytes) -> tuple[Indexes, Indexes]:
    """Where the words begin and end."""
    data = np.frombuffer(joined, np.uint8)
    inside = (data - _A < 26) | (data - _ZERO < 10)
    if not joined.isascii():
        inside |= _is_foreign_letter(data)
    inside = inside[1:-1] & (inside[:-2] | inside[2:])  # a byte that stands alone is no word
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 2
    return edges[::2], edges[1::2]


def _is_foreign_letter(data: Bytes) -> NDArray[np.bool_]:
    """All beyond ASCII but typographic quotes, dashes and blanks: U+0080 to U+00BF, and U+2000 to U+2FFF."""
    three = data == 0xE2  # bytes, as this one says
    mark = three | (data == 0xC2)
    letter: NDArray[np.bool_] = (data >= 0x80) & ~mark
    letter[1:] &= ~mark[:-1]
    letter[2:] &= ~three[:-2]
    return letter


def _stems(joined: bytes, start: Indexes, end: Indexes) -> Hashes:
    """The hash of each word's stem: of its first bytes, read as one integer or two; what is beyond its end is masked.

    What begins with a digit is a number or a code and keeps sixteen bytes as they are. A letter beyond ASCII takes several bytes:
    for each byte by which one of the first eight goes on, a stem has one more, so that of "проверка" six letters are kept.
    """
    eight: Hashes = np.ndarray(len(joined) - 7, "<u8", joined, strides=(1,))  # eight bytes from each place on
    hashes, size = eight[start], end - start
    kept = _stem_sizes(joined, eight, end, size)
    number = np.flatnonzero(hashes.astype(np.uint8) - _ZERO < 10)
    kept[number] = size[number]
    most = np.full(size.size, 8)
    most[number] = 16
    if not joined.isascii():
        foreign = np.flatnonzero((hashes & _HIGH != 0) & (kept > 8))
        most[foreign] = np.maximum(most[foreign], 8 + _bytes_that_go_on(hashes[foreign]))
    kept = np.minimum(kept, most)
    hashes &= _MASKS[np.minimum(kept, 8)]
    longer = np.flatnonzero(kept > 8)
    rest = eight[start[longer] + 8] & _MASKS[kept[longer] - 8]
    hashes[longer] = hashes[longer] * _PHRASE + rest
    return _mixed(_mixed(hashes) * _PHRASE + hashes)


def _bytes_that_go_on(eight: Hashes) -> Indexes:
    """How many of eight bytes go on with a letter that began before: in UTF-8 these have the highest bit and not the next."""
    count: Indexes = np.bitwise_count(eight & ~(eight << np.uint64(1)) & _HIGH).astype(np.int64)
    return count


def _stem_sizes(joined: bytes, eight: Hashes, end: Indexes, size: Indexes) -> Indexes:
    """How long the stems are: without plural s, ing, ed, a doubled consonant before those, a final vowel."""
    size = size.copy()
    at = np.flatnonzero(_ENDS.take(np.frombuffer(joined, np.uint8)[end - 1]) & (size >= 4))
    tail, left = eight[end[at] - 8], size[at].view(np.uint64)
    plural = (tail >> _56 == _S) & (tail >> _48 != _SS)
    tail, left = tail << plural * _8, left - plural
    ing, past = (tail >> _40 == _ING) & (left >= 6), (tail >> _48 == _ED) & (left >= 5)
    cut = ing * _3 + past * _2
    tail, left = tail << cut * _8, left - cut
    last = tail >> _56
    left -= (cut > 0) & (tail >> _48 == last * _TWICE) & (last != _S) & (last != _L)  # the same letter stays
    left -= _VOWEL[last.view(np.int64)] & (left >= 4)
    size[at] = left.view(np.int64)
    return size


def _mixed(hashes: Hashes) -> Hashes:
    """32 well-spread bits of each."""
    mixed = hashes >> _32
    mixed ^= hashes
    mixed *= _MIX
    mixed >>= _32
    return mixed


_A, _ZERO = np.uint8(ord("a")), np.uint8(ord("0"))
_S, _L = np.uint64(ord("s")), np.uint64(ord("l"))
_SS, _ED, _ING = (np.uint64(int.from_bytes(ending, "little")) for ending in (b"ss", b"ed", b"ing"))
_2, _3, _8, _40, _48, _56 = map(np.uint64, (2, 3, 8, 40, 48, 56))
_TWICE = np.uint64(0x0101)  # a byte times this is the byte twice
_VOWEL, _ENDS = (np.array([chr(byte) in letters for byte in range(256)]) for letters in ("yie", "yiesgd"))
_PADDING = b"\n" * 24  # so that sixteen bytes can be read from every word's start
_HIGH = np.uint64(0x8080808080808080)
_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], np.uint64)
