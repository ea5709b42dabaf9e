"""The wheel carries code, policies and models, and answers from any directory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module", name="installed")
def _installed(tmp_path_factory):
    """The wheel, built from the checkout and unpacked where nothing else of ours is."""
    place = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = place.glob("*.whl")
    site = place / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    return site


def test_the_wheel_decides_from_another_directory(installed, tmp_path):
    """Policy and model come from the wheel, not from the checkout."""
    program = "import triage, sys; from triage.cli.main import main; print(triage.__file__, file=sys.stderr); main()"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", program, "decide", str(ROOT / "docs" / "examples" / "first.json")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert str(installed) in done.stderr
    assert json.loads(done.stdout)["category"]["name"] == "site_down"
