"""What a model is, in figures (metadata.json) and for people (MODEL_CARD.md), from the same numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import joblib
import numpy as np
import scipy
import sklearn

from training.corpus import LabelledTicket, corpus_hash
from training.measures import accuracy, calibration_error, f1_by_label, macro_f1
from training.train import HeldOut, TrainedModel, TrainingOptions
from triage.classifier.category.artefact import FORMAT
from triage.classifier.text import KEEP_AT_MOST
from triage.domain.vocabulary import Category

# Speech acts without one of which (and without a ticket number) a text is no duplicate.
REFERRING = ("chase", "ticket")


def describe(tickets: Sequence[LabelledTicket], model: TrainedModel, options: TrainingOptions) -> dict[str, Any]:
    """The metadata, but for the digests."""
    return {
        "kind": "triage-category-model",
        "format": FORMAT,
        "categories": [str(name) for name in model.category.classes_],
        "topics": [topic.value for topic in model.topic_names],
        "languages": list(model.reader.languages.supported),
        "referring": list(REFERRING),
        "reads_characters": KEEP_AT_MOST,
        "corpus": {"sha256": corpus_hash(tickets), **_counts(tickets)},
        "options": asdict(options),
        "temperature": model.temperature,
        "thresholds": {"topics": {topic.value: at for topic, at in zip(model.topic_names, model.thresholds, strict=True)}},
        "measured": {held.name: _figures(tickets, held) for held in model.held_out},
        "measured_topics": _topic_figures(tickets, model),
        "libraries": libraries(),
    }


def libraries() -> dict[str, str]:
    """The versions that a model was made with."""
    return {
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "joblib": joblib.__version__,
    }


def write_card(metadata: Mapping[str, Any]) -> str:
    """The model card as Markdown."""
    corpus, measured = metadata["corpus"], metadata["measured"]
    lines = [
        "# Category model",
        "",
        "Suggests the category and the topics of a support ticket. Written by `python -m training`; do not edit.",
        "",
        f"- Trained on {corpus['tickets']} tickets of our own writing ({corpus['scenarios']} scenarios), `{corpus['sha256']}`.",
        f"- Languages: {', '.join(metadata['languages'])}; another language is said, not guessed.",
        f"- Reads the first {metadata['reads_characters']} characters after cleaning.",
        f"- Confidence: softmax at temperature {metadata['temperature']}, fitted on sources that the model had not seen.",
        *_second_readers(metadata),
        f"- `duplicate` is suggested only where the text refers to a ticket ({', '.join(metadata['referring'])}, or a number).",
        "",
        "## Measured by cross-validation",
        "",
        "Held out by scenario: another situation by the same authors. Held out by source: another author and another area, the",
        "better guess at a client's tickets. The temperature was fitted on the latter.",
        "",
        "| held out by | macro-F1 | accuracy | calibration error | " + " | ".join(metadata["categories"]) + " |",
        "|---|---|---|---|" + "---|" * len(metadata["categories"]),
    ]
    for name, figures in measured.items():
        each = " | ".join(f"{figures['f1'].get(label, float('nan')):.3f}" for label in metadata["categories"])
        lines.append(f"| {name} | {figures['macro_f1']:.3f} | {figures['accuracy']:.3f} | {figures['ece']:.3f} | {each} |")
    lines += ["", "| source held out | tickets | macro-F1 |", "|---|---|---|"]
    for name, figures in measured.get("source", {}).get("folds", {}).items():
        lines.append(f"| {name} | {figures['tickets']} | {figures['macro_f1']:.3f} |")
    lines += ["", "## Topics", "", "| topic | tickets | said from | precision | recall |", "|---|---|---|---|---|"]
    for name, figures in metadata["measured_topics"].items():
        lines.append(
            f"| {name} | {figures['tickets']} | {figures['threshold']} | {figures['precision']:.2f} | {figures['recall']:.2f} |"
        )
    lines += ["", "## Corpus", "", *(f"- {kind}: {_listed(corpus[kind])}" for kind in ("categories", "languages", "sources")), ""]
    return "\n".join(lines)


def _second_readers(metadata: Mapping[str, Any]) -> Iterator[str]:
    """What is said of the encoders, for a model that has any."""
    if told := metadata.get("encoder"):
        yield f"- Below a confidence of {told['sure']} an encoder ({told['from']}, fitted to the same tickets) {_joint(told)}"
    if told := metadata.get("english"):
        fitted = f"`{told['encoder'][:19]}`, fitted to the English ones of the same tickets"
        yield f"- Of English tickets the encoder of meaning ({fitted}) below a confidence of {told['sure']} {_joint(told)}"
    if "encoder" in metadata or "english" in metadata:
        yield "- The figures below are those of the linear model alone."


def _joint(told: Mapping[str, Any]) -> str:
    mine, theirs = told["weights"]
    return (
        f"is asked too; the joint score is {mine} x the log-share of the linear model + {theirs} x that of the encoder, fitted "
        "on tickets that neither had seen."
    )


def _counts(tickets: Sequence[LabelledTicket]) -> dict[str, Any]:
    return {
        "tickets": len(tickets),
        "scenarios": len({ticket.scenario for ticket in tickets}),
        "categories": dict(sorted(Counter(ticket.category.value for ticket in tickets).items())),
        "languages": dict(sorted(Counter(ticket.language for ticket in tickets).items())),
        "sources": dict(sorted(Counter(ticket.source for ticket in tickets).items())),
    }


def _figures(tickets: Sequence[LabelledTicket], held: HeldOut) -> dict[str, Any]:
    names = sorted(Category)
    truth = np.array([names.index(ticket.category) for ticket in tickets])
    said, confidence = held.shares.argmax(1), held.shares.max(1)
    return {
        "macro_f1": _short(macro_f1(truth, said)),
        "accuracy": _short(accuracy(truth, said)),
        "ece": _short(calibration_error(confidence, said == truth)),
        "f1": {names[label].value: _short(value) for label, value in f1_by_label(truth, said).items()},
        "folds": {
            fold.name: {"tickets": len(fold.test), "macro_f1": _short(macro_f1(truth[fold.test], said[fold.test]))}
            for fold in held.folds
        },
    }


def _topic_figures(tickets: Sequence[LabelledTicket], model: TrainedModel) -> dict[str, Any]:
    result = {}
    told = np.array([ticket.topics_told for ticket in tickets])
    for at, (topic, threshold) in enumerate(zip(model.topic_names, model.thresholds, strict=True)):
        truth = np.array([topic in ticket.topics for ticket in tickets])
        said = told & (model.topic_shares[:, at] >= threshold)
        hits = int((truth & said).sum())
        result[topic.value] = {
            "tickets": int(truth.sum()),
            "threshold": threshold,
            "precision": _short(hits / max(int(said.sum()), 1)),
            "recall": _short(hits / max(int(truth.sum()), 1)),
        }
    return result


def _short(value: float) -> float:
    return round(float(value), 4)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
