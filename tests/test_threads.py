"""numpy is kept to one thread, however the service was started."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

TWO = min(2, os.cpu_count() or 1)
COUNT = (
    "import json, {module}\nfrom threadpoolctl import threadpool_info\n"
    "print(json.dumps([pool['num_threads'] for pool in threadpool_info() if pool['user_api'] == 'blas']))"
)


@pytest.mark.parametrize("module", ["wsgi", "triage.cli.main", "triage.classifier.category.model", "training.train"])
@pytest.mark.parametrize(("given", "count"), [({}, 1), ({"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}, TWO)])
def test_matrix_products_run_on_one_thread_unless_told_otherwise(module: str, given: dict[str, str], count: int) -> None:
    """The last bits of the encoder's sums depend on the number of threads, and so would a decision's bytes."""
    kept = {name: value for name, value in os.environ.items() if name not in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    program = COUNT.format(module=module)
    done = subprocess.run([sys.executable, "-c", program], env={**kept, **given}, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found
    assert set(found) == {count}
