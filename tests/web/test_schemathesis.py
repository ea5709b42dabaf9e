"""schemathesis against a running server: whatever the OpenAPI document allows is answered as it says, the rest is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.process import ROOT, SERVE, Server, running

REFUSALS = "[checks]\nnegative_data_rejection.expected-statuses = [400, 404, 405, 406, 409, 413, 415, 422]\n"
"""What counts as a refusal: by itself schemathesis knows no 413."""


@pytest.fixture(scope="module", name="server")
def _server():
    """With the shipped policy and model."""
    with running(SERVE) as found:
        yield found


@pytest.mark.parametrize(
    ("phases", "examples"),
    [("examples,fuzzing", 8), pytest.param("examples,coverage,fuzzing", 300, marks=pytest.mark.slow)],
)
def test_the_document_is_true(server: Server, phases: str, examples: int, tmp_path: Path) -> None:
    """All checks, on examples, corner cases (every time zone among them: minutes long) and random data, right and wrong."""
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json"),
        *("--max-examples", str(examples), "--seed", "4711", "--generation-deterministic"),
        *("--phases", phases, "--request-timeout", "20", "--no-color"),
    ]
    (tmp_path / "schemathesis.toml").write_text(REFUSALS)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=3_000, check=False)
    assert done.returncode == 0, done.stdout[-8_000:] + done.stderr[-2_000:]
