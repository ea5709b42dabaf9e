"""Where the shipped policies and models are found."""

from __future__ import annotations

import pytest

from triage import shipped


@pytest.mark.parametrize(
    ("there", "found"),
    [
        (["triage/_shipped/rules/default.yaml", "rules/default.yaml"], "triage/_shipped/rules/default.yaml"),
        (["rules/default.yaml"], "rules/default.yaml"),
        ([], "rules/default.yaml"),
    ],
)
def test_the_wheel_comes_before_the_checkout(there, found, tmp_path, monkeypatch):
    """What is in neither is told as the checkout's, for whoever cannot read it to name."""
    for path in there:
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).touch()
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "triage")
    assert shipped.shipped("rules", "default.yaml") == tmp_path / found
    assert shipped.shipped("rules") == (tmp_path / found).parent


@pytest.mark.parametrize("name", ["category", "duplicates", "meaning", "splitting"])
def test_every_model_is_there(name):
    """All four come with the program."""
    assert shipped.shipped("models", name).is_dir()
