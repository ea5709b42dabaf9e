"""The category model as plain arrays: one text to probabilities, topics and evidence, by additions and look-ups.

The reference is the scikit-learn pipeline in the same folder (`training.features`, `training.train`); this is equal to it to 1e-9
(tests/classifier/category/test_lean.py) and needs neither scikit-learn nor pickle.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from triage.classifier.category.artefact import Artefact
from triage.classifier.category.cues import LONGEST_SKELETON, Lexicon
from triage.classifier.category.judgement import CONSIDERED, Judgement, sigmoid, softmax, strongest
from triage.classifier.category.language import read_language_model
from triage.classifier.category.letters import char_tables
from triage.classifier.category.memory import Memory, MemoryFull, WordTables
from triage.classifier.category.ngrams import NgramTables, Scored, assemble
from triage.classifier.category.reading import Reader
from triage.classifier.markup import Body
from triage.classifier.text import CleanText, clean
from triage.classifier.tokens import chunks_of
from triage.domain.reading import Evidence
from triage.errors import ArtefactError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_LEAST_PUSH = math.ulp(0.0)  # what does not push is no evidence
_MET_AT_START = 9_000  # words that the first tickets served should not wait for: a tenth of a second, 8 MB


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
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = Reader(self.tables.lexicon, self.tables.languages)
        self.memory = Memory(self.tables)
        self.memory.tokens_in(self._by_commonness()[: max(min(_MET_AT_START, self.memory.room), 0)])

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The folded words that the model knows."""
        return self.tables.pieces

    def judge(self, subject: str, body: Body, language: str | None) -> Judgement:
        """Read and score one ticket."""
        text = clean(subject, body)
        memory, tokens = self._tokens_in(chunks_of(text))
        at = memory.word_of.take(tokens)
        values = memory.values.take(at, 0)
        total = np.ones(at.size) @ values
        width = self.intercept.size
        named, reading_in, declined, likely = self.reader.name_language(text, total[width + 1 :].tolist(), language)
        if declined is not None:
            return Judgement(language=named, declined=declined, truncated=text.truncated)
        classes = memory.classes(at, reading_in)
        cue_at = (classes >= 0).nonzero()[0][:LONGEST_SKELETON]
        acts = classes.take(cue_at)
        mass = (float(total[width]) or 1.0) if self.char_norm else 1.0
        scored = self.words.score(memory.piece.take(at)), self.cues.score(acts)
        read = _Read(memory, tokens, at, values, mass, *scored, cue_at, text, self.reader.silent[reading_in])
        scores = self.intercept + read.words.scores + read.cues.scores + total[:width] / mass
        return Judgement(
            shares=softmax(scores[: self.categories].tolist()),
            topics=sigmoid(scores[self.categories :].tolist()),
            evidence=read.evidence,
            language=named,
            likely_language=likely,
            truncated=text.truncated,
            acts=frozenset(map(self.class_names.__getitem__, acts.tolist())),
        )

    def _tokens_in(self, chunks: Sequence[str]) -> tuple[Memory, Integers]:
        """The numbers of a text's tokens in the memory that they are of: a new one where the old has no room."""
        memory = self.memory
        try:
            return memory, memory.tokens_in(chunks)
        except MemoryFull:  # other threads may still be reading their texts in it
            memory = Memory(self.tables)
            tokens = memory.tokens_in(chunks)  # before the others see it, so that there is room
            self.memory = memory
            return memory, tokens

    def _by_commonness(self) -> list[str]:
        """The words of the vocabulary, those of most tickets first: so they lie together in memory."""
        numbers = self.words.pieces
        pieces = list(self.tables.pieces)
        return [pieces[number] for number in numbers[self.words.idf[: numbers.size].argsort(kind="stable")].tolist()]


@dataclass(slots=True)
class _Read:
    """A text that was scored: what is needed to say why."""

    memory: Memory
    tokens: Integers
    folded: Integers
    values: Floats
    mass: float
    words: Scored
    cues: Scored
    cue_at: Integers
    text: CleanText
    silent: Set[str]

    def evidence(self, label: int) -> tuple[Evidence, ...]:
        """What pushed the label most: words with their letter groups and speech acts, phrases."""
        pushes, phrases = self.words.pushes(label)
        places = self.values[:, label] / self.mass + pushes
        pushes, sequences = self.cues.pushes(label)
        places[self.cue_at] += pushes
        spans = [(weight, tuple(range(start, start + length))) for weight, start, length in phrases]
        spans += [(weight, tuple(self.cue_at[start : start + length].tolist())) for weight, start, length in sequences]
        return strongest(self._strongest_words(places), spans, self._written, self.text, self.silent)

    def _strongest_words(self, places: Floats) -> dict[str, float]:
        """The different words that push most, as many as are considered and those equal to the last, first come first."""
        sums = np.bincount(self.memory.places.first(self.folded), places)  # all that a word pushes is at its first place
        ranked = sums.copy()
        ranked.sort()
        best = (sums >= max(float(ranked[-CONSIDERED:][0]), _LEAST_PUSH)).nonzero()[0]
        names = map(self.memory.tokens.__getitem__, self.tokens.take(best).tolist())
        return dict(zip(names, sums.take(best).tolist(), strict=True))

    def _written(self, first: int, end: int) -> list[str]:
        return list(map(self.memory.tokens.__getitem__, self.tokens[first:end].tolist()))


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
    weights = arrays["chars_weights"]
    tables = WordTables(
        chars=char_tables(chars["grams"], chars["shortest"], chars["longest"], weights, arrays["chars_idf"], chars["scale"]),
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
    return assemble(
        [arrays[f"{name}_keys{n}"] for n in range(1, told["longest"] + 1)],
        arrays[f"{name}_idf"],
        arrays[f"{name}_weights"],
        told["scale"],
        len(told["pieces"]),
        sublinear=bool(told["sublinear"]),
        norm=str(told["norm"]),
    )
