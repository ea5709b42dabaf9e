"""Fitting the network to labelled tickets."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor, nn

from training.corpus import LabelledTicket
from triage.classifier.encoder.pieces import Cutter
from triage.classifier.text import clean
from triage.domain.vocabulary import Category

LABELS = tuple(Category)
LONGEST = 160  # pieces of a ticket that are read: some 600 characters
_BATCH = 16
_ALIKE_LONG = 50  # batches that are sorted by length together, so that little is filled up
_RATE = 1e-4
_HEAD_RATE = 1e-3
_WARMING = 0.1  # share of the steps in which the rate rises
_SMOOTHING = 0.1  # of the labels: two people agree on 93 %, so no ticket is worth certainty
_PART_ALONE = 0.08  # how often a ticket is seen by its subject alone, and by its body alone: real ones lack either
_DROPPED_PIECES = 0.05
_TOLD_EVERY = 50  # steps


class Reading(Protocol):
    """A network that can be fitted: numbers of pieces and lengths in, scores out."""

    head: nn.Linear

    def __call__(self, numbers: Tensor, lengths: Tensor) -> Tensor:
        """(tickets, length) and (tickets,) to (tickets, labels)."""
        ...

    def parameters(self) -> Iterator[nn.Parameter]:
        """All that can be fitted."""
        ...

    def train(self) -> object:
        """Be fitted from now on."""
        ...

    def eval(self) -> object:
        """Be used from now on."""
        ...


@dataclass(frozen=True, slots=True)
class Example:
    """A ticket in pieces: whole, its subject alone, its body alone; and the number of its label."""

    forms: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    label: int


def read_examples(tickets: Sequence[LabelledTicket], table: Cutter) -> list[Example]:
    """The tickets as the network sees them."""
    forms = {ticket: _forms(ticket, table) for ticket in dict.fromkeys(tickets)}  # lessons hold many of them several times
    return [Example(forms[ticket], LABELS.index(ticket.category)) for ticket in tickets]


def _forms(ticket: LabelledTicket, table: Cutter) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    text = clean(ticket.subject, ticket.body)
    whole, subject, body = (tuple(table.cut(part, LONGEST)) for part in (f"{text.subject}\n{text.body}", text.subject, text.body))
    least = 5  # pieces; two words between the marks say nothing alone
    return whole, subject if len(subject) > least else whole, body if len(body) > least else whole


def fit(network: Reading, examples: Sequence[Example], epochs: int, unknown: int, seed: int, rate: float = _RATE) -> None:
    """Fit in place; deterministic for a seed, a number of threads and a processor. Prints how it goes."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    steps = epochs * -(-len(examples) // _BATCH)
    optimizer = torch.optim.AdamW(_groups(network, rate), weight_decay=0.01)
    pace = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _pace(step, steps))
    network.train()
    began, done = time.monotonic(), 0
    for _ in range(epochs):
        for numbers, lengths, labels in _batches(examples, chance, unknown):
            with torch.autocast("cpu", torch.bfloat16):
                scores = network(numbers, lengths)
            loss = nn.functional.cross_entropy(scores.float(), labels, label_smoothing=_SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            pace.step()
            done += 1
            if done % _TOLD_EVERY == 0:
                print(f"step {done} of {steps}, loss {loss.item():.3f}, {time.monotonic() - began:.0f} s", flush=True)


def go_on_from(kept: Path | None, network: nn.Module, fit_first: Callable[[], None]) -> None:
    """Fit a network, or give it the state that an earlier run kept in a file; a new one is kept there."""
    if kept is not None and kept.exists():
        network.load_state_dict(torch.load(kept))
        return
    fit_first()
    if kept is not None:
        torch.save(network.state_dict(), kept)


def _groups(network: Reading, rate: float) -> list[dict[str, object]]:
    head = list(network.head.parameters())
    rest = [each for each in network.parameters() if all(each is not one for one in head)]
    return [{"params": rest, "lr": rate}, {"params": head, "lr": _HEAD_RATE}]


def _pace(step: int, steps: int) -> float:
    return min(1.0, (step + 1) / (_WARMING * steps)) * max(0.02, (steps - step) / steps)


def _batches(examples: Sequence[Example], chance: random.Random, unknown: int) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    order = list(examples)
    chance.shuffle(order)
    stretch = _BATCH * _ALIKE_LONG
    chunks = [sorted(order[at : at + stretch], key=lambda one: len(one.forms[0])) for at in range(0, len(order), stretch)]
    order = [example for chunk in chunks for example in chunk]
    batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    chance.shuffle(batches)
    for batch in batches:
        yield *pad([_form(example, chance, unknown) for example in batch]), torch.tensor([one.label for one in batch])


def _form(example: Example, chance: random.Random, unknown: int) -> list[int]:
    drawn = chance.random()
    form = example.forms[1 if drawn < _PART_ALONE else 2 if drawn < 2 * _PART_ALONE else 0]
    inside = [unknown if chance.random() < _DROPPED_PIECES else number for number in form[1:-1]]
    return [form[0], *inside, form[-1]]


def pad(texts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Numbers of pieces as one rectangle, and the length of each text."""
    longest = max(map(len, texts))
    return torch.tensor([[*text, *[1] * (longest - len(text))] for text in texts]), torch.tensor([len(text) for text in texts])


def score(network: Reading, examples: Sequence[Example]) -> Tensor:
    """The scores of whole tickets: (tickets, labels)."""
    network.eval()
    order = sorted(range(len(examples)), key=lambda at: len(examples[at].forms[0]))
    found = torch.empty(len(examples), len(LABELS))
    with torch.no_grad():
        for at in range(0, len(order), _BATCH):
            rows = order[at : at + _BATCH]
            found[rows] = network(*pad([examples[row].forms[0] for row in rows])).float()
    return found
