"""The second readers that a model folder may have, and how they get there. Training anew keeps them (`training.export`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.files import put_file
from triage.classifier.category.artefact import ENCODER, ENGLISH, Artefact
from triage.classifier.encoder.meaning import LANGUAGE

ENCODER_TOLD, ENGLISH_TOLD = "encoder.json", "english.json"
"""What training says of the encoders, for the metadata."""


@dataclass(frozen=True, slots=True)
class ReaderKind:
    """A kind of second reader.

    Attributes:
        name: of its part of the metadata.
        arrays: its file of weights.
        told: its file of what the metadata say of it.
        language: the only one that it reads; None: any.
        title: for people.
    """

    name: str
    arrays: str
    told: str
    language: str | None
    title: str

    @property
    def tickets(self) -> str:
        """Which tickets it reads, for people."""
        return "English tickets" if self.language else "tickets"


MULTILINGUAL = ReaderKind("encoder", ENCODER, ENCODER_TOLD, None, "the encoder")
ENGLISH_READER = ReaderKind("english", ENGLISH, ENGLISH_TOLD, LANGUAGE, "the encoder of meaning")
KINDS = (MULTILINGUAL, ENGLISH_READER)


def put_reader(folder: Path, kind: ReaderKind, arrays: bytes, told: Mapping[str, Any]) -> None:
    """Its two files; the metadata are written after them."""
    put_file(folder / kind.arrays, arrays)
    put_file(folder / kind.told, (json.dumps(told, indent=1) + "\n").encode())


def copy_reader(artefact: Artefact, kind: ReaderKind, folder: Path, weights: Sequence[float], sure: float) -> None:
    """Put another model's reader into a folder before `export.write_model` writes the rest, to be heard in a way of its own.

    Raises:
        ArtefactError: the other model has none.
    """
    told = {**artefact.metadata[kind.name], "sure": sure, "weights": list(weights)}
    put_reader(folder, kind, artefact.read(kind.arrays), told)
