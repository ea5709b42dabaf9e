"""What the pipeline sees of a ticket: words and pairs of words, letter groups, speech acts; each block a TF-IDF of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import TfidfVectorizer

from training.corpus import LabelledTicket
from triage.classifier.category.reading import Reader

LEXICON = Path(__file__).with_name("lexicon.json")

WORDS, CUES = 0, 1  # columns of the documents


@dataclass(frozen=True, slots=True)
class FeatureOptions:
    """The knobs that cross-validation turned; see MODEL_CARD.md for what each is worth.

    `word_floor`, `char_floor`, `cue_floor`: in how many tickets something must occur; the shares scale the blocks.
    The letter groups' share is large because their values sum to 1, while the others have length 1.
    """

    word_longest: int = 2
    word_floor: int = 2
    char_shortest: int = 3
    char_longest: int = 5
    char_floor: int = 4
    char_share: float = 8.0
    cue_longest: int = 3
    cue_floor: int = 3
    cue_share: float = 0.5


def read_lexicon() -> dict[str, dict[str, str]]:
    """The speech-act lexicon as it is stored with a model."""
    lexicon: dict[str, dict[str, str]] = json.loads(LEXICON.read_text(encoding="utf-8"))
    return lexicon


def documents(tickets: Sequence[LabelledTicket], reader: Reader) -> npt.NDArray[Any]:
    """One row a ticket: its words, its speech acts."""
    rows = np.empty((len(tickets), 2), dtype=object)
    for at, ticket in enumerate(tickets):
        rows[at, WORDS], rows[at, CUES] = reader.read(ticket.subject, ticket.body).columns
    return rows


def build_features(options: FeatureOptions) -> ColumnTransformer:
    """The unfitted features. Words come separated by blanks, folded already."""
    words = _by_word(options.word_longest, options.word_floor)
    cues = _by_word(options.cue_longest, options.cue_floor)
    chars = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(options.char_shortest, options.char_longest),
        min_df=options.char_floor,
        lowercase=False,
        norm="l1",
        dtype=np.float64,
    )
    return ColumnTransformer(
        [("words", words, WORDS), ("chars", chars, WORDS), ("cues", cues, CUES)],
        transformer_weights={"words": 1.0, "chars": options.char_share, "cues": options.cue_share},
        sparse_threshold=1.0,
    )


def _by_word(longest: int, floor: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        token_pattern=r"\S+", lowercase=False, ngram_range=(1, longest), min_df=floor, sublinear_tf=True, dtype=np.float64
    )
