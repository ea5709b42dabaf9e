"""The whole of a retraining as one call: from files to a staged model with its report and its comparison."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from training.export import round_weights, write_model
from training.ingest.mapping import ColumnMapping
from training.ingest.rows import Advance
from training.report.build import places_quoted, quote, report_figures
from training.report.page import write_page
from training.retrain.assemble import assemble, learn_topics
from training.retrain.comparing import Comparison, compare
from training.retrain.describing import data_hash, describe, write_card
from training.retrain.learning import Learned
from training.retrain.recipe import Recipe
from training.retrain.run import Prepared, held_out_tickets, learn_prepared, prepare, read_back
from training.retrain.search import Map
from training.retrain.staging import Store, write_comparison
from triage.classifier.artefact import open_artefact
from triage.classifier.model import load_classifier

SEEN = "seen.bin"  # keys of the tickets learned from: 8 bytes each, which lead back to no text


@dataclass(frozen=True, slots=True)
class Order:
    """What to do: `corpus` None learns from the client's tickets alone; `name` "" names the model by its content."""

    paths: Sequence[Path]
    mapping: ColumnMapping
    store: Store
    corpus: Path | None
    name: str = ""
    recipe: Recipe | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A staged model: its name and folder, the report's figures, the comparison with the live one (None without one)."""

    name: str
    folder: Path
    figures: Mapping[str, Any]
    comparison: Comparison | None


def retrain(order: Order, run: Map, told: Callable[[str], None], advance: Advance) -> Result:
    """Do it.

    Raises:
        ExportError, MappingError: what was given cannot be read.
        RetrainingStopped: training would be of no use.
        StoreError: the name is taken.
    """
    champion = _champion(order.store)
    expected = open_artefact(champion).metadata["categories"] if champion else ()
    ready = prepare(order.paths, order.mapping, order.corpus, expected, _seen(champion), advance)
    for line in (*ready.refusals.lines(), *map(str, ready.notices), *ready.split.warnings):
        told(line)
    learned, material = learn_prepared(ready, run, told, order.recipe)
    told("judging held-out tickets and writing the report")
    name = order.name or "retrained-" + data_hash(ready.client)[7:19]
    figures = report_figures(name, ready, learned, material, run, _made(ready))
    texts = {
        ticket.place: f"{ticket.subject} — {ticket.body}"
        for ticket in read_back(order.paths, order.mapping, places_quoted(figures))
    }
    quote(figures, texts)
    folder = order.store.stage(name, lambda scratch: _write(scratch, order, ready, learned, figures))
    comparison = _compare(champion, folder, order, ready)
    if comparison is not None:
        write_comparison(folder, comparison.as_json())
    figures["comparison_text"] = str(comparison) if comparison else ""
    (folder / "report.html").write_text(write_page(figures), encoding="utf-8")
    (folder / "report.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return Result(name, folder, figures, comparison)


def _champion(store: Store) -> Path | None:
    live = store.live()
    return None if live is None else store.folder_of(live)


def _compare(champion: Path | None, folder: Path, order: Order, ready: Prepared) -> Comparison | None:
    if champion is None:
        return None
    tickets = held_out_tickets(order.paths, order.mapping, ready)
    return compare(load_classifier(champion), load_classifier(folder), tickets)


def _write(folder: Path, order: Order, ready: Prepared, learned: Learned, figures: Mapping[str, Any]) -> None:
    shipped = ready.shipped.texts
    topics = learn_topics(shipped, ready.topics, learned.fitted.vocabulary) if len(ready.topics) else None
    model = assemble(learned, ready.names, topics, ready.encoder.reader, ready.client.texts)
    round_weights(model)
    data = {
        "mapping": order.mapping.name,
        "files": [path.name for path in order.paths],
        "sha256": data_hash(ready.client),
        "learned": int(ready.split.train.size),
        "shipped": len(ready.shipped),
        "refused": sum(ready.refusals.counts.values()),
        "split": ready.split.how,
    }
    metadata = describe(model, learned, ready.names, data, figures["held_out"])
    (folder / "mapping.yaml").write_text(order.mapping.text, encoding="utf-8")
    (folder / SEEN).write_bytes(np.sort(ready.client.keys[ready.split.train]).astype("<u8").tobytes())
    write_model(folder, model, metadata, write_card(metadata))


def _seen(champion: Path | None) -> frozenset[int]:
    path = champion / SEEN if champion else None
    return frozenset(np.frombuffer(path.read_bytes(), "<u8").tolist()) if path and path.exists() else frozenset()


def _made(ready: Prepared) -> dict[str, Any]:
    return {
        "tickets learned": int(ready.split.train.size),
        "shipped tickets": len(ready.shipped),
        "held out": int(ready.split.test.size),
        "set aside": int(ready.split.aside.size),
        "python": platform.python_version(),
    }
