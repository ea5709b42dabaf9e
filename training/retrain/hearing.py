"""The shipped encoders beside a retrained model: whether each is worth hearing on the client's tickets, and how.

The encoders have learned from none of the client's tickets, and the fast model's shares are those out of fold: so what is fitted
here is fitted on tickets that neither had seen. `sure` comes from all that an encoder reads (English ones only, for one of the
two), which costs nothing; the weights from a sample of those below it, the only ones on which both are heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.ingest.rows import Advance
from training.measures import Figure, accuracy, bootstrap, macro_f1
from training.readers import KINDS, MULTILINGUAL, ReaderKind
from training.retrain.calibration import OutOfFold
from training.retrain.design import Floats
from training.retrain.encoding import Integers
from training.retrain.search import Map
from training.weighing import Weighing, find_sure, fit_weights, hear_both
from triage.classifier.category.artefact import METADATA, Artefact, open_artefact
from triage.classifier.category.second_opinion import SecondOpinion, build_english_opinion, build_second_opinion
from triage.classifier.encoder.meaning import shipped_meaning
from triage.classifier.text import CleanText

MOST = 400  # tickets that an encoder reads for this, each 50 to 400 milliseconds of a core
FEWEST = 50  # below which nothing can be told
_AT_ONCE, _PART = 100, 25  # texts between two steps of the progress bar, and texts of one task
_LEAST_GAIN = 1e-6  # nats a ticket: what is less is rounding, and an encoder that says nothing has that
_FOLDS = 5
_LEAST = 1e-12
_SEED = 20

Watch = Callable[[str, int], AbstractContextManager[Advance]]
"""Begins a progress bar: its title, and how much there is to do."""


@contextmanager
def unwatched(_title: str, _total: int) -> Iterator[Advance]:
    """No progress bar."""
    yield lambda _: None


@dataclass(frozen=True, slots=True)
class SecondReader:
    """An encoder of a model folder, its scores in the order of the categories that it was opened for."""

    kind: ReaderKind
    artefact: Artefact
    opinion: SecondOpinion


@dataclass(frozen=True, slots=True)
class Asked:
    """What an encoder is tried on.

    Attributes:
        sure: the fast model's best share from which on the encoder is not asked.
        share: how many of the client's tickets that it reads lie below.
        rows: a sample of these, as rows of the material.
        fast: the fast model's shares of the sample, out of fold.
        truth: its labels.
    """

    sure: float
    share: float
    rows: Integers
    fast: Floats
    truth: Integers


@dataclass(frozen=True, slots=True)
class Hearing:
    """How an encoder is heard; `weighing` is None where it is not. `figures` are for the report and the card."""

    weighing: Weighing | None
    figures: Mapping[str, Any]


def reader_folder(folders: Iterable[Path], kind: ReaderKind) -> Path | None:
    """The first of some model folders that has an encoder of a kind; the others may be missing."""
    return next((folder for folder in folders if (folder / METADATA).exists() and (folder / kind.arrays).exists()), None)


def open_readers(folders: Sequence[Path], names: Sequence[str]) -> list[SecondReader]:
    """The encoders of some model folders, of each kind the first one; without those that do not know all of the categories.

    Raises ArtefactError when one is damaged.
    """
    found = [(reader_folder(folders, kind), kind) for kind in KINDS]
    opened = [open_reader(folder, kind, names) for folder, kind in found if folder is not None]
    return [reader for reader in opened if reader is not None]


def open_reader(folder: Path, kind: ReaderKind, names: Sequence[str]) -> SecondReader | None:
    """The encoder of a model folder; None when it does not know all of the categories. Raises ArtefactError when damaged."""
    artefact = open_artefact(folder)
    told = artefact.metadata.get(kind.name, {})
    if kind.arrays not in artefact.metadata["files"] or not set(names) <= set(told.get("labels", ())):
        return None
    arrays = artefact.arrays(kind.arrays)
    if kind is MULTILINGUAL:
        return SecondReader(kind, artefact, build_second_opinion(arrays, told, names))
    return SecondReader(kind, artefact, build_english_opinion(shipped_meaning(), arrays, told, names))


def choose_tickets(held: OutOfFold, labels: Integers, languages: Sequence[str | None], only: str | None = None) -> Asked:
    """Which of the client's tickets an encoder is tried on; `labels` and `languages` are the material's.

    Args:
        only: the one language that it reads; None: any.
    """
    read = np.array([only is None or languages[row] == only for row in held.rows.tolist()], bool)
    rows, shares = held.rows[read], held.shares[read]
    truth = labels[rows]
    sure = find_sure(shares, truth)
    unsure = np.flatnonzero(shares.max(1) < sure)
    drawn = np.sort(np.random.default_rng(_SEED).choice(unsure, min(MOST, unsure.size), replace=False))
    return Asked(sure, unsure.size / max(truth.size, 1), rows[drawn], shares[drawn], truth[drawn])


def hear(asked: Asked, opinion: SecondOpinion, texts: Sequence[CleanText], run: Map, advance: Advance) -> Hearing:
    """Have the encoder read the chosen tickets; heard with the fast model it must make their labels likelier, beyond chance."""
    if len(texts) < FEWEST:
        return left_out(f"the fast reader is unsure of {len(texts)} that it reads, too few to tell whether it helps")
    return weigh_both(asked, np.array(score_texts(opinion, texts, run, advance)))


def weigh_both(asked: Asked, encoder: Floats) -> Hearing:
    """Fit and judge by turns; what is kept is fitted on all. `encoder`: its log-shares."""
    fast, truth = asked.fast, asked.truth
    both, alone = _by_turns(fast, encoder, truth), _by_turns(fast, np.zeros_like(encoder), truth)
    gain = min((_gain(both, other, truth) for other in (fast, alone)), key=lambda found: found.low)
    weights = fit_weights(fast, encoder, truth)
    kept = gain.low > _LEAST_GAIN
    figures = {
        "kept": kept,
        "why": "" if kept else "hearing it too does not make the labels likelier beyond chance",
        "sure": asked.sure,
        "asked": round(asked.share, 4),
        "tickets": int(truth.size),
        "weights": list(weights),
        "gain": {"value": round(gain.value, 4), "low": round(gain.low, 4), "high": round(gain.high, 4)},
        "readers": {name: _scores(shares, truth) for name, shares in (("fast", fast), ("encoder", encoder), ("both", both))},
    }
    return Hearing(Weighing(weights, asked.sure) if kept else None, figures)


def left_out(why: str) -> Hearing:
    """An encoder that the model goes without."""
    return Hearing(None, {"kept": False, "why": why})


def score_texts(opinion: SecondOpinion, texts: Sequence[CleanText], run: Map, advance: Advance) -> list[list[float]]:
    """The encoder's log-shares of each text, many at once."""
    found: list[list[float]] = []
    for first in range(0, len(texts), _AT_ONCE):
        end = min(first + _AT_ONCE, len(texts))
        parts = run(_score, [(opinion, texts[at : min(at + _PART, end)]) for at in range(first, end, _PART)])
        found += [scores for part in parts for scores in part]
        advance(end - first)
    return found


