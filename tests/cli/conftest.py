"""`shell` runs commands on the shipped policy with a stand-in for the model."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.web.shop import snapshot
from triage.cli.main import main


class Shell:
    """Runs `triage …` as its entry point does, and keeps what it wrote."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self._patch, self._capture = folder, patch, capture
        self.out = self.err = ""

    def file(self, name: str, *values: object) -> str:
        """A file of JSON lines (of one value: JSON)."""
        path = self.folder / name
        lines = [value if isinstance(value, str) else json.dumps(value) for value in values]
        path.write_text("\n".join(lines), encoding="utf-8")
        return str(path)

    def run(self, *arguments: str) -> int:
        """The exit code."""
        self._patch.setattr(sys, "argv", ["triage", *arguments])
        try:
            main()
        except SystemExit as done:
            code = int(done.code or 0)
        else:
            code = 0
        self.out, self.err = self._capture.readouterr()
        return code

    def json(self) -> Any:
        """What was written, as JSON."""
        return json.loads(self.out)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell whose commands read no model."""
    monkeypatch.setattr("triage.service.live.service.load_snapshot", lambda settings: snapshot())
    return Shell(tmp_path, monkeypatch, capsys)
