"""The commands that measure: a model, the pipeline on public sets, calibrations, the corpus. None prints a ticket's text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from training.options import SHIPPED_MODEL, corpus_option, dask_option, jobs_option
from triage.domain.vocabulary import Category

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _costs(_context: click.Context, _option: click.Parameter, told: Sequence[str]) -> Mapping[Category, float]:
    try:
        return {Category(name): float(cost) for name, _, cost in (entry.partition("=") for entry in told)}
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.option("--tickets", type=_FILE, required=True, help="JSONL with subject, body, category, and clear where known.")
@click.option("--model", type=_FOLDER, default=SHIPPED_MODEL, help="Model folder.")
@click.option("--engine", type=click.Choice(["lean", "sklearn"]), default="lean", help="What reads the model.")
@click.option(
    "--encoder", type=click.Choice(["unsure", "always", "never"]), default="unsure", help="When the encoders are asked."
)
@click.option("--meaning", type=click.Choice(["on", "off"]), default="on", help="Whether the large English one is among them.")
@click.option("--review-cost", type=float, default=1.0, help="Cost of a look by a person.")
@click.option("--wrong-cost", type=float, default=6.0, help="Cost of a wrong category.")
@click.option(
    "--missed",
    multiple=True,
    default=["site_down=18"],
    metavar="CATEGORY=COST",
    callback=_costs,
    help="Cost of overlooking one; may be given several times.",
)
def evaluate(
    tickets: Path,
    model: Path,
    engine: str,
    encoder: str,
    meaning: str,
    review_cost: float,
    wrong_cost: float,
    missed: Mapping[Category, float],
) -> None:
    """Measure a model on labelled tickets."""
    from training.corpus import read_tickets
    from training.evaluate import judge, report
    from triage.classifier.category.model import load_classifier
    from triage.domain.review import ReviewCosts

    classifier = load_classifier(model, engine, encoder=encoder, meaning=meaning == "on")
    outcome = judge(read_tickets(tickets, foreign=True), classifier, ReviewCosts(review_cost, wrong_cost, missed))
    click.echo(report(outcome))


@click.command()
@click.option("--datasets", type=_FOLDER, required=True, help="Folder of the public sets.")
@click.option("--only", multiple=True, help="Only this set; may be given several times.")
@click.option("--encoder", is_flag=True, help="Hear the encoder of meaning too: English sets only, some 50 ms a text and core.")
@jobs_option
@dask_option
def benchmark(datasets: Path, only: tuple[str, ...], encoder: bool, jobs: int, dask: str | None) -> None:
    """Run the retraining pipeline, unchanged, on public data sets."""
    from training.benchmark import run_benchmarks
    from training.retrain.search import workers

    with workers(dask, jobs) as run:
        for score in run_benchmarks(datasets, only, run, partial(click.echo, err=True), encoder):
            click.echo(str(score))


@click.command()
@corpus_option
def calibration(corpus: Path) -> None:
    """Compare temperature, sigmoid and isotonic calibration on tickets whose source was held out."""
    from training.calibrators import HEADER, compare_on_corpus, verdict
    from training.corpus import read_corpus

    for name, rows in compare_on_corpus(read_corpus(corpus)).items():
        click.echo("\n".join((f"{name}; {verdict(rows)}", "", HEADER, *map(str, rows), "")))


@click.command()
@corpus_option
@click.option("--against", type=_FILE, help="JSON lines to compare with.")
def diversity(corpus: Path, against: Path | None) -> None:
    """Measure how varied the corpus is, and how easily another file's tickets are told from it."""
    from training.corpus import read_corpus, read_tickets
    from training.diversity import report

    for line in report(read_corpus(corpus), read_tickets(against, foreign=True) if against else ()):
        click.echo(line)
