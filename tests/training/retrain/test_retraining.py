"""From an export to a promoted model, in one go; and what promotes, rolls back and refuses."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from small_clients import SENTENCES, client_tickets, dataset, read_json, write_corpus, write_export

from training.ingest.exports import name_exports
from training.ingest.mapping import read_mapping
from training.retrain import recipe
from training.retrain.preparing import RetrainingStopped
from training.retrain.recipe import Recipe
from training.retrain.search import one_after_the_other
from training.retrain.staging import Store, StoreError, write_comparison
from training.retraining import Order, retrain
from triage.classifier.category.model import load_classifier
from triage.classifier.category.signing import read_key
from triage.classifier.category.store import resolve_model
from triage.errors import ArtefactError

NOW = datetime(2026, 11, 23, tzinfo=UTC)
QUICK = Recipe(rounds=15)
PRIVATE = "Please call +49 170 1234567 or write to ann@shop.example <script>alert(1)</script>"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A store with a first model, trained on the tickets of one client and the small corpus."""
    folder = tmp_path_factory.mktemp("world")
    corpus = write_corpus(folder / "corpus")
    tickets = client_tickets(180)
    tickets[0] = replace(tickets[0], body=tickets[0].body + " " + PRIVATE)
    order = _order(folder, corpus, write_export(folder / "export.csv", tickets), "first")
    said: list[str] = []
    return folder, corpus, retrain(order, one_after_the_other, said.append, lambda _: None)


def _order(folder: Path, corpus: Path | None, export: Path, name: str) -> Order:
    return Order(name_exports([export], [read_mapping("plain")]), Store(folder / "models"), corpus, name, QUICK)


def test_a_staged_model_has_all_its_papers_and_serves(world):
    """Model, card, mapping, report; both engines give the same answer."""
    _, _, result = world
    names = {path.name for path in result.folder.iterdir()}
    papers = {"metadata.json", "lean.npz", "pipeline.joblib", "MODEL_CARD.md", "mapping.yaml", "report.html", "report.json"}
    assert papers <= names
    assert result.comparison is None
    assert result.figures["held_out"]["accuracy"]["value"] > 0.8
    one, other = load_classifier(result.folder), load_classifier(result.folder, "sklearn")
    text = ("", "please build a wish list for the wine shop")
    assert one.predict(*text).probabilities[0][0] == "feature_request"
    shares = [dict(each.predict(*text).probabilities) for each in (one, other)]
    assert max(abs(shares[0][name] - shares[1][name]) for name in shares[0]) < 1e-9


def test_nothing_private_is_stored(world):
    """No file of the model holds the number, the mail address or markup from a ticket."""
    _, _, result = world
    for path in result.folder.iterdir():
        content = path.read_bytes()
        assert b"1234567" not in content.replace(b"0.1234567", b"")
        assert b"ann@shop" not in content
    assert "<script" not in (result.folder / "report.html").read_text(encoding="utf-8")


def test_only_the_report_quotes_tickets(world):
    """What goes into production with the model holds no text of a client."""
    _, _, result = world
    sentences = [text for texts in SENTENCES.values() for text in texts]
    quoting = {path.name for path in result.folder.iterdir() if any(text.encode() in path.read_bytes() for text in sentences)}
    assert quoting <= {"report.html", "report.json"}


