"""Files of models in memory."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest

from triage.classifier import mapped
from triage.classifier.category.model import load_classifier
from triage.classifier.mapped import map_checked
from triage.errors import ArtefactError

SHIPPED = Path(__file__).parents[2] / "models" / "category"


@pytest.mark.parametrize("size", [1, 7, 8, 9, 16, 1000])
def test_a_digest_made_bit_by_bit_is_that_of_the_whole(size, tmp_path, monkeypatch):
    """Whether the parts are whole or the last is shorter; one bit more or less anywhere is seen."""
    monkeypatch.setattr(mapped, "_AT_ONCE", 8)
    content = bytes(at % 251 for at in range(size))
    expected = "sha256:" + hashlib.sha256(content).hexdigest()
    (tmp_path / "whole").write_bytes(content)
    assert bytes(map_checked(tmp_path, "whole", expected)) == content
    for at in (0, size // 2, size - 1):
        (tmp_path / "other").write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(ArtefactError, match="its sha256 differs"):
            map_checked(tmp_path, "other", expected)


def test_what_is_copied_stays_whatever_becomes_of_the_file(tmp_path):
    """Shortened or overwritten in place; a mapped file would end the process."""
    content = bytes(range(256)) * 64
    path = tmp_path / "weights"
    path.write_bytes(content)
    kept = map_checked(tmp_path, "weights", "sha256:" + hashlib.sha256(content).hexdigest(), copied=True)
    with path.open("r+b") as file:
        file.write(b"other")
        file.truncate(10)
    kept.let_go()
    assert bytes(kept) == content


def test_a_live_model_answers_on_when_its_weights_are_shortened(tmp_path):
    """`truncate`, `cp` over the file, a full disk: the loaded one answers as before, a new start is refused."""
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder, ignore=shutil.ignore_patterns("pipeline.joblib", "encoder.npz", "english.npz"))
    told = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    told["files"] = {name: digest for name, digest in told["files"].items() if (folder / name).exists()}
    (folder / "metadata.json").write_text(json.dumps(told), encoding="utf-8")
    classifier = load_classifier(folder)
    before = classifier.predict("shop down", "Nobody can open our shop since an hour.")
    os.truncate(folder / "lean.npz", 1000)
    assert classifier.predict("shop down", "Nobody can open our shop since an hour.") == before
    assert classifier.predict("", "How do I print an invoice of last month?").probabilities
    with pytest.raises(ArtefactError, match="sha256 differs"):
        load_classifier(folder)
