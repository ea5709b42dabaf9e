"""Champion against challenger on the same held-out tickets, through the very code that serves them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np

from training.ingest.tickets import ClientTicket
from training.measures import Figure, accuracy, macro_f1
from training.readers import ENGLISH_READER, KINDS, MULTILINGUAL, ReaderKind
from training.retrain.encoding import Integers
from training.retrain.hearing import Watch, score_texts
from training.retrain.search import Map
from triage.classifier.category.model import Classifier
from triage.classifier.category.second_opinion import SecondOpinion
from triage.classifier.text import CleanText, clean
from triage.domain.vocabulary import Category

NAMES = tuple(sorted(category.value for category in Category))
DECLINED = len(NAMES)  # the answer of a model that did not guess: always wrong
FEWEST = 30  # held-out tickets, below which no comparison is believed
MARGIN = 0.01  # macro-F1 that the challenger may lose at the unlucky end of the interval
FLOOR = 0.9  # share of the champion's site_down recall that must be kept, however good the rest is
_ROUNDS = 1_000
_SEED = 20


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both models on the same tickets.

    Attributes:
        champion, challenger: versions.
        tickets: how many were compared.
        macro_f1, accuracy: of the champion and of the challenger.
        gain: challenger less champion in macro-F1, with its paired bootstrap interval.
        site_down: recall of site_down of both; None without such tickets.
        objections: why the challenger should not be promoted; empty when it is not worse.
    """

    champion: str
    challenger: str
    tickets: int
    macro_f1: tuple[float, float]
    accuracy: tuple[float, float]
    gain: Figure
    site_down: tuple[float, float] | None
    objections: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """Whether the challenger is not worse."""
        return not self.objections

    def as_json(self) -> dict[str, Any]:
        """For comparison.json."""
        return {**asdict(self), "accepted": self.accepted}

    def __str__(self) -> str:
        gain = f"{self.gain.value:+.3f}, 95 % [{self.gain.low:+.3f}, {self.gain.high:+.3f}]"
        f1 = f"macro-F1 {self.macro_f1[0]:.3f} -> {self.macro_f1[1]:.3f} ({gain})"
        down = f", site_down recall {self.site_down[0]:.2f} -> {self.site_down[1]:.2f}" if self.site_down else ""
        verdict = "not worse: may be promoted" if self.accepted else "kept back: " + "; ".join(self.objections)
        return f"{self.tickets} held-out tickets: {f1}{down}; {verdict}"


def answers(classifier: Classifier, tickets: Iterable[ClientTicket]) -> Integers:
    """What the model says of each ticket, as numbers of `NAMES`; `DECLINED` where it does not guess."""
    said = []
    for ticket in tickets:
        probabilities = classifier.predict(ticket.subject, ticket.body, ticket.language).probabilities
        said.append(NAMES.index(probabilities[0][0]) if probabilities else DECLINED)
    return np.array(said, np.int64)


@dataclass(frozen=True, slots=True)
class _WellRead(SecondOpinion):
    """An encoder that has read some texts already: `known` has its log-shares of them."""

    known: Mapping[CleanText, list[float]]

    def scores(self, text: CleanText) -> list[float]:
        """The encoder's log-shares: those that were read ahead, else asked for now."""
        return self.known[text] if text in self.known else SecondOpinion.scores(self, text)


def read_ahead(
    classifiers: Sequence[Classifier], same: Collection[ReaderKind], tickets: Sequence[ClientTicket], run: Map, watch: Watch
) -> list[Classifier]:
    """The models with encoders that have already read what they will be asked about the tickets, many texts at once.

    Args:
        same: kinds of which the models have one and the same encoder, and the same categories, so that each text is read once.
    """
    read: dict[ReaderKind, dict[CleanText, dict[str, float]]] = {kind: {} for kind in KINDS}
    result = []
    for classifier in classifiers:
        wanted = _asked(classifier, tickets)
        for kind, second in ((MULTILINGUAL, classifier.second), (ENGLISH_READER, classifier.english)):
            if second is None:
                continue
            known = read[kind] if kind in same else {}
            texts = [text for text, reader in wanted.items() if reader is second and text not in known]
            with watch(f"{kind.title} reads held-out tickets", len(texts)) as advance:
                found = score_texts(second, texts, run, advance)
            categories = classifier.labels.categories
            known |= {text: dict(zip(categories, scores, strict=True)) for text, scores in zip(texts, found, strict=True)}
            classifier = _with_reader(classifier, kind, _well_read(second, known, categories))
        result.append(classifier)
    return result


