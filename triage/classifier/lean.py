"""The category model as plain arrays: one text to probabilities, topics and evidence, by additions and look-ups.

The reference is the scikit-learn pipeline in the same folder (`training.features`, `training.train`); this is equal to it to 1e-9
(tests/classifier/test_lean.py) and needs neither scikit-learn nor pickle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from triage.classifier.artefact import Artefact
from triage.classifier.cues import LONGEST_SKELETON, Lexicon
from triage.classifier.judgement import Judgement, strongest
from triage.classifier.language import read_language_model
from triage.classifier.memory import CharTables, Memory, WordTables
from triage.classifier.ngrams import NgramTables, Scored, assemble
from triage.classifier.reading import name_language
from triage.classifier.text import clean
from triage.classifier.tokens import chunks_of
from triage.domain.reading import Evidence
from triage.errors import ArtefactError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_MET_AT_START = 3_000  # words: a fifth of a second


@dataclass(slots=True)
class LeanModel:
    """Everything that a text is scored with. `char_norm` tells whether letter groups are divided by their mass."""

    intercept: Floats
    words: NgramTables
    cues: NgramTables
    tables: WordTables
    char_norm: bool
    categories: int
    class_names: tuple[str, ...]
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = Memory(self.tables)
        self.memory.rows_of(self._commonest())

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The folded words that the model knows."""
        return self.tables.pieces

    def judge(self, subject: str, body: str, language: str | None) -> Judgement:
        """Read and score one ticket."""
        text = clean(subject, body)
        if self.memory.full:
            self.memory = Memory(self.tables)
        memory = self.memory
        at = np.array(memory.rows_of(chunks_of(text)), np.int64)
        values = memory.values.take(at, 0)
        total = np.add.reduce(values, 0)
        width = self.intercept.size
        named, reading_in, declined = name_language(self.tables.languages, total[width + 1 :].tolist(), language)
        if declined is not None:
            return Judgement(language=named, declined=declined, truncated=text.truncated)
        word_part = self.words.score(memory.piece.take(at))
        classes = memory.classes(at, reading_in)
        cue_at = (classes >= 0).nonzero()[0][:LONGEST_SKELETON]
        cue_part = self.cues.score(classes.take(cue_at))
        mass = (total[width] or 1.0) if self.char_norm else 1.0
        scores = self.intercept + word_part.scores + cue_part.scores + total[:width] / mass
        shares = _softmax(scores[: self.categories])
        read = _Read(memory, at, values, mass, word_part, cue_part, cue_at)
        return Judgement(
            shares=shares.tolist(),
            topics=_sigmoid(scores[self.categories :]).tolist(),
            evidence=lambda label: self._evidence(read, label),
            language=named,
            truncated=text.truncated,
            acts=frozenset(map(self.class_names.__getitem__, classes.take(cue_at).tolist())),
        )

    def _commonest(self) -> list[str]:
        """The words of most training tickets, so that the first tickets served do not wait for them."""
        numbers = self.words.keys[0][:-1]
        common = self.words.idf[: numbers.size].argsort(kind="stable")[:_MET_AT_START]
        pieces = list(self.tables.pieces)
        return [pieces[number] for number in numbers[common].tolist()]

    def _evidence(self, read: _Read, label: int) -> tuple[Evidence, ...]:
        """What pushed the label most: words with their letter groups and speech acts, phrases."""
        tokens = list(map(read.memory.tokens.__getitem__, read.rows.tolist()))
        places, phrases = read.words.by_place(label, len(tokens))
        places += read.values[:, label] / read.mass
        acts, sequences = read.cues.by_place(label, read.cue_at.size)
        places[read.cue_at] += acts
        where = read.cue_at.tolist()
        spans = [(weight, tuple(range(start, start + length))) for weight, start, length in phrases]
        spans += [(weight, tuple(where[start : start + length])) for weight, start, length in sequences]
        return strongest(places, spans, tokens)


@dataclass(slots=True)
class _Read:
    memory: Memory
    rows: Integers
    values: Floats
    mass: float
    words: Scored
    cues: Scored
    cue_at: Integers


def load_lean(artefact: Artefact) -> LeanModel:
    """The lean model of a folder.

    Raises:
        ArtefactError: the tables do not fit together.
    """
    try:
        labels = artefact.labels
        return build_lean(artefact.tables(), artefact.arrays(), len(labels.categories), len(labels.topics))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ArtefactError(f"the tables in {artefact.folder} do not fit together: {type(error).__name__} {error}") from error


def build_lean(told: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]], categories: int, topics: int) -> LeanModel:
    """The lean model of tables and arrays as `training.export.lean_tables` makes them; labels are categories, then topics."""
    chars = told["chars"]
    mass = arrays["chars_idf"].astype(np.float64)
    weights = arrays["chars_weights"].astype(np.float64) * (mass * chars["scale"])[:, None]
    tables = WordTables(
        chars=CharTables(
            chars["shortest"], chars["longest"], {gram: at for at, gram in enumerate(chars["grams"])}, weights, mass
        ),
        languages=read_language_model(told["language"], arrays["language_logs"]),
        lexicon=Lexicon(told["lexicon"]),
        pieces={piece: at for at, piece in enumerate(told["words"]["pieces"])},
        classes={name: at for at, name in enumerate(told["cues"]["pieces"])},
    )
    intercept = arrays["intercept"].astype(np.float64)
    words, cues = _ngrams("words", told["words"], arrays), _ngrams("cues", told["cues"], arrays)
    widths = {categories + topics, words.weights.shape[1], cues.weights.shape[1], weights.shape[1], intercept.size}
    if len(widths) != 1:
        raise ValueError("the blocks have different labels")
    return LeanModel(intercept, words, cues, tables, chars["norm"] == "l1", categories, tuple(told["cues"]["pieces"]))


def _ngrams(name: str, told: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> NgramTables:
    index = [(arrays[f"{name}_keys{n}"], arrays[f"{name}_features{n}"]) for n in range(1, told["longest"] + 1)]
    return assemble(
        index,
        arrays[f"{name}_idf"].astype(np.float64),
        arrays[f"{name}_weights"].astype(np.float64) * told["scale"],
        len(told["pieces"]),
        sublinear=bool(told["sublinear"]),
        norm=str(told["norm"]),
    )


def _softmax(scores: Floats) -> Floats:
    grown = np.exp(scores - scores.max())
    shares: Floats = grown / grown.sum()
    return shares


def _sigmoid(scores: Floats) -> Floats:
    shares: Floats = 1.0 / (1.0 + np.exp(-scores))
    return shares
