"""The encoder beside a retrained model: kept where it helps on the client's tickets, heard as they want it, else left out."""

import random
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from small_clients import client_tickets, read_json, write_corpus, write_export
from tiny_encoder import LABELS, SPELLINGS, arrays, told, write_folder

from training import commands, retraining
from training.ingest.exports import name_exports
from training.ingest.mapping import read_mapping
from training.ingest.tickets import ClientTicket
from training.readers import KINDS, MULTILINGUAL
from training.retrain.calibration import OutOfFold
from training.retrain.comparing import answers, read_ahead
from training.retrain.hearing import (
    Asked,
    choose_tickets,
    hear,
    hearing_lines,
    left_out,
    open_reader,
    reader_folder,
    score_texts,
    weigh_both,
)
from training.retrain.recipe import Recipe
from training.retrain.search import one_after_the_other
from training.retrain.staging import Store, StoreError
from training.retraining import Order, retrain
from training.weighing import hear_both
from triage.classifier.category.model import load_classifier
from triage.classifier.category.second_opinion import build_second_opinion
from triage.classifier.text import CleanText, clean

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def _tickets(count=300):
    """Tickets whose category only the spelling of a word tells."""
    draw = random.Random(3)
    plain = client_tickets(count)
    fillers = ("shop", "page", "order", "lamp", "bikes", "tea")
    bodies = [f"{SPELLINGS[LABELS.index(each.label)]} {' '.join(draw.sample(fillers, 3))}" for each in plain]
    return [replace(each, body=f"{body} {at}") for at, (each, body) in enumerate(zip(plain, bodies, strict=True))]


class _Watched:
    """Remembers the bars that were begun, and how far they came."""

    def __init__(self):
        self.bars = []

    @contextmanager
    def __call__(self, title, total):
        bar = [title, total, 0]
        self.bars.append(bar)

        def advance(count):
            bar[2] += count

        yield advance


def _opinion(loud=True):
    return build_second_opinion(arrays(loud), told(), LABELS)


def _asked(count=240, seed=1):
    """A fast reader that leans to the truth a little."""
    draw = np.random.default_rng(seed)
    truth = np.arange(count) % 6
    scores = draw.normal(0, 1, (count, 6))
    scores[np.arange(count), truth] += 0.7
    shares = np.exp(scores) / np.exp(scores).sum(1, keepdims=True)
    return Asked(0.9, 0.5, np.arange(count), shares, truth)


def _log_shares(truth, lead, seed=2):
    scores = np.random.default_rng(seed).normal(0, 1, (truth.size, 6))
    scores[np.arange(truth.size), truth] += lead
    return scores - np.log(np.exp(scores).sum(1, keepdims=True))


