"""A promoted model takes over without a restart; one that is damaged does not, and the service goes on."""

import json
import os
import shutil
from functools import partial
from pathlib import Path
from threading import Thread

import pytest

from triage.classifier.category.model import load_classifier
from triage.classifier.category.signing import read_key, sign
from triage.errors import ArtefactError
from triage.service.live.loading import load_tested_policy
from triage.service.live.model_reload import ModelStatus, ModelWatcher
from triage.service.live.service import TriageService
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
        _copy_fast_part(tmp_path / "staged" / name, note=name)
    _go_live(tmp_path, "one")
    return tmp_path


def _copy_fast_part(folder: Path, note: str) -> None:
    """The shipped model without its encoder, which is ten times as large as the rest."""
    shutil.copytree(model_path("category"), folder, ignore=shutil.ignore_patterns("encoder.*"))
    metadata = json.loads((folder / "metadata.json").read_text())
    files = {name: digest for name, digest in metadata["files"].items() if not name.startswith("encoder.")}
    (folder / "metadata.json").write_text(json.dumps({**metadata, "files": files, "note": note}))


def _go_live(folder: Path, name: str) -> None:
    (folder / "live.json").write_text(json.dumps({"live": name, "history": []}) + " " * len(name))


def _watched(shipped, store, pin="", key_file=""):
    policy, _ = shipped
    service = TriageService(Snapshot.build(policy, load_classifier(store), "reference"))
    return service, ModelWatcher(service, store, partial(load_classifier, store, pin=pin, key_file=key_file))


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
        (lambda folder: (folder / "metadata.json").write_text("[" * 100_000), "metadata.json is not JSON"),
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
    assert fault in watcher.status.fault
    assert watcher.status.refused == "two"
    assert str(store) not in watcher.status.fault
    assert service.versions == before


def test_a_refused_model_that_is_mended_goes_live(shipped, store):
    """Half copied at first: the rest comes without a word in the metadata, and is found."""
    service, watcher = _watched(shipped, store)
    weights = store / "staged" / "two" / "lean.npz"
    content = weights.read_bytes()
    weights.write_bytes(content[:1000])
    _go_live(store, "two")
    assert watcher.look() == "failed"
    assert watcher.look() is None
    weights.write_bytes(content)
    assert watcher.look() == "swapped"
    assert watcher.status == ModelStatus("swapped")
    assert watcher.look() is None
    assert service.versions.model == load_classifier(store).version


@pytest.mark.parametrize("name", ["lean.npz", "lean.json"])
def test_a_live_model_that_is_damaged_is_told_before_the_next_start(shipped, store, name):
    """By a new file in the old one's place: the model that runs goes on, and mended it is as before."""
    service, watcher = _watched(shipped, store)
    before = service.versions
    file = store / "staged" / "one" / name
    content = file.read_bytes()
    for written, result in ((content[:1000], "failed"), (content, "unchanged")):
        (file.parent / ".copying").write_bytes(written)
        assert watcher.look() is None
        (file.parent / ".copying").rename(file)
        assert watcher.look() == result
        assert service.versions == before
        assert watcher.look() is None
    assert watcher.status == ModelStatus("unchanged")


def test_rolling_back_from_a_refused_model_clears_the_fault(shipped, store):
    """What runs is what should run again."""
    _, watcher = _watched(shipped, store)
    (store / "staged" / "two" / "lean.npz").write_bytes(b"junk")
    _go_live(store, "two")
    assert watcher.look() == "failed"
    _go_live(store, "one")
    assert watcher.look() == "unchanged"
    assert watcher.status == ModelStatus("unchanged")


def test_a_model_that_fails_the_self_test_is_refused(shipped, store, monkeypatch):
    """Digests that hold do not make a sound model: its error is told by its kind, and stops nothing."""
    service, watcher = _watched(shipped, store)
    before = service.versions

    def fails(self):
        raise ZeroDivisionError

    monkeypatch.setattr(TriageService, "self_test", fails)
    _go_live(store, "two")
    assert watcher.look() == "failed"
    assert watcher.status.fault == "the model fails its self-test: ZeroDivisionError"
    assert service.versions == before