def _asked(classifier: Classifier, tickets: Iterable[ClientTicket]) -> dict[CleanText, SecondOpinion]:
    """Which texts are shown to an encoder, and to which."""
    found = {}
    for ticket in tickets:
        judged = classifier.engine.judge(ticket.subject, ticket.body, ticket.language)
        reader = classifier.reader_of(judged.likely_language)
        if judged.declined is None and reader is not None and reader.is_wanted(judged.shares):
            found[clean(ticket.subject, ticket.body)] = reader
    return found


def _well_read(second: SecondOpinion, read: Mapping[CleanText, Mapping[str, float]], categories: Sequence[str]) -> _WellRead:
    known = {text: [scores[category] for category in categories] for text, scores in read.items()}
    return _WellRead(**{field.name: getattr(second, field.name) for field in fields(SecondOpinion)}, known=known)


def _with_reader(classifier: Classifier, kind: ReaderKind, reader: SecondOpinion) -> Classifier:
    return replace(classifier, second=reader) if kind is MULTILINGUAL else replace(classifier, english=reader)


def compare(champion: Classifier, challenger: Classifier, tickets: Sequence[ClientTicket]) -> Comparison:
    """Both models' answers to the tickets, and whether the challenger is not worse."""
    truth = np.array([NAMES.index(ticket.label) for ticket in tickets], np.int64)
    return judge(truth, answers(champion, tickets), answers(challenger, tickets), (champion.version, challenger.version))


def judge(truth: Integers, old: Integers, new: Integers, versions: tuple[str, str]) -> Comparison:
    """Compare two models' answers, drawing the same tickets for both (paired bootstrap, Efron 1979)."""
    gain = _gain(truth, old, new)
    recalls = _recalls(truth, old, new)
    f1 = (_f1(truth, old), _f1(truth, new))
    return Comparison(
        *versions,
        truth.size,
        f1,
        (accuracy(truth, old), accuracy(truth, new)),
        gain,
        recalls,
        tuple(_objections(truth, gain, recalls)),
    )


def _objections(truth: Integers, gain: Figure, recalls: tuple[float, float] | None) -> Iterable[str]:
    if truth.size < FEWEST:
        yield f"{truth.size} held-out tickets are too few to tell, {FEWEST} are needed"
    if gain.value < 0 and gain.low < -MARGIN:
        yield f"macro-F1 changes by {gain.value:+.3f} and may have lost {-gain.low:.3f}, more than {MARGIN}"
    if recalls is not None and recalls[1] < FLOOR * recalls[0]:
        yield f"site_down is found in {recalls[1]:.0%} of its tickets, before in {recalls[0]:.0%}"


def _gain(truth: Integers, old: Integers, new: Integers) -> Figure:
    if not truth.size:
        return Figure(0.0, float("-inf"), float("inf"))
    draw = np.random.default_rng(_SEED)
    rows = (draw.integers(0, truth.size, truth.size) for _ in range(_ROUNDS))
    again = [_f1(truth[row], new[row]) - _f1(truth[row], old[row]) for row in rows]
    low, high = np.quantile(again, [0.025, 0.975])
    return Figure(_f1(truth, new) - _f1(truth, old), float(low), float(high))


def _recalls(truth: Integers, old: Integers, new: Integers) -> tuple[float, float] | None:
    down = truth == NAMES.index(Category.SITE_DOWN)
    return (accuracy(truth[down], old[down]), accuracy(truth[down], new[down])) if down.any() else None


def _f1(truth: Integers, said: Integers) -> float:
    return macro_f1(truth, said) if truth.size else float("nan")
