"""The commands for data people: train, retrain, promote, roll back, list; those that measure are in `training.measuring`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from training.corpus import CORPUS, CorpusError
from training.ingest.exports import name_exports
from training.ingest.mapping import MappingError, read_mapping, shipped_mappings
from training.ingest.rows import Advance, ExportError
from training.measuring import benchmark, calibration, diversity, evaluate
from training.options import MODELS, SHIPPED_MODEL, corpus_option, dask_option, jobs_option
from training.retrain.staging import Store, StoreError
from triage.classifier.category.signing import read_key
from triage.errors import ArtefactError

_STORE = click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    default=MODELS,
    show_default=True,
    help="Folder of models, staged and live.",
)
_SIGN = click.option(
    "--sign",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="KEYFILE",
    help="Sign the model with this key (32 bytes or more), which TRIAGE_MODEL_KEY then asks for.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Train the category model, on the shipped tickets or on your own, and measure it.

    Without a command: `retrain` where files of tickets are given, else `train`.
    """


@commands.command()
@corpus_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=SHIPPED_MODEL, help="Model folder to write.")
def train(corpus: Path, out: Path) -> None:
    """Train the shipped model anew from its corpus."""
    from training.corpus import read_corpus
    from training.run import train_and_write

    click.echo(train_and_write(read_corpus(corpus), out))


@commands.command()
@click.argument("tickets", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mapping",
    "mappings",
    multiple=True,
    default=("plain",),
    show_default=True,
    help=f"A YAML file, or one of {', '.join(shipped_mappings())}: once for all TICKETS, or once for each in their order.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The model's folder in the store, or only its name; default: named by its content.",
)
@_STORE
@click.option("--corpus", type=click.Path(file_okay=False, path_type=Path), default=CORPUS, help="The shipped tickets.")
@click.option("--alone", is_flag=True, help="Learn from your tickets only, without the shipped ones.")
@click.option("--quick", is_flag=True, help="Take the usual recipe instead of searching for a better one.")
@click.option("--no-encoder", is_flag=True, help="Leave the shipped encoders out; else each is kept if it helps on your tickets.")
@jobs_option
@dask_option
@click.pass_context
def retrain(
    context: click.Context,
    tickets: tuple[Path, ...],
    mappings: tuple[str, ...],
    out: Path | None,
    store: Path,
    corpus: Path,
    alone: bool,
    quick: bool,
    no_encoder: bool,
    jobs: int,
    dask: str | None,
) -> None:
    """Train on the exports TICKETS and stage the model beside the live one."""
    from training.retrain.recipe import Recipe
    from training.retrain.search import workers
    from training.retraining import Order, retrain

    exports = name_exports(tickets, [read_mapping(mapping) for mapping in mappings])
    if any(export.mapping.any_label for export in exports):
        raise click.ClickException(
            "a mapping with `labels: any` is for measuring: map your categories to ours to get a model that serves"
        )
    named = out is not None and len(out.parts) > 1
    if named and context.get_parameter_source("store") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError(f"--out {out} and --store {store} both name a store: give --out the name alone")
    where, name = _place(out) if out and named else (store, str(out or ""))
    encoders = () if no_encoder else _models_with_encoders(Store(where))
    order = Order(exports, Store(where), None if alone else corpus, name, Recipe() if quick else None, encoders)
    with workers(dask, jobs) as run, _progress(tickets) as advance:
        result = retrain(order, run, _say, advance, _bar)
    held = result.figures["held_out"]
    f1, right = held["macro_f1"]["value"], held["accuracy"]["value"]
    click.echo(f"staged {result.folder}: macro-F1 {f1:.3f}, accuracy {right:.3f} on {held['tickets']} held out")
    click.echo(str(result.comparison or "there is no live model to compare with"))
    click.echo(f"report: {result.folder / 'report.html'}")
    kept_back = result.comparison is not None and not result.comparison.accepted
    promote = f"python -m training promote {result.name} --store {where}"
    click.echo(
        f"to make it live all the same, which is recorded: {promote} --force" if kept_back else f"to make it live: {promote}"
    )


@commands.command()
@click.argument("name")
@_STORE
@click.option("--force", is_flag=True, help="Even if it is worse, or was not compared; recorded.")
@_SIGN
def promote(name: str, store: Path, force: bool, sign: Path | None) -> None:
    """Make the staged model NAME live."""
    entry = Store(store).promote(name, datetime.now(UTC), force, _key(sign))
    forced = f" (forced: {'; '.join(entry['objections'])})" if entry["forced"] else ""
    click.echo(f"{name} is live, {entry['version'][:19]}{forced}")


@commands.command()
@click.argument("name")
@_STORE
@_SIGN
def rollback(name: str, store: Path, sign: Path | None) -> None:
    """Make the model NAME live again, which was live before."""
    entry = Store(store).roll_back(name, datetime.now(UTC), _key(sign))
    click.echo(f"{name} is live again, {entry['version'][:19]}")


@commands.command()
@_STORE
def models(store: Path) -> None:
    """List the models of the store."""
    kept = Store(store)
    if not kept.names():
        raise StoreError(f"there is no model in {store}")
    for name in kept.names():
        click.echo(f"{'*' if name == kept.live() else ' '} {name}")


for each in (evaluate, benchmark, calibration, diversity):
    commands.add_command(each)


def run_command(arguments: Sequence[str]) -> int:
    """Run a command; the exit code is 0 when it was done, 1 when something stood against it, 2 for a wrong call."""
    from training.retrain.preparing import RetrainingStopped
    from training.retrain.search import ClusterError

    try:
        commands.main(list(arguments), prog_name="python -m training", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return 2
    except (ArtefactError, ClusterError, CorpusError, ExportError, MappingError, RetrainingStopped, StoreError, OSError) as error:
        click.echo(f"error: {error}", err=True)
        return 1
    return 0


def _place(out: Path) -> tuple[Path, str]:
    """The store and the name that a model's folder stands for."""
    return (out.parent.parent if out.parent.name == "staged" else out.parent), out.name


def _key(path: Path | None) -> bytes:
    return read_key(path) if path else b""


def _say(line: str) -> None:
    click.echo(line, err=True)


def _models_with_encoders(store: Store) -> list[Path]:
    """Where encoders may be taken from: the live model, the store's first, the one that came with the program."""
    live = store.live_folder()
    return [*([live] if live else []), store.folder / store.first, MODELS / store.first]


@contextmanager
def _progress(paths: Sequence[Path]) -> Iterator[Advance]:
    """A bar over the bytes of the files; silent where nobody watches."""
    with _bar("reading", sum(path.stat().st_size for path in paths)) as advance:
        yield advance


@contextmanager
def _bar(title: str, total: int) -> Iterator[Advance]:
    """A progress bar; silent where nobody watches."""
    with click.progressbar(length=total, label=title, file=sys.stderr) as bar:

        def advance(count: int) -> None:
            bar.update(count)
            if bar.finished:
                bar.render_finish()

        yield advance
