"""A promoted model takes over without a restart; one that is damaged does not, and the service goes on."""

import json
import shutil
from pathlib import Path

import pytest

from triage.classifier.model import load_classifier
from triage.service.loading import load_tested_policy
from triage.service.model_reload import ModelWatcher
from triage.service.service import TriageService
from triage.service.snapshot import Snapshot
from triage.settings import model_path, policy_path


@pytest.fixture(scope="module")
def shipped():
    """The shipped policy and model."""
    return load_tested_policy(policy_path("default"), "reference"), load_classifier(model_path("category"))


@pytest.fixture
def store(tmp_path):
    """A store with two models, the first one live; the second differs in its metadata."""
    for name in ("one", "two"):
        shutil.copytree(model_path("category"), tmp_path / "staged" / name)
    metadata = tmp_path / "staged" / "two" / "metadata.json"
    metadata.write_text(json.dumps({**json.loads(metadata.read_text()), "note": "two"}))
    _go_live(tmp_path, "one")
    return tmp_path


def _go_live(folder: Path, name: str) -> None:
    (folder / "live.json").write_text(json.dumps({"live": name, "history": []}) + " " * len(name))


def _watched(shipped, store, pin=""):
    policy, _ = shipped
    service = TriageService(Snapshot.build(policy, load_classifier(store), "reference"))
    return service, ModelWatcher(service, store, pin)


def test_a_promoted_model_is_swapped_in(shipped, store):
    """The policy stays, the model changes."""
    service, watcher = _watched(shipped, store)
    policy = service.versions.policy
    assert watcher.look() is None
    _go_live(store, "two ".strip())
    assert watcher.look() == "swapped"
    assert service.versions.model == load_classifier(store / "staged" / "two").version
    assert service.versions.policy == policy
    assert watcher.look() is None


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda folder: (folder / "lean.npz").write_bytes(b"junk"), "sha256 differs"),
        (lambda folder: (folder / "lean.json").unlink(), "cannot be read"),
        (lambda folder: (folder / "metadata.json").write_text("{"), "not JSON"),
        (lambda folder: (folder / "metadata.json").write_text('{"kind": "triage-category-model", "format": 999}'), "newer"),
        (lambda folder: (folder / "metadata.json").write_text('{"kind": "other"}'), "does not describe"),
        (lambda folder: shutil.rmtree(folder), "holds no model"),
    ],
)
def test_a_bad_model_is_refused_and_the_old_one_decides_on(shipped, store, damage, fault):
    """Tampered, truncated, foreign, newer, gone: one sentence each, and no change."""
    service, watcher = _watched(shipped, store)
    before = service.versions
    damage(store / "staged" / "two")
    _go_live(store, "two")
    assert watcher.look() == "failed"
    assert fault in watcher.fault
    assert service.versions == before


def test_a_store_that_names_a_model_outside_is_refused(shipped, store):
    """A name is a name, not a path."""
    service, watcher = _watched(shipped, store)
    before = service.versions
    _go_live(store, "../elsewhere")
    assert watcher.look() == "failed"
    assert "no name of a model" in watcher.fault
    assert service.versions == before


def test_a_pinned_model_is_not_replaced(shipped, store):
    """What the operator pinned stays, whatever is promoted."""
    service, watcher = _watched(shipped, store, pin=load_classifier(store).version)
    before = service.versions
    _go_live(store, "two")
    assert watcher.look() == "failed"
    assert "pinned" in watcher.fault
    assert service.versions == before