def test_the_report_and_the_card_tell_the_same_numbers(world):
    """One source for both."""
    _, _, result = world
    told = read_json(result.folder / "report.json")
    assert told["held_out"] == result.figures["held_out"]
    figures = {name: value for name, value in told["held_out"].items() if name != "mistakes"}
    assert read_json(result.folder / "metadata.json")["measured"]["held_out"] == figures
    card = (result.folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"{told['held_out']['macro_f1']['value']:.3f}" in card
    for page in (card, (result.folder / "report.html").read_text(encoding="utf-8")):
        assert "where the text refers to a ticket" in " ".join(page.replace("\n ", "").split())


def test_the_same_export_gives_the_same_bytes(world, tmp_path):
    """Training is reproducible: the version depends on tickets and recipe alone."""
    folder, corpus, result = world
    again = replace(_order(tmp_path, corpus, folder / "export.csv", "again"))
    twin = retrain(again, one_after_the_other, lambda _: None, lambda _: None)
    assert load_classifier(twin.folder).version == load_classifier(result.folder).version


def test_promotion_comparison_and_roll_back(world):
    """The first is promoted freely, the next by comparison; a worse one only by force, which is recorded; there is a way back."""
    folder, corpus, _ = world
    store = Store(folder / "models")
    store.promote("first", NOW)
    assert resolve_model(store.folder) == store.folder_of("first")
    fresh = write_export(folder / "fresh.csv", client_tickets(240, seed=9))
    second = retrain(_order(folder, corpus, fresh, "second"), one_after_the_other, lambda _: None, lambda _: None)
    assert second.comparison is not None
    assert second.comparison.champion == load_classifier(store.folder_of("first")).version
    scrambled = [replace(each, label="content") if at % 2 else each for at, each in enumerate(client_tickets(240, seed=5))]
    worse = write_export(folder / "bad.csv", scrambled)
    third = retrain(_order(folder, corpus, worse, "third"), one_after_the_other, lambda _: None, lambda _: None)
    store.promote("second", NOW, force=not second.comparison.accepted)
    assert load_classifier(store.folder).version == load_classifier(second.folder).version
    with pytest.raises(StoreError, match="compare"):
        store.promote("third", NOW)
    assert store.promote("third", NOW, force=True)["forced"]
    store.roll_back("second", NOW)
    assert store.live() == "second"
    history = read_json(store.folder / "live.json")["history"]
    assert [entry["name"] for entry in history] == ["first", "second", "third", "second"]
    assert third.folder.exists()
    with pytest.raises(StoreError, match="never live"):
        store.roll_back("fourth", NOW)


def test_every_objection_is_told_and_recorded(world, tmp_path):
    """A model that was kept back for outages stays so when another model goes live in the meantime."""
    _, _, result = world
    store = Store(tmp_path)
    for name in ("category", "worse"):
        with store.stage(name) as scratch:
            shutil.copytree(result.folder, scratch, dirs_exist_ok=True)
            version = load_classifier(scratch).version
            write_comparison(scratch, {"challenger": version, "champion": "sha256:other", "objections": ["outages are missed"]})
    with pytest.raises(StoreError, match=r"outages are missed; it was compared with another model than the live one"):
        store.promote("worse", NOW)
    assert store.promote("worse", NOW, force=True)["objections"][0] == "outages are missed"
    assert len(read_json(tmp_path / "live.json")["history"][0]["objections"]) == 2


def test_models_are_never_overwritten(world):
    """A name is given once."""
    folder, corpus, _ = world
    with pytest.raises(StoreError, match="never overwritten"):
        retrain(_order(folder, corpus, folder / "export.csv", "first"), one_after_the_other, lambda _: None, lambda _: None)


def test_a_tampered_model_is_not_promoted(world, tmp_path):
    """Digests are checked before a model goes live."""
    _, _, result = world
    store = Store(tmp_path)
    with store.stage("bent") as scratch:
        shutil.copytree(result.folder, scratch, dirs_exist_ok=True)
    target = store.folder_of("bent")
    weights = target / "lean.npz"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtefactError, match="sha256 differs"):
        store.promote("bent", NOW)


def _write_half(store):
    with store.stage("half") as scratch:
        (scratch / "half").write_text("x")
        raise OSError("disk full")


def test_a_model_that_cannot_be_written_leaves_nothing(tmp_path):
    """Whole or not at all."""
    with pytest.raises(OSError, match="disk full"):
        _write_half(Store(tmp_path))
    assert list((tmp_path / "staged").iterdir()) == []


def test_what_a_killed_run_left_is_swept_and_what_another_writes_is_not(tmp_path):
    """The system takes the lock of a dead process back."""
    store = Store(tmp_path)
    (tmp_path / "staged" / ".writing-dead").mkdir(parents=True)
    with store.stage("one") as mine, store.stage("two") as other:
        assert not (tmp_path / "staged" / ".writing-dead").exists()
        assert mine.exists()
        assert other.exists()
    assert sorted(path.name for path in (tmp_path / "staged").iterdir()) == ["one", "two"]


