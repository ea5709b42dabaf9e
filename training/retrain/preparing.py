"""What a retraining begins with: an export read, checked, split and learned from. The whole is `training.retraining`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from training.corpus import LabelledTicket, read_corpus
from training.ingest.exports import Export, read_exports
from training.ingest.rows import Advance
from training.ingest.tickets import ClientTicket
from training.retrain.checks import Notice, check
from training.retrain.comparing import NAMES
from training.retrain.dataset import Dataset, Keys, Refusals, collect, read_dataset, word_hashes
from training.retrain.encoding import Encoder, Integers
from training.retrain.grouping import group_alike
from training.retrain.learning import Learned, learn
from training.retrain.reader import corpus_reader
from training.retrain.recipe import Material, Recipe
from training.retrain.search import Map
from training.retrain.splitting import Split, split
from triage.domain.vocabulary import Topic


class RetrainingStopped(ValueError):
    """Training would be of no use; `notices` say why."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        self.notices = tuple(notices)
        super().__init__("\n".join(map(str, notices)))


@dataclass(frozen=True, slots=True)
class Prepared:
    """An export read, checked and split, with the shipped corpus beside it. Labels are numbers of `names` in both."""

    client: Dataset
    shipped: Dataset
    topics: Sequence[frozenset[Topic] | None]
    names: tuple[str, ...]
    alike: Integers
    split: Split
    refusals: Refusals
    notices: Sequence[Notice]
    encoder: Encoder

    def material(self) -> tuple[Material, Integers]:
        """What is learned from, and its groups; the shipped tickets last."""
        rows = self.split.train
        base = self.shipped.texts
        shipped = np.concatenate((np.zeros(rows.size, bool), np.ones(len(base), bool)))
        labels = np.concatenate((self.client.labels[rows], self.shipped.labels))
        groups = np.concatenate((self.alike[rows], int(self.alike.max(initial=0)) + 1 + np.arange(len(base))))
        return Material(self.client.texts.take_with(rows, base), labels, len(self.names), shipped), groups


def prepare(
    exports: Sequence[Export],
    corpus: Path | None,
    expected: Sequence[str],
    seen: Keys,
    advance: Advance,
) -> Prepared:
    """Read exports and the corpus, group what says the same, check, split.

    Args:
        corpus: folder of the shipped tickets; None to learn from the client's alone.
        expected: the categories of the live model.
        seen: keys of the tickets that the live model learned from: they are not held out, which would flatter it.
        advance: told the bytes that were read.

    Raises:
        ExportError: a file cannot be read.
        RetrainingStopped: training would be of no use.
    """
    written = read_corpus(corpus) if corpus is not None else []
    encoder = Encoder(corpus_reader(written or None))
    shipped, _ = collect(map(_as_client, written), encoder, lambda place: place.partition(":")[0])
    client, refusals = read_dataset(exports, encoder, advance)
    known = {_place(ticket): ticket.topics if ticket.topics_told else None for ticket in written}
    topics = [known[place] for place in shipped.places]
    if not len(client):
        raise RetrainingStopped([Notice("no-tickets", "no row of the export could be used", tuple(refusals.lines()), stops=True)])
    alike = group_alike(client.texts, client.keys, word_hashes(encoder))
    notices = check(client, alike, expected, corpus is not None)
    if any(notice.stops for notice in notices):
        raise RetrainingStopped(notices)
    parts = _without_seen(split(client, alike.groups), client, seen)
    names = client.names if any(export.mapping.any_label for export in exports) else NAMES if corpus is not None else client.names
    client, shipped = _relabel(client, names), _relabel(shipped, names)
    return Prepared(client, shipped, topics, names, alike.groups, parts, refusals, notices, encoder)


def learn_prepared(
    ready: Prepared, run: Map, told: Callable[[str], None], recipe: Recipe | None = None
) -> tuple[Learned, Material]:
    """Learn from what was prepared; the held-out tickets are not looked at."""
    material, groups = ready.material()
    return learn(material, groups, run, told, recipe), material


def places_compared(ready: Prepared, most: int) -> set[str]:
    """Where held-out tickets stand on which models are compared; a sample where there are more than `most`."""
    rows = ready.split.test
    if rows.size > most:
        rows = np.random.default_rng(20).choice(rows, most, replace=False)
    return {ready.client.places[row] for row in rows.tolist()}


def read_back(exports: Sequence[Export], places: set[str]) -> dict[str, ClientTicket]:
    """The tickets at some places of the exports, masked again."""
    tickets = read_exports(exports, lambda _: None)
    return {ticket.place: ticket for ticket in tickets if isinstance(ticket, ClientTicket) and ticket.place in places}


def _as_client(ticket: LabelledTicket) -> ClientTicket:
    return ClientTicket(_place(ticket), ticket.subject, ticket.body, ticket.category.value, language=ticket.language)


def _place(ticket: LabelledTicket) -> str:
    return f"{ticket.source}:{ticket.id}"


def _relabel(data: Dataset, names: tuple[str, ...]) -> Dataset:
    numbers = np.array([names.index(name) for name in data.names], np.int64)
    return replace(data, labels=numbers[data.labels] if len(data) else data.labels, names=names)


def _without_seen(parts: Split, client: Dataset, seen: Keys) -> Split:
    known = np.isin(client.keys[parts.test], seen)
    if not known.any():
        return parts
    left = parts.test[~known]
    if left.size < 0.25 * parts.test.size:
        warning = f"the live model has learned from {known.sum()} of the {known.size} held-out tickets: it is flattered"
        return replace(parts, warnings=(*parts.warnings, warning))
    return replace(parts, test=left, aside=np.concatenate((parts.aside, parts.test[known])))
