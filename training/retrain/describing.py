"""What a retrained model is: metadata.json and MODEL_CARD.md, from the numbers of the report."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from training.card import REFERRING, libraries
from training.retrain.dataset import Dataset
from training.retrain.hearing import hearing_lines
from training.retrain.learning import Learned
from training.train import TrainedModel
from triage.classifier.category.artefact import FORMAT
from triage.classifier.text import KEEP_AT_MOST


def data_hash(data: Dataset) -> str:
    """ "sha256:…" of the words and labels that were learned from; it depends on neither file names nor the order of columns."""
    digest = hashlib.sha256(np.ascontiguousarray(data.keys).tobytes())
    digest.update("\n".join(data.names[label] for label in data.labels.tolist()).encode("utf-8", "surrogatepass"))
    return "sha256:" + digest.hexdigest()


def describe(
    model: TrainedModel, learned: Learned, names: Sequence[str], data: Mapping[str, Any], figures: Mapping[str, Any]
) -> dict[str, Any]:
    """The metadata, but for the digests. `data` says what was learned from, `figures` are the report's."""
    return {
        "kind": "triage-category-model",
        "format": FORMAT,
        "categories": list(names),
        "topics": [topic.value for topic in model.topic_names],
        "languages": list(model.reader.languages.supported),
        "referring": list(REFERRING),
        "reads_characters": KEEP_AT_MOST,
        "retrained": dict(data),
        "options": asdict(learned.recipe),
        "temperature": model.temperature,
        "thresholds": {"topics": {topic.value: at for topic, at in zip(model.topic_names, model.thresholds, strict=True)}},
        "measured": {"held_out": _without_tickets(figures["held_out"]), "second_readers": figures["second_readers"]},
        "libraries": libraries(),
    }


def _without_tickets(held: Mapping[str, Any]) -> dict[str, Any]:
    """The figures of held-out tickets but for those that quote single ones: the metadata go wherever the model goes."""
    return {name: value for name, value in held.items() if name != "mistakes"}


def write_card(metadata: Mapping[str, Any]) -> str:
    """The model card as Markdown."""
    data, held = metadata["retrained"], metadata["measured"]["held_out"]
    lines = [
        "# Category model, retrained",
        "",
        "Suggests the category and the topics of a support ticket. Written by `python -m training`; do not edit.",
        "",
        f"- Learned from {data['learned']} tickets of {', '.join(data['files'])} (mapping {data['mapping']}, `{data['sha256']}`)"
        + (
            f" and {data['shipped']} shipped ones, each counting {metadata['options']['corpus_weight']}."
            if data["shipped"]
            else "."
        ),
        f"- Judged on {held['tickets']} tickets that it has not seen: {data['split']}.",
        f"- Personal data was masked before learning; {data['refused']} rows were refused.",
        f"- Confidence: softmax at temperature {metadata['temperature']}, fitted on tickets held out in turn.",
        f"- Languages: {', '.join(metadata['languages'])}; another language is said, not guessed.",
        "- The figures below are of every ticket. In service none is named where nothing is asked, and `duplicate` only",
        f"  where the text refers to a ticket ({', '.join(metadata['referring'])}, or a number).",
        "",
        "| | value | 95 % |",
        "|---|---|---|",
        *(
            f"| {name} | {held[name]['value']:.3f} | {held[name]['low']:.3f} to {held[name]['high']:.3f} |"
            for name in ("macro_f1", "accuracy")
        ),
        f"| calibration error | {held['ece']:.3f} | |",
        "",
        "| category | learned | held out | precision | recall | F1 |",
        "|---|---|---|---|---|---|",
    ]
    for each in held["categories"]:
        counts = f"{each['learned']} | {each['tickets']}"
        quality = [f"{each[what]:.2f}" if each["tickets"] else "–" for what in ("precision", "recall", "f1")]
        lines.append(f"| {each['name']} | {counts} | {' | '.join(quality)} |")
    lines += ["", "## The second readers", "", *(f"- {line}" for line in hearing_lines(metadata["measured"]["second_readers"]))]
    return "\n".join([*lines, "", "The whole report: `report.html`, `report.json`.", ""])
