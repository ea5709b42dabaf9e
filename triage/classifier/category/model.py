"""The category model as the service sees it: a folder in, predictions out, whichever engine computes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from triage.classifier.category.artefact import ENCODER, ENGLISH, Artefact, Labels, open_artefact
from triage.classifier.category.judgement import Judgement
from triage.classifier.category.lean import load_lean
from triage.classifier.category.second_opinion import SecondOpinion, build_english_opinion, build_second_opinion
from triage.classifier.category.signing import read_key
from triage.classifier.category.store import resolve_model
from triage.classifier.encoder.meaning import LANGUAGE, shipped_meaning
from triage.classifier.entities import find_entities
from triage.classifier.kept import Kept
from triage.classifier.markup import Body
from triage.classifier.text import CleanText, clean
from triage.domain.reading import Depth, Prediction
from triage.domain.vocabulary import Category
from triage.errors import ArtefactError

ENGINES = ("lean", "sklearn")

_NEVER_SURE = 2.0  # no share reaches it
_NEGLIGIBLE = 0.02  # a smaller share of duplicates is not worth a search for references


class Engine(Protocol):
    """Whatever scores a text."""

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """The folded words that the model knows."""

    def judge(self, subject: str, body: Body, language: str | None) -> Judgement:
        """Read and score one ticket."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """A loaded model.

    Attributes:
        version: the sha256 over its artefacts, and when its encoders are asked, if not as the model itself says.
        second: the encoder, which is asked where the engine is unsure; None when the model has none or must not ask it.
        english: the one that is asked instead for English; None when the model has none or must not ask it.
        kept: what the encoders said of single tickets; those that are read together do without, since their last bits differ.
    """

    engine: Engine
    labels: Labels
    version: str
    referring: frozenset[str]
    second: SecondOpinion | None = None
    english: SecondOpinion | None = None
    kept: Kept[list[float]] = field(default_factory=Kept)

    def predict(
        self, subject: str, body: Body, language: str | None = None, *, depth: Depth = Depth.FULL, named: bool | None = None
    ) -> Prediction:
        """Suggest category and topics for a ticket.

        Args:
            body: as it was sent, or as it was read before.
            language: what the helpdesk says; None to detect it.
            named: whether the text names another ticket, its own id aside; None to look.
            depth: which encoders may be asked; they cost hundreds and thousands of times what the words do. Only where a text is
                read in full is it told what spoke for the category.
        """
        judged = self.engine.judge(subject, body, language)
        second = self._asked(judged, depth)
        heard = None if second is None else second.join(judged.shares, self._scores(second, clean(subject, body)))
        return self._say(judged, heard, (subject, body), depth, named)

    def predict_many(self, texts: Sequence[tuple[str, str]], depth: Depth) -> list[Prediction]:
        """`predict` for several tickets, title and text of each; those that encoders read are read together, in half the time for
        short ones. Last bits of their shares may be others than alone."""
        judged = [self.engine.judge(subject, body, None) for subject, body in texts]
        asked = [self._asked(each, depth) for each in judged]
        heard = dict[int, Sequence[float]]()
        for reader in (self.second, self.english):
            rows = [row for row, second in enumerate(asked) if second is not None and second is reader]
            if reader is not None and rows:
                scores = reader.scores_of([clean(*texts[row]) for row in rows])
                heard.update({row: reader.join(judged[row].shares, own) for row, own in zip(rows, scores, strict=True)})
        return [self._say(each, heard.get(row), texts[row], depth) for row, each in enumerate(judged)]

    def _scores(self, second: SecondOpinion, text: CleanText) -> list[float]:
        """What the encoder says of a text, now or when it was sent before."""
        return self.kept.of(f"{second is self.english}\n{text.subject}\n{text.body}", lambda: second.scores(text))

    def _asked(self, judged: Judgement, depth: Depth) -> SecondOpinion | None:
        """The encoder that is to read the ticket too."""
        second = self.reader_of(judged.likely_language, depth) if judged.declined is None else None
        return second if second is not None and second.is_wanted(judged.shares) else None

    def _say(
        self, judged: Judgement, heard: Sequence[float] | None, text: tuple[str, Body], depth: Depth, named: bool | None = None
    ) -> Prediction:
        """What is answered. `heard`: the shares after an encoder was heard too, or None."""
        if judged.declined is not None:
            return Prediction(language=judged.language, declined=judged.declined, truncated=judged.truncated)
        shares = judged.shares if heard is None else heard
        if self._share_of_duplicates(shares) > _NEGLIGIBLE and not self._refers(judged, *text, named):
            shares = _without(shares, self.labels.categories)
        order = sorted(range(len(shares)), key=lambda at: -shares[at])
        passing = [at for at, share in enumerate(judged.topics) if share >= self.labels.thresholds[at]]
        passing.sort(key=lambda at: -judged.topics[at])
        return Prediction(
            probabilities=tuple((self.labels.categories[at], shares[at]) for at in order),
            topics=tuple((self.labels.topics[at], judged.topics[at]) for at in passing),
            evidence=judged.evidence(order[0]) if depth is Depth.FULL else (),
            language=judged.language,
            likely_language=judged.likely_language,
            truncated=judged.truncated,
            second_opinion=heard is not None,
        )

    def reader_of(self, language: str | None, depth: Depth = Depth.FULL) -> SecondOpinion | None:
        """The encoder that reads tickets of a language; None: there is none."""
        if depth is Depth.WORDS:
            return None
        return self.english if self.english is not None and language == LANGUAGE and depth is Depth.FULL else self.second

    def _share_of_duplicates(self, shares: Sequence[float]) -> float:
        categories = self.labels.categories
        return shares[categories.index(Category.DUPLICATE)] if Category.DUPLICATE in categories else 0.0

    def _refers(self, judged: Judgement, subject: str, body: Body, named: bool | None) -> bool:
        """Whether the text speaks of an earlier ticket: without that it is no duplicate, whatever it sounds like (GK.6)."""
        if not self.referring.isdisjoint(judged.acts):
            return True
        return find_entities(subject, body).names_a_ticket if named is None else named


def load_classifier(
    folder: Path, engine: str = "lean", pin: str = "", key_file: str = "", encoder: str = "unsure", meaning: bool = True
) -> Classifier:
    """Load the model of a folder; every file's digest is checked first.

    Args:
        folder: as `python -m training` wrote it, or a store of models, whose live one is meant.
        pin: the only version that may be loaded, "sha256:…" or its digits alone; "" takes any.
        key_file: where the key is that the model must be signed with; "" takes unsigned ones.
        encoder: when the encoders are asked, if the model has any: "unsure", "always" or "never".
        meaning: whether the encoder of meaning may be one of them.
        engine: "lean" (plain arrays) or "sklearn" (the pipeline itself, unpickled after its digest was checked).

    Raises:
        ArtefactError: the folder holds no model, or one that is damaged, foreign, newer or not signed; or the engine is unknown.
    """
    artefact = open_artefact(resolve_model(folder), pin, read_key(Path(key_file)) if key_file else b"")
    referring = frozenset(map(str, artefact.metadata.get("referring", ())))
    found = Classifier(
        engine=_load_engine(artefact, engine),
        labels=artefact.labels,
        version=artefact.version + ("" if engine == ENGINES[0] else f"+{engine}") + _otherwise(artefact, encoder, meaning),
        referring=referring,
        second=_load_second(artefact, encoder),
        english=_load_english(artefact, encoder) if meaning else None,
    )
    artefact.let_go()
    return found


def _otherwise(artefact: Artefact, encoder: str, meaning: bool) -> str:
    """What a version adds where settings let fewer or more encoders speak than the model itself says; that of meaning compares
    tickets too, whether the model has a reader made of it or not."""
    if encoder == "never":
        return "+never"
    asked = "+always" if encoder == "always" and not {ENCODER, ENGLISH}.isdisjoint(artefact.metadata["files"]) else ""
    return asked if meaning else f"{asked}+small"


def _load_second(artefact: Artefact, asked: str) -> SecondOpinion | None:
    if ENCODER not in artefact.metadata["files"] or asked == "never":
        return None
    found = build_second_opinion(artefact.arrays(ENCODER), artefact.metadata.get("encoder", {}), artefact.labels.categories)
    return replace(found, sure=_NEVER_SURE) if asked == "always" else found


def _load_english(artefact: Artefact, asked: str) -> SecondOpinion | None:
    if ENGLISH not in artefact.metadata["files"] or asked == "never":
        return None
    told = artefact.metadata.get("english", {})
    found = build_english_opinion(shipped_meaning(), artefact.arrays(ENGLISH), told, artefact.labels.categories)
    return replace(found, sure=_NEVER_SURE) if asked == "always" else found


def _load_engine(artefact: Artefact, engine: str) -> Engine:
    if engine == "lean":
        return load_lean(artefact)
    if engine == "sklearn":
        from triage.classifier.category.sklearn_engine import (
            load_pipeline,  # a second and 100 MB that the lean engine does without
        )

        return load_pipeline(artefact)
    raise ArtefactError(f"there is no model engine {engine!r}; the engines are {' and '.join(ENGINES)}")


def _without(shares: Sequence[float], categories: Sequence[Category]) -> list[float]:
    """The shares with the duplicates' part given to the others in proportion."""
    at = categories.index(Category.DUPLICATE)
    rest = sum(share for place, share in enumerate(shares) if place != at)
    return [0.0 if place == at else share / rest for place, share in enumerate(shares)] if rest else list(shares)
