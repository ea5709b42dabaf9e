"""The same fits on a real Dask cluster of two worker processes."""

import numpy as np
import pytest
from small_clients import client_tickets, dataset

from training.retrain.recipe import Material, Recipe
from training.retrain.search import judge_fold, one_after_the_other, workers


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_answers_of_one_process():
    """Two workers, each a process of its own; the same truth and the same answers."""
    distributed = pytest.importorskip("distributed")
    data, _ = dataset(client_tickets(120))
    material = Material(data.texts, data.labels, len(data.names), np.zeros(len(data), bool))
    folds = np.arange(len(data)) % 2
    tasks = [(material, folds, Recipe(rounds=10, c=c), fold) for c in (2.0, 8.0) for fold in (0, 1)]
    two = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with two as cluster, workers(cluster.scheduler_address) as run:
        there = run(judge_fold, tasks)
        assert len(cluster.scheduler_info["workers"]) == 2
    here = one_after_the_other(judge_fold, tasks)
    for one, other in zip(here, there, strict=True):
        for mine, theirs in zip(one, other, strict=True):
            assert all(np.array_equal(a, b) for a, b in zip(mine, theirs, strict=True))
