"""`python -m training.encoder.english`: fit the encoder of meaning to the English tickets of the corpus, as their second reader.

Needs models/meaning (`python -m training.meaning`), the model that `python -m training` wrote, and torch.
`python -m training.weigh` then finds how it is heard.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import torch

from training.corpus import CORPUS, LabelledTicket, read_corpus
from training.encoder.adapting import AdaptedNetwork, export_changes
from training.encoder.learning import LABELS, fit, go_on_from, read_examples
from training.export import add_english
from training.lessons import later_lessons, lessons
from training.weighing import UNWEIGHED
from triage.classifier.encoder.meaning import LANGUAGE, Meaning, open_meaning

MODEL = Path(__file__).parents[2] / "models" / "category"
_RATE, _RATE_LATER = 5e-5, 3e-5


def main() -> None:
    """Fit and write."""
    told = _parser().parse_args()
    torch.set_num_threads(told.threads)
    torch.use_deterministic_algorithms(True)
    meaning, tickets = open_meaning(told.meaning), read_corpus(told.corpus)
    torch.manual_seed(0)
    network = AdaptedNetwork(meaning.network, len(LABELS), meaning.longest)
    english = [ticket for ticket in tickets if ticket.language == LANGUAGE]

    def learn(course: Sequence[LabelledTicket], seed: int, rate: float) -> None:
        fit(network, read_examples(course, meaning.table()), 1, meaning.pieces.unknown, seed, rate)

    go_on_from(told.kept, network, lambda: learn(lessons(english), 0, _RATE))
    learn(later_lessons(english), 1, _RATE_LATER)
    add_english(told.out, export_changes(network, meaning.network), _describe(meaning))


def _describe(meaning: Meaning) -> dict[str, object]:
    return {
        "encoder": meaning.digest,
        "labels": [label.value for label in LABELS],
        "sure": UNWEIGHED.sure,
        "weights": list(UNWEIGHED.weights),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.encoder.english", description=__doc__)
    parser.add_argument("--meaning", type=Path, default=MODEL.parent / "meaning", help="the folder of the encoder of meaning")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of *.jsonl")
    parser.add_argument("--out", type=Path, default=MODEL, help="the model folder that gets the reader")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--kept", type=Path, help="keep the state between the courses here, and go on from it when it exists")
    return parser


if __name__ == "__main__":
    main()
