"""`python -m training.weigh`: how the shipped model's readers are heard together, fitted on tickets that none had learned from.

Every ticket counts twice, by the word of each of the two people who labelled it, who mostly agree. To be run after any of the
readers was trained anew. The encoders read as they serve, by numpy.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np

from training.corpus import CORPUS, LabelledTicket, read_contested, read_corpus
from training.export import tell_again
from training.lessons import unlearned
from training.readers import ENGLISH_READER, KINDS, ReaderKind
from training.weighing import Floats, fast_shares, tell, truths, weigh, with_contested
from triage.classifier.category.artefact import METADATA
from triage.classifier.category.model import load_classifier
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
    tickets, contested = read_corpus(told.corpus), read_contested(told.corpus)
    held = {kind: _held(tickets, contested, kind) for kind in KINDS if (told.out / kind.told).exists()}
    every = list({ticket.id: ticket for tickets_of in held.values() for ticket in tickets_of}.values())
    shares = fast_shares(tickets, every, json.loads((told.out / METADATA).read_text("utf-8"))["temperature"])
    row_of = {ticket.id: row for row, ticket in enumerate(every)}
    for kind, chosen in held.items():
        _weigh(told.out, kind, chosen, shares[[row_of[ticket.id] for ticket in chosen]])


def _held(tickets: Sequence[LabelledTicket], contested: Sequence[LabelledTicket], kind: ReaderKind) -> list[LabelledTicket]:
    read = [ticket for ticket in contested if kind.language in (None, ticket.language)]
    return with_contested(unlearned(tickets, kind.language), read)


def _weigh(folder: Path, kind: ReaderKind, held: Sequence[LabelledTicket], fast: Floats) -> None:
    encoder, said = _read(folder, held, kind), truths(held)
    disputed = int((said[0] != said[1]).sum())
    fast, encoder, truth = np.concatenate([fast, fast]), np.concatenate([encoder, encoder]), said.ravel()
    found = weigh(fast, encoder, truth)
    about = f"{kind.told}: {len(held)} tickets, each told by two, {disputed} of them contested"
    print(about, *tell(fast, encoder, truth, found), sep="\n  ", flush=True)
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
