"""Encoders of no layers that see what the fast model does not: one in which letters of a word capitals stand, one signs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from training.files import pack_arrays
from triage.classifier.category.artefact import FORMAT
from triage.classifier.encoder.meaning import Meaning
from triage.classifier.encoder.network import build_network
from triage.classifier.encoder.wordpiece import WordPieces
from triage.domain.vocabulary import Category

LABELS = [category.value for category in Category]
SPELLINGS = ("wine", "Wine", "wINE", "WINE", "winE", "WinE")
"""One word to the fast model; to the encoder the first means the first category, and so on."""

SIGNS = ("+", "%", "=", "#", "~", "^")
"""No words to the fast model; to the encoder of meaning, changed as `changes` has it, the first means the first category."""

_WIDTH, _LONGEST = 32, 160
_MARKS = ("", "", "")


def arrays(loud: bool = True) -> dict[str, Any]:
    """The network and its pieces; when it is not `loud` it says the same of every text."""
    pieces = [*_MARKS, *(f"\u2581{word}" for word in SPELLINGS)]
    vocabulary = {"vocabulary": np.frombuffer("\n".join(pieces).encode(), np.uint8), "chances": np.full(len(pieces), -1.0)}
    return {**vocabulary, **_headless(), **_head(loud)}


def meaning() -> Meaning:
    """An encoder of meaning whose vectors tell the signs apart."""
    pieces = WordPieces({name: at for at, name in enumerate([*_MARKS, *SIGNS])}, 0, 1, 2)
    return Meaning("sha256:tiny", _LONGEST, build_network(_headless(), 4), pieces)


def _headless() -> dict[str, Any]:
    halves = np.full((len(_MARKS) + len(LABELS), _WIDTH // 2), 0x88, np.uint8)  # zeros
    for at in range(len(LABELS)):
        halves[len(_MARKS) + at, at] = 0x8F  # seven
    return {
        "pieces.halves": halves,
        "pieces.scales": np.ones((len(halves), 1), np.float16),
        "places": np.zeros((_LONGEST, _WIDTH), np.float16),
        "first.gain": np.ones(_WIDTH, np.float32),
        "first.offset": np.zeros(_WIDTH, np.float32),
    }


def _head(loud: bool) -> dict[str, Any]:
    rows = np.zeros((len(LABELS), _WIDTH), np.int8)
    np.fill_diagonal(rows, 127 if loud else 0)
    return {
        "head.rows": rows,
        "head.scale": np.ones(len(LABELS), np.float32),
        "head.offset": np.zeros(len(LABELS), np.float32),
    }


def english_told() -> dict[str, Any]:
    """What the metadata say of the English reader."""
    return {"encoder": "sha256:tiny", "labels": LABELS, "sure": 0.5, "weights": [0.25, 0.75]}


def told(labels: list[str] | None = None) -> dict[str, Any]:
    """What the metadata say of it."""
    return {
        "heads": 4, "labels": labels or LABELS, "longest": _LONGEST, "marks": [0, 1, 2], "sure": 0.5, "weights": [0.25, 0.75],
    }  # fmt: skip


def write_folder(folder: Path, loud: bool = True, labels: list[str] | None = None, english: bool = False) -> Path:
    """A model folder that has an encoder, perhaps an English reader, and nothing else."""
    folder.mkdir()
    files = {"encoder.npz": pack_arrays(arrays(loud)), "encoder.json": json.dumps(told(labels)).encode()}
    if english:
        files |= {"english.npz": pack_arrays(_head(loud)), "english.json": json.dumps(english_told()).encode()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    metadata = {
        "kind": "triage-category-model", "format": FORMAT, "categories": LABELS, "topics": [], "thresholds": {"topics": {}},
        "files": {name: "sha256:" + hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "encoder": told(labels), **({"english": english_told()} if english else {}),
    }  # fmt: skip
    (folder / "metadata.json").write_text(json.dumps(metadata))
    return folder