def hearing_lines(heard: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The figures of each encoder, by the name of its kind, in sentences, for the report and the card."""
    lines = [line for kind in KINDS if kind.name in heard for line in _lines(kind, heard[kind.name])]
    if any(figures["kept"] for figures in heard.values()):
        return [*lines, "The other figures are those of the fast reader alone, but for the comparison."]
    return [*lines, "The model has the fast reader only."]


def _lines(kind: ReaderKind, figures: Mapping[str, Any]) -> Iterator[str]:
    title = kind.title[0].upper() + kind.title[1:]
    if "readers" in figures:
        mine, theirs = figures["weights"]
        gain = "{value:+.3f} nats a ticket, 95 % [{low:+.3f}, {high:+.3f}]".format(**figures["gain"])
        readers = ", ".join(
            f"{name} {told['accuracy']:.3f} (macro-F1 {told['macro_f1']:.3f})" for name, told in figures["readers"].items()
        )
        yield (
            f"{title} was tried on {kind.tickets}: the fast reader is unsure (its best share lies below {figures['sure']}) of "
            f"{figures['asked']:.0%} of them."
        )
        yield f"On {figures['tickets']} of these, which neither reader had learned from, right were: {readers}."
        yield f"Heard together, with weights {mine} and {theirs}, the labels are likelier by {gain}."
    yield f"The model asks {kind.title} there." if figures["kept"] else f"{title} is left out: {figures['why']}."


def _score(opinion: SecondOpinion, texts: Sequence[CleanText]) -> list[list[float]]:
    return [opinion.scores(text) for text in texts]


def _by_turns(fast: Floats, encoder: Floats, truth: Integers) -> Floats:
    """Both heard on every fifth with weights fitted on the rest. An `encoder` of zeros tells what new weights alone would do."""
    heard = np.zeros_like(fast)
    for fold in range(_FOLDS):
        held = np.arange(truth.size) % _FOLDS == fold
        heard[held] = hear_both(fast[held], encoder[held], fit_weights(fast[~held], encoder[~held], truth[~held]))
    return heard


def _gain(shares: Floats, others: Floats, truth: Integers) -> Figure:
    """How much likelier the truth is under `shares`, drawing the same tickets for both (paired bootstrap, Efron 1979)."""
    at = np.arange(truth.size)
    gain = np.log(np.maximum(shares[at, truth], _LEAST)) - np.log(np.maximum(others[at, truth], _LEAST))
    return bootstrap(lambda rows: float(gain[rows].mean()), truth.size)


def _scores(shares: Floats, truth: Integers) -> dict[str, float]:
    said = shares.argmax(1)
    return {"accuracy": round(accuracy(truth, said), 4), "macro_f1": round(macro_f1(truth, said), 4)}
