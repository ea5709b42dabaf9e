"""`python -m training.weigh`: how the shipped model's readers are heard together, fitted on tickets that none had learned from.

To be run after any of them was trained anew. The encoders read as they serve, by numpy.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np

from training.corpus import CORPUS, LabelledTicket, read_corpus
from training.export import tell_again
from training.readers import ENGLISH_READER, MULTILINGUAL, ReaderKind
from training.weighing import NEVER_BY_ENGLISH, NEVER_BY_SMALL, Floats, Integers, fast_shares, tell, weigh
from triage.classifier.artefact import METADATA
from triage.classifier.encoder.meaning import LANGUAGE
from triage.classifier.model import load_classifier
from triage.classifier.text import clean
from triage.domain.vocabulary import Category

MODEL = Path(__file__).parents[1] / "models" / "category"
_PART = 250  # tickets that one task reads; each task opens the model, which costs half a second


def main() -> None:
    """Weigh both encoders; write how they are heard into the model's folder."""
    parser = argparse.ArgumentParser(prog="python -m training.weigh", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of *.jsonl")
    parser.add_argument("--out", type=Path, default=MODEL, help="the model folder")
    told = parser.parse_args()
    tickets = read_corpus(told.corpus)
    rows = np.flatnonzero([ticket.source.startswith(NEVER_BY_SMALL) for ticket in tickets])
    fast = fast_shares(tickets, rows, json.loads((told.out / METADATA).read_text("utf-8"))["temperature"])
    english = np.array([tickets[row].language == LANGUAGE and tickets[row].source in NEVER_BY_ENGLISH for row in rows.tolist()])
    _weigh(told.out, MULTILINGUAL, tickets, rows, fast)
    if (told.out / ENGLISH_READER.told).exists():
        _weigh(told.out, ENGLISH_READER, tickets, rows[english], fast[english])


def _weigh(folder: Path, kind: ReaderKind, tickets: Sequence[LabelledTicket], rows: Integers, fast: Floats) -> None:
    held = [tickets[row] for row in rows.tolist()]
    truth = np.array([list(Category).index(ticket.category) for ticket in held])
    encoder = _read(folder, held, kind)
    found = weigh(fast, encoder, truth)
    print(f"{kind.told}:", *tell(fast, encoder, truth, found), sep="\n  ", flush=True)
    told = json.loads((folder / kind.told).read_text("utf-8"))
    told |= {"sure": found.sure, "weights": list(found.weights)}
    (folder / kind.told).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    tell_again(folder)


def _read(folder: Path, tickets: Sequence[LabelledTicket], kind: ReaderKind) -> Floats:
    """The encoder's log-shares, columns as `Category`; in processes."""
    parts = [tickets[at : at + _PART] for at in range(0, len(tickets), _PART)]
    found = joblib.Parallel(n_jobs=-1)(joblib.delayed(_read_part)(folder, part, kind) for part in parts)
    return np.concatenate(found)


def _read_part(folder: Path, tickets: Sequence[LabelledTicket], kind: ReaderKind) -> Floats:
    classifier = load_classifier(folder)
    opinion = classifier.english if kind == ENGLISH_READER else classifier.second
    assert opinion is not None
    order = [classifier.labels.categories.index(category) for category in Category]
    return np.array([opinion.scores(clean(ticket.subject, ticket.body)) for ticket in tickets])[:, order]


if __name__ == "__main__":
    main()
