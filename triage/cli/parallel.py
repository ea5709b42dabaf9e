"""Work in chunks over processes: joblib on the cores of this machine, or on a Dask cluster through joblib's own backend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any, TypeVar

import click
import joblib

Chunk = TypeVar("Chunk")
Result = TypeVar("Result")

_JOBS_ON_CLUSTER = -1  # every worker that the scheduler has
_WAVE = 4  # chunks that wait for each worker: the file is read while they work, and no more of it than that is in memory


def run_chunks(work: Callable[[Chunk], Result], chunks: Iterable[Chunk], jobs: int, cluster: str | None) -> Iterator[Result]:
    """The results in the order of the chunks. One job runs in this process; `cluster` is the address of a Dask scheduler.

    Raises click.UsageError when a cluster is asked for and Dask is not installed.
    """
    if jobs == 1 and cluster is None:
        yield from map(work, chunks)
        return
    remaining = iter(chunks)
    workers = _JOBS_ON_CLUSTER if cluster else jobs
    with _backend(cluster), joblib.Parallel(n_jobs=workers) as pool:
        wave = _WAVE * joblib.effective_n_jobs(workers)
        while batch := list(islice(remaining, wave)):
            yield from pool(joblib.delayed(work)(chunk) for chunk in batch)


def _backend(cluster: str | None) -> AbstractContextManager[Any]:
    if cluster is None:
        return nullcontext()
    try:
        from distributed import Client
    except ImportError:
        raise click.UsageError("--dask needs the package distributed: pip install 'ticket-triage[dask]'") from None
    connect: Any = Client  # typed by half where the package is installed, not at all where it is not
    connect(cluster)
    config: AbstractContextManager[Any] = joblib.parallel_config(backend="dask")
    return config
