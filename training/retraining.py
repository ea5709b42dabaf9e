"""The whole of a retraining as one call: from files to a staged model with its report and its comparison."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from training.export import round_weights, write_model
from training.ingest.exports import Export
from training.ingest.mapping import ColumnMapping
from training.ingest.rows import Advance
from training.ingest.tickets import ClientTicket
from training.readers import KINDS, ReaderKind, copy_reader
from training.report.build import places_quoted, quote, report_figures
from training.report.page import write_page
from training.retrain.assemble import assemble, learn_topics
from training.retrain.comparing import Comparison, compare, read_ahead
from training.retrain.dataset import Keys
from training.retrain.describing import data_hash, describe, write_card
from training.retrain.hearing import (
    Asked,
    Hearing,
    SecondReader,
    Watch,
    choose_tickets,
    hear,
    hearing_lines,
    left_out,
    open_readers,
    reader_folder,
    unwatched,
)
from training.retrain.learning import Learned
from training.retrain.preparing import Prepared, learn_prepared, places_compared, prepare, read_back
from training.retrain.recipe import Material, Recipe
from training.retrain.search import Map
from training.retrain.staging import Store, write_comparison
from triage.classifier.category.artefact import open_artefact
from triage.classifier.category.model import load_classifier
from triage.classifier.text import clean

SEEN = "seen.bin"  # keys of the tickets learned from: 8 bytes each, which lead back to no text
COMPARED, COMPARED_SLOWLY = 10_000, 2_000  # held-out tickets that models are compared on, at most; and where one has an encoder


@dataclass(frozen=True, slots=True)
class Order:
    """What to do.

    Attributes:
        corpus: folder of the shipped tickets; None learns from the client's alone.
        name: of the model; "" names it by its content.
        encoders: model folders whose encoders the new model gets, where they help: of each kind the first. None: it goes without.
    """

    exports: Sequence[Export]
    store: Store
    corpus: Path | None
    name: str = ""
    recipe: Recipe | None = None
    encoders: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A staged model: its name and folder, the report's figures, the comparison with the live one (None without one)."""

    name: str
    folder: Path
    figures: Mapping[str, Any]
    comparison: Comparison | None


def retrain(order: Order, run: Map, told: Callable[[str], None], advance: Advance, watch: Watch = unwatched) -> Result:
    """Do it.

    Args:
        run: does many fits at once, see `search.workers`.
        told: takes a line of progress.
        advance: told the bytes that were read.
        watch: begins a progress bar for what an encoder reads.

    Raises:
        ExportError, MappingError: what was given cannot be read.
        RetrainingStopped: training would be of no use.
        StoreError: the name is taken, by a model or by a run; that of `order` is kept for this one before anything is read.
        ArtefactError: the live model, or that of an encoder, is damaged.
    """
    with ExitStack() as staging:
        folder = staging.enter_context(order.store.stage(order.name)) if order.name else None
        champion = order.store.live_folder()
        expected = open_artefact(champion).metadata["categories"] if champion else ()
        ready = prepare(order.exports, order.corpus, expected, _seen(champion), advance)
        for line in (*ready.refusals.lines(), *map(str, ready.notices), *ready.split.warnings):
            told(line)
        if folder is None:
            order = replace(order, name=order.store.free_name("retrained-" + data_hash(ready.client)[7:19]))
            folder = staging.enter_context(order.store.stage(order.name))
        figures, comparison = _stage(folder, order, ready, champion, run, told, watch)
    return Result(order.name, order.store.folder_of(order.name), figures, comparison)


