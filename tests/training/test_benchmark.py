"""The benchmark runs the pipeline on any labels, with the published split or a random fifth."""

import csv
from types import SimpleNamespace

import numpy as np

from training.benchmark import PublicSet, measure
from training.ingest.mapping import parse_mapping
from training.retrain import meaning_head
from training.retrain.benchmarked import retrain_any
from training.retrain.search import one_after_the_other

WORDS = {"card_lost": "lost my card somewhere", "refund": "want the money back", "opening": "when do you open today"}


def _write(path, seed):
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["text", "label"])
        for at in range(60):
            label = sorted(WORDS)[at % 3]
            table.writerow([f"{WORDS[label]} case {chr(97 + (at * seed) % 26)}{chr(97 + at % 26)} please", label])


def test_labels_of_any_name_are_learned_and_judged_on_the_published_split(tmp_path):
    """The test file is never learned from."""
    _write(tmp_path / "train.csv", 3)
    _write(tmp_path / "test.csv", 5)
    public = PublicSet("small", ["train.csv"], ["test.csv"], {"body": "text", "category": "label"}, 0.9, 0.95)
    score = measure(public, tmp_path, one_after_the_other, lambda _: None)
    assert score.learned == 60
    assert score.accuracy.value > 0.9
    assert "reached" in str(score)


class _Letters:
    """An encoder of meaning that counts letters."""

    network = SimpleNamespace(places=np.zeros((1, 26)))

    def vectors(self, texts):
        counts = np.array([[text.lower().count(chr(97 + at)) for at in range(26)] for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def test_the_encoder_of_meaning_is_heard_too(tmp_path, monkeypatch):
    """Against a target of its own; what either says alone is told."""
    monkeypatch.setattr(meaning_head, "shipped_meaning", _Letters)
    _write(tmp_path / "train.csv", 3)
    _write(tmp_path / "test.csv", 5)
    public = PublicSet("small", ["train.csv"], ["test.csv"], {"body": "text", "category": "label"}, 0.9, 0.95)
    score = measure(public, tmp_path, one_after_the_other, lambda _: None, encoder=True)
    assert score.target == 0.95
    assert score.accuracy.value > 0.95
    assert "words alone" in str(score)
    assert "the encoder alone" in str(score)


def test_an_export_of_any_labels_is_retrained_on(tmp_path):
    """What the speed is measured with."""
    _write(tmp_path / "all.csv", 3)
    mapping = parse_mapping("labels: any\ncolumns: {body: text, category: label}", "m")
    assert retrain_any(tmp_path / "all.csv", mapping, one_after_the_other, lambda _: None) > 0.9
