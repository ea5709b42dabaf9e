"""What an English text means, as a vector: texts about the same matter point the same way, whatever words they use.

The folder models/meaning holds a sentence encoder (all-mpnet-base-v2, Apache-2.0) as `python -m training.meaning` wrote it. It is
not fitted to tickets; a task may change it a little (`network.adapt`). A worker reads it only when it is first asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from triage.classifier.encoder.half_bytes import Floats
from triage.classifier.encoder.network import Network, build_network
from triage.classifier.encoder.wordpiece import WordPieces
from triage.classifier.mapped import map_checked, read_arrays
from triage.errors import ArtefactError
from triage.shipped import shipped

FORMAT = 1
METADATA, ARRAYS, CARD = "metadata.json", "encoder.npz", "MODEL_CARD.md"
LANGUAGE = "en"
"""The language that it reads."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A sentence encoder. `digest`: of its arrays, "sha256:…"; `longest`: the most pieces of a text that are read.

    The vocabulary is ready from the start: 25 ms and 4 MB, which workers share, and no two first requests make it at once.
    """

    digest: str
    longest: int
    network: Network
    pieces: WordPieces = field(repr=False)

    def table(self) -> WordPieces:
        """The vocabulary, ready to cut texts."""
        return self.pieces

    def vector(self, text: str) -> Floats:
        """The direction of a text: (width,), of length 1. A tenth of a second for 150 characters, half a second for 1,000."""
        return _direction(self.network.vector(self.table().cut(text, self.longest)))

    def vectors(self, texts: Sequence[str]) -> Floats:
        """`vector` of many texts, but for the last bits: (texts, width). A short one costs less than half of its cost alone."""
        cuts = [self.table().cut(text, self.longest) for text in texts]
        return np.array([_direction(vector) for vector in self.network.vectors(cuts)], np.float32)


def _direction(vector: Floats) -> Floats:
    return np.asarray(vector / np.sqrt(vector @ vector), dtype=np.float32)


@cache
def shipped_meaning() -> Meaning:
    """The encoder that came with the program, opened once.

    Raises:
        ArtefactError: the folder is missing, damaged or of another format.
    """
    return open_meaning(shipped("models", "meaning"))


def open_meaning(folder: Path) -> Meaning:
    """Open an encoder's folder. Raises ArtefactError as `shipped_meaning` does."""
    try:
        told: dict[str, Any] = json.loads((folder / METADATA).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ArtefactError(f"{folder / METADATA} cannot be read: {error}") from error
    if not isinstance(told, dict) or told.get("kind") != "triage-meaning" or told.get("format") != FORMAT:
        raise ArtefactError(f"{folder / METADATA} does not describe an encoder of format {FORMAT}")
    try:
        digest = str(told["files"][ARRAYS])
        content = map_checked(folder, ARRAYS, digest)
        arrays = read_arrays(content, folder / ARRAYS)
        start, end, unknown = map(int, told["marks"])
        names = arrays["vocabulary"].tobytes().decode().split("\n")
        network = build_network(arrays, int(told["heads"]), float(told["epsilon"]))
        pieces = WordPieces({name: at for at, name in enumerate(names)}, start, end, unknown)
        found = Meaning(digest, int(told["longest"]), network, pieces)
    except (KeyError, ValueError, TypeError) as error:
        raise ArtefactError(f"the encoder in {folder} is incomplete or foreign: {type(error).__name__} {error}") from error
    content.let_go()
    return found