def test_the_fault_that_is_told_names_no_folder(shipped, store, tmp_path, caplog):
    """Whoever may ask for /readyz learns nothing of the server; the log has it all."""
    _, watcher = _watched(shipped, store, key_file=str(tmp_path / "secret" / "key.txt"))
    _go_live(store, "two")
    with caplog.at_level("ERROR"):
        assert watcher.look() == "failed"
    assert "key.txt" in watcher.status.fault
    assert str(tmp_path) not in watcher.status.fault
    assert "secret" not in watcher.status.fault
    assert any(str(tmp_path) in record.__dict__.get("fields", {}).get("fault", "") for record in caplog.records)


def test_a_name_that_no_file_system_takes_is_a_refused_model(shipped, store):
    """Not a fault of the policy's watcher."""
    _, watcher = _watched(shipped, store)
    _go_live(store, "x" * 300)
    assert watcher.look() == "failed"


def test_only_a_model_signed_with_the_key_takes_over(shipped, store, tmp_path):
    """An unsigned one is refused; once it is signed it goes live, without a promotion more."""
    key = tmp_path / "key"
    key.write_text("0123456789abcdef" * 4 + "\n")
    service, watcher = _watched(shipped, store, key_file=str(key))
    _go_live(store, "two")
    assert watcher.look() == "failed"
    assert "is not signed" in watcher.status.fault
    folder = store / "staged" / "two"
    sign(folder, (folder / "metadata.json").read_bytes(), read_key(key))
    assert watcher.look() == "swapped"
    assert service.versions.model == load_classifier(folder).version


@pytest.mark.parametrize("name", ["../elsewhere", "/etc", "..", "", "a\x00b", "a\nb", "\ud800", "x" * 300, 7, ["two"]])
def test_a_store_that_names_no_model_is_refused(shipped, store, name):
    """A name is a name, not a path; and whoever asks /readyz is told ours, not what a file holds."""
    service, watcher = _watched(shipped, store)
    before = service.versions
    (store / "live.json").write_text(json.dumps({"live": name}))
    assert watcher.look() == "failed"
    assert watcher.status == ModelStatus("failed", "live.json", "live.json names no model of this store")
    assert service.versions == before


@pytest.mark.parametrize(
    ("name", "fault"),
    [("live.json", "live.json is no regular file"), ("staged/two/metadata.json", "metadata.json is no regular file")],
)
def test_a_pipe_stops_nothing(shipped, store, name, fault):
    """Reading it would wait for ever, and neither the model nor the policy be watched."""
    _, watcher = _watched(shipped, store)
    _go_live(store, "two")
    (store / name).unlink()
    os.mkfifo(store / name)
    looking = Thread(target=watcher.look, daemon=True)
    looking.start()
    looking.join(20)
    assert not looking.is_alive()
    assert (watcher.status.result, watcher.status.fault) == ("failed", fault)


@pytest.mark.parametrize("folder", ["/srv/models", "models", "../models", "/srv/my models"])
def test_of_a_path_only_its_end_is_told(shipped, store, folder):
    """However the operator has written the folder."""
    service, _ = _watched(shipped, store)

    def load():
        raise ArtefactError(f"{folder}/two/lean.npz cannot be read: Is a directory")

    watcher = ModelWatcher(service, store, load)
    _go_live(store, "two")
    assert watcher.look() == "failed"
    assert watcher.status.fault == "lean.npz cannot be read: Is a directory"


def test_a_pinned_model_is_not_replaced(shipped, store):
    """What the operator pinned stays, whatever is promoted."""
    service, watcher = _watched(shipped, store, pin=load_classifier(store).version)
    before = service.versions
    _go_live(store, "two")
    assert watcher.look() == "failed"
    assert "pinned" in watcher.status.fault
    assert service.versions == before


def test_a_promotion_while_a_model_is_loaded_is_for_the_next_look(shipped, store):
    """It was not what was loaded, so it is not what decides."""
    service, _ = _watched(shipped, store)
    promotions = ["one"]

    def load_while_somebody_promotes():
        loaded = load_classifier(store)
        for name in promotions:
            _go_live(store, name)
        promotions.clear()
        return loaded

    watcher = ModelWatcher(service, store, load_while_somebody_promotes)
    first = service.versions.model
    _go_live(store, "two")
    assert watcher.look() == "swapped"
    assert service.versions.model != first
    assert watcher.look() == "swapped"
    assert service.versions.model == first
