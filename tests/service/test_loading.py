"""Policy and model are loaded beside each other; what is wrong with either refuses the start as it would alone."""

from __future__ import annotations

import pytest

from triage.classifier.category.lean import LeanModel
from triage.classifier.category.sklearn_engine import PipelineModel
from triage.errors import ArtefactError, PolicyError
from triage.service.loading import load_snapshot
from triage.settings import Settings


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"TRIAGE_POLICY": "{nothing}/policy.yaml"}, PolicyError),
        ({"TRIAGE_MODEL": "{nothing}"}, ArtefactError),
        ({"TRIAGE_MODEL_SHA256": "0" * 64}, ArtefactError),
        ({"TRIAGE_POLICY": "{nothing}/policy.yaml", "TRIAGE_MODEL": "{nothing}"}, PolicyError),
    ],
    ids=str,
)
def test_what_is_refused(variables, expected, tmp_path):
    """Of two faults the policy's is told, whichever is found first."""
    given = {name: value.format(nothing=tmp_path) for name, value in variables.items()}
    with pytest.raises(expected):
        load_snapshot(Settings.load(given))


@pytest.mark.parametrize(("engine", "kind", "told"), [("lean", LeanModel, ""), ("sklearn", PipelineModel, "+sklearn")])
def test_what_reads_the_model(engine, kind, told):
    """Plain arrays, or scikit-learn's own pipeline where it is asked for; the version tells."""
    snapshot = load_snapshot(Settings.load({"TRIAGE_MODEL_ENGINE": engine, "TRIAGE_ENCODER": "never"}))
    assert isinstance(snapshot.classifier.engine, kind)
    assert snapshot.versions.model.partition("+")[1:] == ("+", f"{told}+never"[1:])
    assert snapshot.classifier.predict("Shop down", "Nobody can pay").probabilities[0][0] == "site_down"


@pytest.mark.parametrize("meaning", ["on", "off"])
def test_what_is_loaded(meaning):
    """The encoder that compares tickets and the reader of English made of it are there together, or not at all."""
    snapshot = load_snapshot(Settings.load({"TRIAGE_MEANING": meaning}))
    assert snapshot.versions.model == snapshot.classifier.version
    assert (snapshot.meanings is not None) is (snapshot.classifier.english is not None) is (meaning == "on")
