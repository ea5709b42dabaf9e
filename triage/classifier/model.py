"""The category model as the service sees it: a folder in, predictions out, whichever engine computes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from triage.classifier.artefact import Artefact, Labels, open_artefact
from triage.classifier.entities import find_references
from triage.classifier.judgement import Judgement
from triage.classifier.lean import load_lean
from triage.classifier.store import resolve_model
from triage.domain.reading import Prediction
from triage.domain.vocabulary import Category
from triage.errors import ArtefactError

ENGINES = ("lean", "sklearn")

_NEGLIGIBLE = 0.02  # a smaller share of duplicates is not worth a search for references


class Engine(Protocol):
    """Whatever scores a text."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The folded words that the model knows."""

    def judge(self, subject: str, body: str, language: str | None) -> Judgement:
        """Read and score one ticket."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """A loaded model. `version` is the sha256 over its artefacts."""

    engine: Engine
    labels: Labels
    version: str
    referring: frozenset[str]

    def predict(self, subject: str, body: str, language: str | None = None) -> Prediction:
        """Suggest category and topics for a ticket; `language` is what the helpdesk says, None to detect it."""
        judged = self.engine.judge(subject, body, language)
        if judged.declined is not None:
            return Prediction(language=judged.language, declined=judged.declined, truncated=judged.truncated)
        shares = judged.shares
        if self._share_of_duplicates(shares) > _NEGLIGIBLE and not self._refers(judged, subject, body):
            shares = _without(shares, self.labels.categories)
        order = sorted(range(len(shares)), key=lambda at: -shares[at])
        passing = [at for at, share in enumerate(judged.topics) if share >= self.labels.thresholds[at]]
        passing.sort(key=lambda at: -judged.topics[at])
        return Prediction(
            probabilities=tuple((self.labels.categories[at], shares[at]) for at in order),
            topics=tuple((self.labels.topics[at], judged.topics[at]) for at in passing),
            evidence=judged.evidence(order[0]),
            language=judged.language,
            truncated=judged.truncated,
        )

    def _share_of_duplicates(self, shares: Sequence[float]) -> float:
        categories = self.labels.categories
        return shares[categories.index(Category.DUPLICATE)] if Category.DUPLICATE in categories else 0.0

    def _refers(self, judged: Judgement, subject: str, body: str) -> bool:
        """Whether the text speaks of an earlier ticket: without that it is no duplicate, whatever it sounds like (GK.6)."""
        return not self.referring.isdisjoint(judged.acts) or bool(find_references(subject, body))


def load_classifier(folder: Path, engine: str = "lean", pin: str = "") -> Classifier:
    """Load the model of a folder; every file's digest is checked first.

    Args:
        folder: as `python -m training` wrote it, or a store of models, whose live one is meant.
        pin: the only version that may be loaded, "sha256:…" or its digits alone; "" takes any.
        engine: "lean" (plain arrays) or "sklearn" (the pipeline itself, unpickled after its digest was checked).

    Raises:
        ArtefactError: the folder holds no model, or one that is damaged, foreign or newer; or the engine is unknown.
    """
    artefact = open_artefact(resolve_model(folder), pin)
    referring = frozenset(map(str, artefact.metadata.get("referring", ())))
    return Classifier(_load_engine(artefact, engine), artefact.labels, artefact.version, referring)


def _load_engine(artefact: Artefact, engine: str) -> Engine:
    if engine == "lean":
        return load_lean(artefact)
    if engine == "sklearn":
        from triage.classifier.sklearn_engine import load_pipeline  # a second and 100 MB that the lean engine does without

        return load_pipeline(artefact)
    raise ArtefactError(f"there is no model engine {engine!r}; the engines are {' and '.join(ENGINES)}")


def _without(shares: Sequence[float], categories: Sequence[Category]) -> list[float]:
    """The shares with the duplicates' part given to the others in proportion."""
    at = categories.index(Category.DUPLICATE)
    rest = sum(share for place, share in enumerate(shares) if place != at)
    return [0.0 if place == at else share / rest for place, share in enumerate(shares)] if rest else list(shares)
