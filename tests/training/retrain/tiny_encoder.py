"""An encoder of no layers that sees what the fast model does not: in which letters of a word capitals stand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from training.export import pack_arrays
from triage.domain.vocabulary import Category

LABELS = [category.value for category in Category]
SPELLINGS = ("wine", "Wine", "wINE", "WINE", "winE", "WinE")
"""One word to the fast model; to the encoder the first means the first category, and so on."""

_WIDTH, _LONGEST = 32, 160
_MARKS = ("", "", "")


def arrays(loud: bool = True) -> dict[str, Any]:
    """The network and its pieces; when it is not `loud` it says the same of every text."""
    pieces = [*_MARKS, *(f"\u2581{word}" for word in SPELLINGS)]
    halves = np.full((len(pieces), _WIDTH // 2), 0x88, np.uint8)  # zeros
    for at in range(len(SPELLINGS)):
        halves[len(_MARKS) + at, at] = 0x8F  # seven
    rows = np.zeros((len(LABELS), _WIDTH), np.int8)
    np.fill_diagonal(rows, 127 if loud else 0)
    return {
        "vocabulary": np.frombuffer("\n".join(pieces).encode(), np.uint8),
        "chances": np.full(len(pieces), -1.0),
        "pieces.halves": halves,
        "pieces.scales": np.ones((len(pieces), 1), np.float16),
        "places": np.zeros((_LONGEST, _WIDTH), np.float16),
        "first.gain": np.ones(_WIDTH, np.float32),
        "first.offset": np.zeros(_WIDTH, np.float32),
        "head.rows": rows,
        "head.scale": np.ones(len(LABELS), np.float32),
        "head.offset": np.zeros(len(LABELS), np.float32),
    }


def told(labels: list[str] | None = None) -> dict[str, Any]:
    """What the metadata say of it."""
    return {
        "heads": 4, "labels": labels or LABELS, "longest": _LONGEST, "marks": [0, 1, 2], "sure": 0.5, "weights": [0.25, 0.75],
    }  # fmt: skip


def write_folder(folder: Path, loud: bool = True, labels: list[str] | None = None) -> Path:
    """A model folder that has an encoder and nothing else."""
    folder.mkdir()
    files = {"encoder.npz": pack_arrays(arrays(loud)), "encoder.json": json.dumps(told(labels)).encode()}
    for name, content in files.items():
        (folder / name).write_bytes(content)
    metadata = {
        "kind": "triage-category-model", "format": 1, "categories": LABELS, "topics": [], "thresholds": {"topics": {}},
        "files": {name: "sha256:" + hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "encoder": told(labels),
    }  # fmt: skip
    (folder / "metadata.json").write_text(json.dumps(metadata))
    return folder
