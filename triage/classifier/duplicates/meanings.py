"""Whether two English tickets mean the same, whatever their words: an encoder reads those that words find most alike.

Directions are kept, since helpdesks send the same open tickets again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from triage.classifier.duplicates.directions import Direction, Projection
from triage.classifier.duplicates.duplicate_model import DuplicateModel, shipped_model
from triage.classifier.encoder.meaning import shipped_meaning
from triage.classifier.kept import Kept
from triage.classifier.text import clean
from triage.errors import ArtefactError


class Encoder(Protocol):
    """Whatever turns a text into a direction."""

    def vector(self, text: str) -> NDArray[np.float32]:
        """The direction of a text."""
        ...


def _always(subject: str, body: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Meanings:
    """An encoder, what its directions are projected by, and those found last; safe among threads.

    `reads`: whether a text, by title and body, is in the encoder's language; asked of those whose language nobody has said.
    """

    encoder: Encoder
    projection: Projection
    reads: Callable[[str, str], bool] = _always
    kept: Kept[Direction] = field(default_factory=Kept)

    def direction_if_read(self, subject: str, body: str) -> Direction | None:
        """The same as `direction`; None when the text is in a language that the encoder does not read."""
        return self.direction(subject, body) if (subject or body) and self.reads(subject, body) else None

    def direction(self, subject: str, body: str) -> Direction | None:
        """The direction of a ticket's own text; None when it has none."""
        text = text_read(subject, body)
        return self.kept.of(text, lambda: self.projection.of(self.encoder.vector(text))) if text else None


@cache
def shipped_meanings() -> Meanings:
    """The encoder that came with the program, with what this process has kept.

    Raises:
        ArtefactError: as `shipped_meaning` and `shipped_model` do, or the model of duplicates was fitted to another encoder.
    """
    encoder, model = shipped_meaning(), shipped_model()
    if model.encoder != encoder.digest:
        raise ArtefactError("The model of duplicates was fitted to another encoder of meaning.")
    return Meanings(encoder, model.projection)


def text_read(subject: str, body: str) -> str:
    """What the encoder reads of a ticket: its writer's own words."""
    own = clean(subject, body)
    return f"{own.subject}\n{own.body}".strip()


def background(cosines: Sequence[float], model: DuplicateModel) -> float:
    """How much even the least alike of the tickets read agrees; 0 where few were there to be read.

    Where all tickets are of one product, what they share tells less; that of strangers is near 0.
    """
    if len(cosines) < model.meaning_most:
        return 0.0
    return model.meaning_background * min(model.meaning_common, max(0.0, min(cosines)))
