"""The category model by scikit-learn itself: the reference, and for pipelines that plain arrays cannot represent.

The only module of the service that unpickles; it is imported only when asked for, and the file's sha256 is checked first.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from triage.classifier.category.artefact import PIPELINE, Artefact
from triage.classifier.category.cues import Lexicon
from triage.classifier.category.judgement import Judgement, strongest, summed
from triage.classifier.category.language import read_language_model
from triage.classifier.category.ngrams import MOST_PHRASES
from triage.classifier.category.reading import Reader, Reading
from triage.classifier.markup import Body
from triage.domain.reading import Evidence
from triage.errors import ArtefactError

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PipelineModel:
    """Two fitted pipelines with one set of features: a category of each row, and its topics."""

    reader: Reader
    features: Any
    category: Any
    topics: Any

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The folded words that the model knows, and its phrases."""
        words: Mapping[str, int] = self.features.named_transformers_["words"].vocabulary_
        return words

    def judge(self, subject: str, body: Body, language: str | None) -> Judgement:
        """Read and score one ticket."""
        reading = self.reader.read(subject, body, language)
        naming = reading.naming
        if naming.declined is not None:
            return Judgement(language=naming.language, declined=naming.declined, truncated=reading.text.truncated)
        row = self.features.transform(np.array([reading.columns], dtype=object))
        return Judgement(
            shares=self.category.predict_proba(row)[0].tolist(),
            topics=self.topics.predict_proba(row)[0].tolist() if self.topics is not None else (),
            evidence=lambda label: self._evidence(reading, label),
            language=naming.language,
            likely_language=naming.likely,
            truncated=reading.text.truncated,
            acts=frozenset(reading.skeleton),
        )

    def _evidence(self, reading: Reading, label: int) -> tuple[Evidence, ...]:
        """Contributions of single words by place, of phrases by the places of their words; longer texts take milliseconds."""
        places = np.zeros(len(reading.tokens))
        spans: list[tuple[float, tuple[int, ...]]] = []
        start = 0
        for name, vectorizer, column in self.features.transformers_:
            end = start + len(vectorizer.vocabulary_)
            share = (self.features.transformer_weights or {}).get(name, 1.0)
            weights = self.category.coef_[label, start:end] * share
            row = vectorizer.transform([reading.columns[column]])
            values = dict(zip(row.indices.tolist(), (row.data * weights[row.indices]).tolist(), strict=True))
            words, at = ((reading.words, range(len(reading.words))), (reading.skeleton, reading.skeleton_at))[column]
            if vectorizer.analyzer == "char_wb":
                _share_among_words(vectorizer, values, words, places)
            else:
                spans += _share_among_ngrams(vectorizer, values, words, tuple(at), places)
            start = end
        tokens = reading.tokens
        pushes = summed(tokens, reading.words, places.tolist())
        silent = self.reader.silent[reading.naming.reading_in]
        return strongest(pushes, spans, lambda first, end: tokens[first:end], reading.text, silent)


def load_pipeline(artefact: Artefact) -> PipelineModel:
    """The scikit-learn model of a folder.

    Raises:
        ArtefactError: the file is no pipeline of ours, or was written by another version of scikit-learn.
    """
    import joblib
    import sklearn

    wrote = artefact.metadata.get("libraries", {}).get("scikit-learn")
    if wrote != sklearn.__version__:
        raise ArtefactError(f"the pipeline was written by scikit-learn {wrote}, this is {sklearn.__version__}: train it anew")
    content = artefact.read(PIPELINE)
    told = artefact.tables()
    stored = joblib.load(io.BytesIO(content))
    if not isinstance(stored, dict) or not {"features", "category", "topics"} <= set(stored):
        raise ArtefactError(f"{artefact.folder / PIPELINE} holds no pipeline of this program")
    languages = read_language_model(told["language"], artefact.arrays()["language_logs"])
    return PipelineModel(Reader(Lexicon(told["lexicon"]), languages), stored["features"], stored["category"], stored["topics"])


def _share_among_words(vectorizer: TfidfVectorizer, values: dict[int, float], words: tuple[str, ...], places: Floats) -> None:
    """Give every letter group's push to the words that hold it, in equal parts to each time it occurs."""
    analyze, vocabulary = vectorizer.build_analyzer(), vectorizer.vocabulary_
    groups = [[vocabulary[group] for group in analyze(word) if group in vocabulary] for word in words]
    times: dict[int, int] = {}
    for feature in (feature for found in groups for feature in found):
        times[feature] = times.get(feature, 0) + 1
    for place, found in enumerate(groups):
        places[place] += sum(values[feature] / times[feature] for feature in found)


def _share_among_ngrams(
    vectorizer: TfidfVectorizer, values: dict[int, float], words: tuple[str, ...], at: tuple[int, ...], places: Floats
) -> list[tuple[float, tuple[int, ...]]]:
    """Give single words' pushes to their places; return those of longer n-grams at their first place."""
    found: dict[int, list[tuple[int, ...]]] = {}
    for feature, place in _occurrences(vectorizer, words):
        found.setdefault(feature, []).append(tuple(at[n] for n in place))
    spans = []
    for feature, spots in sorted(found.items()):
        if len(spots[0]) > 1:
            spans.append((values[feature], spots[0]))
            continue
        for (single,) in spots:
            places[single] += values[feature] / len(spots)
    return sorted(spans, key=lambda span: -span[0])[:MOST_PHRASES]


def _occurrences(vectorizer: TfidfVectorizer, words: tuple[str, ...]) -> Iterator[tuple[int, range]]:
    shortest, longest = vectorizer.ngram_range
    for length in range(shortest, longest + 1):
        for start in range(len(words) - length + 1):
            feature = vectorizer.vocabulary_.get(" ".join(words[start : start + length]))
            if feature is not None:
                yield feature, range(start, start + length)
