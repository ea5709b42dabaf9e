"""The version that every decision names: another for every change of what decides."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from triage import release

PACKAGE = Path(release.__file__).parent


def test_it_has_the_number_and_a_digest() -> None:
    """As a local version of PEP 440 is written."""
    assert re.fullmatch(r"[0-9][0-9.]*\+[0-9a-f]{12}", release.SERVICE_VERSION)


@pytest.mark.parametrize(
    "changed", ["domain/sla.py", "errors.py", "_shipped/models/duplicates/model.json", "_shipped/models/meaning/metadata.json"]
)
def test_every_byte_of_what_decides_counts(changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code, and the shipped data that has no version of its own; a copy elsewhere is the same release."""
    installed = tmp_path / "triage"
    shutil.copytree(PACKAGE, installed, ignore=shutil.ignore_patterns("__pycache__"))
    for kind in ("duplicates", "splitting", "meaning"):
        shutil.copytree(PACKAGE.parent / "models" / kind, installed / "_shipped" / "models" / kind)
    monkeypatch.setattr(release, "__file__", str(installed / "release.py"))
    monkeypatch.setattr(release, "shipped", lambda kind, name: installed / "_shipped" / kind / name)
    before = release._digest()
    assert release.SERVICE_VERSION.endswith(f"+{before}")
    with (installed / changed).open("ab") as file:
        file.write(b" ")
    assert release._digest() != before