def test_an_encoder_that_helps_is_kept_with_weights_of_its_own():
    """It is right more often, and the labels are likelier beyond chance."""
    asked = _asked()
    found = weigh_both(asked, _log_shares(asked.truth, 2.0))
    assert found.weighing is not None
    assert found.weighing.sure == asked.sure
    assert found.weighing.weights[1] > 0.5
    readers = found.figures["readers"]
    assert readers["both"]["accuracy"] > readers["fast"]["accuracy"]
    assert found.figures["gain"]["low"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_an_encoder_that_guesses_is_not(seed):
    """And it is said why; nor does it profit from a fast reader that is badly calibrated and only wants another weight."""
    asked = _asked(seed=seed)
    doubting = replace(asked, fast=hear_both(asked.fast, np.zeros_like(asked.fast), (0.2, 0.0)))
    for each in (asked, doubting):
        found = weigh_both(each, _log_shares(asked.truth, 0.0, seed + 10))
        assert found.weighing is None
        assert "beyond chance" in " ".join(hearing_lines({"encoder": found.figures}))


def test_few_unsure_tickets_tell_nothing():
    """Without an encoder, and without asking it."""
    asked = _asked()
    found = hear(asked, _opinion(), [CleanText("", "wine")] * 10, one_after_the_other, lambda _: pytest.fail("was asked"))
    assert found.weighing is None
    assert "too few" in found.figures["why"]


def test_the_encoder_is_tried_where_the_fast_reader_is_unsure():
    """At most 400 of the client's tickets, all below the level from which on it is right by itself."""
    draw = np.random.default_rng(0)
    truth = draw.integers(0, 6, 3000)
    scores = draw.normal(0, 1, (3000, 6))
    scores[np.arange(3000), truth] += np.where(np.arange(3000) % 2, 9.0, 0.5)
    labels = np.concatenate((np.zeros(7, np.int64), truth))
    asked = choose_tickets(OutOfFold(np.arange(7, 3007), scores, 1.0), labels, ["en"] * 3007)
    assert asked.rows.size == 400
    assert asked.fast.max() < asked.sure < 1
    assert np.array_equal(labels[asked.rows], asked.truth)
    assert 0.3 < asked.share < 0.6


def test_texts_are_scored_in_their_order_and_the_bar_is_filled():
    """As the encoder scores them one by one."""
    texts = [CleanText("", f"{SPELLINGS[at % 6]} {at}") for at in range(130)]
    done = []
    found = score_texts(_opinion(), texts, one_after_the_other, done.append)
    assert found == [_opinion().scores(text) for text in texts]
    assert done == [100, 30]


def test_an_encoder_of_other_categories_is_none(tmp_path):
    """It could not say what the model says; one that knows more can."""
    assert open_reader(write_folder(tmp_path / "other", labels=[*LABELS[:5], "spam"]), MULTILINGUAL, LABELS) is None
    found = open_reader(write_folder(tmp_path / "same"), MULTILINGUAL, LABELS[1:4])
    assert found is not None
    assert len(found.opinion.scores(CleanText("", "wine"))) == 3


def test_the_first_folder_with_an_encoder_counts(tmp_path):
    """The live model may have lost its own."""
    assert reader_folder([tmp_path / "none"], MULTILINGUAL) is None
    folder = write_folder(tmp_path / "shipped")
    assert reader_folder([tmp_path / "none", folder], MULTILINGUAL) == folder


def test_a_model_without_an_encoder_says_so():
    """And why."""
    assert hearing_lines({"encoder": left_out("it was not wanted").figures}) == [
        "The encoder is left out: it was not wanted.",
        "The model has the fast reader only.",
    ]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A store with a model that has learned from tickets which only the encoder can tell apart."""
    folder = tmp_path_factory.mktemp("hearing")
    corpus, export = write_corpus(folder / "corpus"), write_export(folder / "export.csv", _tickets())
    order = Order(name_exports([export], [read_mapping("plain")]), Store(folder / "models"), corpus, "first", Recipe(rounds=15))
    shipped = write_folder(folder / "shipped")
    result = retrain(replace(order, encoders=[shipped]), one_after_the_other, lambda _: None, lambda _: None)
    return order, shipped, result


def test_the_staged_model_has_the_encoder(world):
    """Its files, its new weights in the metadata, and the answers that only it can give."""
    _, shipped, result = world
    metadata, mine = read_json(result.folder / "metadata.json"), read_json(result.folder / "encoder.json")
    assert (result.folder / "encoder.npz").read_bytes() == (shipped / "encoder.npz").read_bytes()
    assert metadata["encoder"] == mine
    assert {name for name, value in mine.items() if value != told()[name]} == {"sure", "weights"}
    classifier = load_classifier(result.folder)
    for spelling, label in zip(SPELLINGS, LABELS, strict=True):
        answer = classifier.predict("", f"{spelling} lamp shop tea")
        assert answer.second_opinion
        if label != "duplicate":  # which needs a reference
            assert answer.probabilities[0][0] == label


def test_report_and_card_tell_how_it_is_heard(world):
    """The same sentences."""
    _, _, result = world
    page, card = (result.folder / "report.html").read_text(), (result.folder / "MODEL_CARD.md").read_text()
    for line in hearing_lines(result.figures["second_readers"]):
        assert line in page.replace("&#x27;", "'")
        assert line in card
    assert read_json(result.folder / "metadata.json")["measured"]["second_readers"] == result.figures["second_readers"]


def test_the_next_model_is_compared_with_one_that_has_an_encoder(world, tmp_path):
    """Each held-out text is read once for both; an encoder that says nothing is left out."""
    order, _, first = world
    order.store.promote("first", NOW, force=True)
    watched = _Watched()
    deaf = write_folder(tmp_path / "deaf", loud=False)
    second = retrain(replace(order, name="second", encoders=[deaf]), one_after_the_other, lambda _: None, lambda _: None, watched)
    assert not (second.folder / "encoder.npz").exists()
    assert not second.figures["second_readers"]["encoder"]["kept"]
    assert second.comparison is not None
    assert second.comparison.champion == load_classifier(first.folder).version
    assert [title for title, _, _ in watched.bars] == ["the encoder reads", "the encoder reads held-out tickets"]
    assert all(total == done for _, total, done in watched.bars)


def test_reading_ahead_changes_no_answer(world):
    """What is known already is not read again."""
    _, _, result = world
    tickets = [ClientTicket(str(at), "", f"{SPELLINGS[at % 6]} shop {at}", LABELS[at % 6]) for at in range(30)]
    models = [load_classifier(result.folder), load_classifier(result.folder)]
    watched = _Watched()
    ahead = read_ahead(models, KINDS, tickets, one_after_the_other, watched)
    assert [total for _, total, _ in watched.bars] == [30, 0]
    for model, reader in zip(models, ahead, strict=True):
        assert np.array_equal(answers(model, tickets), answers(reader, tickets))
    text = clean("", "another text")
    assert ahead[0].second.scores(text) == models[0].second.scores(text)


def test_the_command_takes_the_encoder_of_the_live_model_or_the_shipped_one(tmp_path, monkeypatch):
    """Or none, when that is asked for."""
    taken = []

    def stop(order, *_):
        taken.append(reader_folder(order.encoders, MULTILINGUAL))
        raise StoreError("enough")

    monkeypatch.setattr(retraining, "retrain", stop)
    monkeypatch.setattr(commands, "MODELS", tmp_path)
    shipped, export = write_folder(tmp_path / "category"), str(write_export(tmp_path / "export.csv", client_tickets(6)))
    store = tmp_path / "models"
    store.mkdir()
    for words in ([], ["--no-encoder"]):
        assert commands.run_command(["retrain", export, "--store", str(store), "--quick", "--jobs", "1", *words]) == 1
    live = write_folder(store / "category")
    assert commands.run_command(["retrain", export, "--store", str(store), "--quick", "--jobs", "1"]) == 1
    assert taken == [shipped, None, live]