def _stage(
    folder: Path,
    order: Order,
    ready: Prepared,
    champion: Path | None,
    run: Map,
    told: Callable[[str], None],
    watch: Watch,
) -> tuple[dict[str, Any], Comparison | None]:
    """Learn, write the model and its papers."""
    places = places_compared(ready, _most_compared(order, champion)) if champion else set()
    figures, texts = _learn_and_write(folder, order, ready, places, run, told, watch)
    comparison = _compare(champion, folder, [texts[place] for place in sorted(places)], run, watch) if champion else None
    if comparison is not None:
        write_comparison(folder, comparison.as_json())
    figures["comparison_text"] = str(comparison) if comparison else ""
    (folder / "report.html").write_text(write_page(figures), encoding="utf-8")
    (folder / "report.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return figures, comparison


def _most_compared(order: Order, champion: Path | None) -> int:
    folders = [*order.encoders, *([champion] if champion else [])]
    return COMPARED_SLOWLY if any(reader_folder(folders, kind) for kind in KINDS) else COMPARED


def _learn_and_write(
    folder: Path,
    order: Order,
    ready: Prepared,
    places: set[str],
    run: Map,
    told: Callable[[str], None],
    watch: Watch,
) -> tuple[dict[str, Any], dict[str, ClientTicket]]:
    """The figures, and the tickets at `places`, which are compared once the rest is let go of."""
    learned, material = learn_prepared(ready, run, told, order.recipe)
    told("judging held-out tickets")
    figures = report_figures(order.name, ready, learned, material, run, _made(ready))
    readers = open_readers(order.encoders, ready.names)
    tries = [_Try(reader, *_choose(reader.kind, ready, learned, material)) for reader in readers]
    del material
    ready.client.texts.release()
    told("reading the tickets that are quoted, compared and shown to the encoders")
    shown = {place for each in tries for place in each.places}
    texts = read_back(order.exports, places | places_quoted(figures) | shown)
    quote(figures, {place: _shown(ticket) for place, ticket in texts.items()})
    heard = [(each.reader, _hear(each, texts, run, watch)) for each in tries]
    none = {kind.name: left_out("there is none for these categories, or it was not wanted").figures for kind in KINDS}
    figures["second_readers"] = none | {reader.kind.name: hearing.figures for reader, hearing in heard}
    for line in hearing_lines(figures["second_readers"]):
        told(line)
    told("writing the model")
    _write(folder, order, ready, learned, figures, heard)
    return figures, texts


def _shown(ticket: ClientTicket) -> str:
    read = clean(ticket.subject, ticket.body)
    return f"{read.subject} — {read.body}"


@dataclass(frozen=True, slots=True)
class _Try:
    """An encoder, what it is tried on, and where these tickets stand."""

    reader: SecondReader
    asked: Asked
    places: Sequence[str]


def _choose(kind: ReaderKind, ready: Prepared, learned: Learned, material: Material) -> tuple[Asked, list[str]]:
    asked = choose_tickets(learned.out_of_fold, material.labels, material.texts.languages, kind.language)
    return asked, [ready.client.places[row] for row in ready.split.train[asked.rows].tolist()]


def _hear(what: _Try, texts: Mapping[str, ClientTicket], run: Map, watch: Watch) -> Hearing:
    tickets = [texts[place] for place in what.places]
    with watch(f"{what.reader.kind.title} reads", len(tickets)) as advance:
        return hear(what.asked, what.reader.opinion, [clean(ticket.subject, ticket.body) for ticket in tickets], run, advance)


def _compare(champion: Path, folder: Path, tickets: Sequence[ClientTicket], run: Map, watch: Watch) -> Comparison:
    told = [open_artefact(each).metadata for each in (champion, folder)]
    same = [kind for kind in KINDS if len({(each["files"].get(kind.arrays), *sorted(each["categories"])) for each in told}) == 1]
    old, new = read_ahead([load_classifier(each) for each in (champion, folder)], same, tickets, run, watch)
    return compare(old, new, tickets)


def _write(
    folder: Path,
    order: Order,
    ready: Prepared,
    learned: Learned,
    figures: Mapping[str, Any],
    heard: Sequence[tuple[SecondReader, Hearing]],
) -> None:
    shipped = ready.shipped.texts
    topics = learn_topics(shipped, ready.topics, learned.fitted.vocabulary) if len(ready.topics) else None
    model = assemble(learned, ready.names, topics, ready.encoder.reader, ready.client.texts)
    round_weights(model)
    data = {
        "mapping": ", ".join(mapping.name for mapping in _mappings(order)),
        "files": [export.path.name for export in order.exports],
        "sha256": data_hash(ready.client),
        "learned": int(ready.split.train.size),
        "shipped": len(ready.shipped),
        "refused": sum(ready.refusals.counts.values()),
        "split": ready.split.how,
    }
    metadata = describe(model, learned, ready.names, data, figures)
    for number, mapping in enumerate(_mappings(order), 1):
        (folder / f"mapping{'' if number == 1 else f'-{number}'}.yaml").write_text(mapping.text, encoding="utf-8")
    (folder / SEEN).write_bytes(np.sort(ready.client.keys[ready.split.train]).astype("<u8").tobytes())
    for reader, hearing in heard:
        if hearing.weighing is not None:
            copy_reader(reader.artefact, reader.kind, folder, hearing.weighing.weights, hearing.weighing.sure)
    write_model(folder, model, metadata, write_card)


def _mappings(order: Order) -> list[ColumnMapping]:
    """Each mapping once, in the order of the files."""
    return list({export.mapping.text: export.mapping for export in order.exports}.values())


def _seen(champion: Path | None) -> Keys:
    path = champion / SEEN if champion else None
    return np.frombuffer(path.read_bytes() if path and path.exists() else b"", "<u8").astype(np.uint64)


def _made(ready: Prepared) -> dict[str, Any]:
    return {
        "tickets learned": int(ready.split.train.size),
        "shipped tickets": len(ready.shipped),
        "held out": int(ready.split.test.size),
        "set aside": int(ready.split.aside.size),
        "python": platform.python_version(),
    }
