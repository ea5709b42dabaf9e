"""The encoder of meaning beside a retrained model: it is tried on English tickets, and reads these alone."""

import csv
import random
from dataclasses import replace

import numpy as np
import pytest
from small_clients import read_json, write_corpus
from tiny_encoder import LABELS, SIGNS, SPELLINGS, english_told, meaning, write_folder

from training.ingest.exports import name_exports
from training.ingest.mapping import read_mapping
from training.ingest.tickets import ClientTicket
from training.readers import ENGLISH_READER, KINDS, MULTILINGUAL
from training.retrain import hearing
from training.retrain.calibration import OutOfFold
from training.retrain.comparing import answers, read_ahead
from training.retrain.hearing import choose_tickets, hearing_lines, open_readers, unwatched
from training.retrain.recipe import Recipe
from training.retrain.search import one_after_the_other
from training.retrain.staging import Store
from training.retraining import Order, retrain
from triage.classifier.category import model
from triage.classifier.category.model import load_classifier
from triage.classifier.text import CleanText
from triage.errors import ArtefactError

_FILLERS = {"en": ("shop", "page", "order", "lamp", "bikes", "tea"), "de": ("Laden", "Seite", "Lampe", "Tee", "Fahrrad", "Buch")}


@pytest.fixture(scope="module", autouse=True)
def tiny_meaning():
    """The encoder of meaning is a tiny one."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (hearing, model):
            patch.setattr(module, "shipped_meaning", meaning)
        yield


def _tickets(count):
    """English ones of a sign, German ones of a spelling; the fast model sees neither."""
    draw = random.Random(3)
    for at in range(count):
        language = "en" if at % 3 else "de"
        told = (SIGNS if language == "en" else SPELLINGS)[at % 6]
        body = f"{told} {' '.join(draw.sample(_FILLERS[language], 3))} {at}"
        yield ClientTicket(str(at), "", body, LABELS[at % 6], 1_770_000_000.0 + 3600 * at, at + 1, language=language)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A store with a model that has learned from tickets which only the encoders can tell apart."""
    folder = tmp_path_factory.mktemp("english")
    with (folder / "export.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["body", "category", "created_at", "requester", "language"])
        table.writerows([one.body, one.label, int(one.created_at), one.requester, one.language] for one in _tickets(480))
    corpus, shipped = write_corpus(folder / "corpus"), write_folder(folder / "shipped", english=True)
    store = Store(folder / "models")
    exports = name_exports([folder / "export.csv"], [read_mapping("plain")])
    order = Order(exports, store, corpus, "both", Recipe(rounds=15), [shipped])
    return shipped, retrain(order, one_after_the_other, lambda _: None, lambda _: None)


def test_it_is_tried_on_english_tickets_only():
    """Its level of doubt comes from these too."""
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 6, 900)
    scores = draw.normal(0, 1, (900, 6))
    languages = [("en", "de", None)[at % 3] for at in range(900)]
    scores[np.arange(900), truth] += np.where(np.arange(900) % 3, 9.0, 0.5)
    held = OutOfFold(np.arange(900), scores, 1.0)
    asked, others = (choose_tickets(held, truth, languages, only) for only in ("en", "de"))
    assert {languages[row] for row in asked.rows.tolist()} == {"en"}
    assert asked.share > others.share
    assert choose_tickets(held, truth, languages, "fr").rows.size == 0


def test_a_model_gets_both_encoders_each_with_weights_of_its_own(world):
    """And the metadata, the report and the card say so."""
    shipped, result = world
    metadata, mine = read_json(result.folder / "metadata.json"), read_json(result.folder / "english.json")
    assert (result.folder / "english.npz").read_bytes() == (shipped / "english.npz").read_bytes()
    assert metadata["english"] == mine
    assert {name for name, value in mine.items() if value != english_told()[name]} == {"sure", "weights"}
    assert mine["weights"] != metadata["encoder"]["weights"]
    page, card = (result.folder / "report.html").read_text(), (result.folder / "MODEL_CARD.md").read_text()
    lines = hearing_lines(result.figures["second_readers"])
    assert {f"The model asks {kind.title} there." for kind in KINDS} <= set(lines)
    for line in lines:
        assert line in page.replace("&#x27;", "'")
        assert line in card


def test_each_reads_what_it_can(world):
    """English tickets are told apart by what the one sees, German ones by what the other sees."""
    classifier = load_classifier(world[1].folder)
    for at, label in enumerate(LABELS):
        if label != "duplicate":  # which needs a reference
            for text, language in ((f"{SIGNS[at]} lamp shop tea", "en"), (f"{SPELLINGS[at]} Lampe Laden Tee", "de")):
                assert classifier.predict("", text, language).probabilities[0][0] == label


def test_reading_ahead_knows_both(world):
    """No answer changes; what one model's encoders have read, the other's need not."""
    tickets = list(_tickets(30))
    models = [load_classifier(world[1].folder)] * 2
    bars = []

    def watch(title, total):
        bars.append((title, total))
        return unwatched(title, total)

    ahead = read_ahead(models, KINDS, tickets, one_after_the_other, watch)
    assert bars[2:] == [(f"{kind.title} reads held-out tickets", 0) for kind in (MULTILINGUAL, ENGLISH_READER)]
    assert [total for _, total in bars[:2]] == [10, 20]
    assert np.array_equal(answers(models[0], tickets), answers(ahead[1], tickets))


def test_of_each_kind_the_first_folder_counts(tmp_path):
    """A live model may have kept but one of them."""
    live, shipped = write_folder(tmp_path / "live"), write_folder(tmp_path / "shipped", english=True)
    found = open_readers([live, shipped], LABELS)
    assert [(reader.kind, reader.artefact.folder) for reader in found] == [(MULTILINGUAL, live), (ENGLISH_READER, shipped)]
    scores = found[1].opinion.scores(CleanText("", f"{SIGNS[2]} tea"))
    assert scores.index(max(scores)) == 2
    assert [reader.kind for reader in open_readers([live], LABELS)] == [MULTILINGUAL]


def test_changes_to_another_encoder_of_meaning_are_refused(tmp_path, monkeypatch):
    """They would mean nothing."""
    other = meaning()
    monkeypatch.setattr(hearing, "shipped_meaning", lambda: replace(other, digest="sha256:other"))
    with pytest.raises(ArtefactError, match="another encoder"):
        open_readers([write_folder(tmp_path / "shipped", english=True)], LABELS)
