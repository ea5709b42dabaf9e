"""What several commands of `python -m training` ask for: the shipped tickets and models, processes."""

from __future__ import annotations

from pathlib import Path

import click

from training.corpus import CORPUS

MODELS = Path(__file__).parents[1] / "models"
SHIPPED_MODEL = MODELS / "category"

corpus_option = click.option(
    "--corpus", type=click.Path(exists=True, file_okay=False, path_type=Path), default=CORPUS, help="The shipped tickets."
)
jobs_option = click.option("--jobs", type=int, default=-1, help="Processes; -1: one for each core.")
dask_option = click.option("--dask", metavar="tcp://HOST:PORT", help="Do the fits on a Dask cluster.")