def test_a_name_is_kept_for_the_run_that_writes_it(tmp_path):
    """A second run of the name is told before it reads anything; one without a name takes the next."""
    store = Store(tmp_path)
    order = replace(_order(tmp_path, None, tmp_path / "missing.csv", "one"), store=store)
    with store.stage("one") as mine:
        with pytest.raises(StoreError, match="another run is writing one"):
            retrain(order, one_after_the_other, lambda _: None, lambda _: None)
        assert store.free_name("one") == "one-2"
        assert mine.exists()
    assert [path.name for path in (tmp_path / "staged").iterdir()] == ["one"]


def test_what_a_killed_run_left_keeps_no_name(tmp_path):
    """Its lock went with it."""
    store = Store(tmp_path)
    (tmp_path / "staged" / ".writing-one").mkdir(parents=True)
    assert store.free_name("one") == "one"
    with store.stage("one") as scratch:
        assert list(scratch.iterdir()) == []
    assert store.folder.joinpath("staged", "one").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("history", ["5", "[5]", "[{}]", "null"])
def test_a_history_that_is_none_is_told(tmp_path, history):
    """With the file, not as a traceback."""
    (tmp_path / "live.json").write_text(f'{{"live": "category", "history": {history}}}')
    with pytest.raises(StoreError, match="history"):
        Store(tmp_path).roll_back("category", NOW)


def test_a_name_is_looked_at_before_anything_is_read(tmp_path):
    """Not after hours of training; without one, a model of the same tickets gets a number."""
    store = Store(tmp_path)
    (tmp_path / "staged" / "taken").mkdir(parents=True)
    order = replace(_order(tmp_path / "elsewhere", None, tmp_path / "missing.csv", "taken"), store=store)
    with pytest.raises(StoreError, match="choose another name"):
        retrain(order, one_after_the_other, lambda _: None, lambda _: None)
    assert store.free_name("taken") == "taken-2"


def test_an_export_without_usable_rows_stops_with_the_reasons(tmp_path):
    """The reasons and rows are in the message."""
    export = write_export(tmp_path / "none.csv", [replace(each, label="Billing") for each in client_tickets(3)])
    with pytest.raises(RetrainingStopped, match="'Billing' is not in the mapping"):
        retrain(_order(tmp_path, None, export, "none"), one_after_the_other, lambda _: None, lambda _: None)


def test_a_pinned_model_is_the_only_one_that_loads(world):
    """The operator's own word on what may serve."""
    _, _, result = world
    version = load_classifier(result.folder).version
    assert load_classifier(result.folder, pin=version.removeprefix("sha256:")).version == version
    with pytest.raises(ArtefactError, match="pinned"):
        load_classifier(result.folder, pin="0" * 64)


def test_a_model_is_signed_when_it_goes_live(world, tmp_path):
    """By promotion and by roll-back; what was signed loads with the key, and is still the same model."""
    _, _, result = world
    store = Store(tmp_path / "models")
    for name in ("one", "two"):
        with store.stage(name) as scratch:
            shutil.copytree(result.folder, scratch, dirs_exist_ok=True)
    key = tmp_path / "key"
    key.write_text("0123456789abcdef" * 4)
    store.promote("one", NOW, force=True)
    with pytest.raises(ArtefactError, match="is not signed"):
        load_classifier(store.folder, key_file=str(key))
    store.promote("two", NOW, force=True, key=read_key(key))
    assert load_classifier(store.folder, key_file=str(key)).version == load_classifier(result.folder).version
    store.roll_back("one", NOW, read_key(key))
    assert load_classifier(store.folder, key_file=str(key)).version == load_classifier(result.folder).version


def test_large_material_is_learned_in_passes(monkeypatch):
    """Beyond the limit the weights come from passes, and are as good."""

    monkeypatch.setattr(recipe, "EXACT_UP_TO", 100)
    monkeypatch.setattr(recipe, "_SAMPLE", 60)
    monkeypatch.setattr(recipe, "_BATCH", 40)
    data, _ = dataset(client_tickets(240))
    material = recipe.Material(data.texts, data.labels, len(data.names), np.zeros(len(data), bool))
    for fitted in (recipe.fit(material, Recipe(rounds=15)), recipe.fit_roughly(material, Recipe(rounds=15))):
        assert (fitted.scores(data.texts).argmax(1) == data.labels).mean() > 0.9
